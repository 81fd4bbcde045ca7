import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { echo } from "#day29/http/echo.js";
import { joinParts } from "#day29/http/output.js";

/** The echo of a POST, and its fields. */
function echoed(fields: Readonly<Record<string, string>>, body: string) {
  const headers = new Map(Object.entries(fields));
  const request = { method: "POST", target: "/echo", version: "HTTP/1.1", headers, lines: [] };
  const response = echo({ ...request, body: Buffer.from(body) });
  return { headers: response.headers, text: `${joinParts(response.body).bytes}` };
}

describe("an echo", () => {
  it("lists the request and the fields of a form", () => {
    const type = "Application/X-WWW-Form-Urlencoded; charset=utf-8";
    const { headers, text } = echoed({ "content-type": type }, "a=1&b=%E5%A5%BD+%3C&a=2");
    assert.equal(headers["Content-Type"], "text/plain; charset=utf-8");
    assert.equal(headers.Vary, "Accept");
    assert.equal(
      text,
      `method: POST\ntarget: /echo\nversion: HTTP/1.1\ncontent-type: ${type}\nbytes: 23\na: 1\nb: 好 <\na: 2\n`,
    );
  });

  it("shows text as one field, and of other bytes only the number", () => {
    assert.match(echoed({ "content-type": "text/plain" }, "a=1").text, /\nbytes: 3\ntext: a=1\n$/);
    assert.match(echoed({ "content-type": "image/png" }, "a=1").text, /\nbytes: 3\n$/);
  });

  it("is an escaped page for a browser", () => {
    const fields = { accept: "text/html,*/*;q=0.8", "content-type": "text/plain" };
    const { headers, text } = echoed(fields, "<b>");
    assert.equal(headers["Content-Type"], "text/html; charset=utf-8");
    assert.ok(text.includes("<tr><th>text</th><td>&lt;b&gt;</td></tr>"));
  });
});
