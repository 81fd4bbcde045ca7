/** A web page in a cell: isolated, and safe wherever the notebook is shown. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pageBundle } from "#day29/notebook/views/page.js";

const PAGE = `<!doctype html>
<html lang="zh">
<head><title>Tea &amp; sockets</title><style>p { color: red }</style></head>
<body><h1>你好 <span lang="en">Hello</span></h1><p>a &lt;b&gt; <a class="x" href="/form/">form</a></p>
<script>alert("never")</script><img src="data:image/png;base64,AA" alt=""></body></html>`;

const source = (html: string): string => {
  const { "text/html": frame = "" } = pageBundle(html);
  const value = /srcdoc="([^"]*)"/.exec(frame)?.[1] ?? "";
  return value
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
};

describe("showPage()", () => {
  it("puts the page into a sandbox, with its title for screen readers", () => {
    const { "text/html": frame = "" } = pageBundle(PAGE, { height: 300 });
    assert.match(frame, /^<iframe sandbox srcdoc="[^"]*" title="Tea &amp; sockets" height="300"/);
    assert.match(frame, /<\/iframe>\n<details>/);
  });

  it("says below the frame what one would see, for viewers that remove it", () => {
    const { "text/html": frame = "" } = pageBundle(PAGE);
    const rest = frame.replace(/<iframe.*<\/iframe>/s, "");
    assert.match(rest, /<summary>.*网页里的文字.*The text of the page.*<\/summary>/);
    assert.match(rest, /<pre[^>]*>你好 Hello\na &lt;b&gt; form<\/pre>/);
  });

  it("forbids every request before the page can make one", () => {
    const policy = /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /;
    assert.match(source(PAGE), new RegExp(`<head>${policy.source}`));
    assert.match(source("<p>no head</p>"), new RegExp(`^${policy.source}`));
  });

  it("removes the addresses of links, and nothing else", () => {
    assert.match(source(PAGE), /<a class="x">form<\/a>/);
    assert.match(source(PAGE), /<img src="data:image\/png;base64,AA"/);
    assert.match(source("<a href=/x title=y>z</a>"), /<a title=y>z<\/a>/);
  });

  it("removes style sheets and images that are not in the page", () => {
    assert.doesNotMatch(source("<link rel=stylesheet href='/s.css'><p>a</p>"), /s\.css|<link/);
    for (const address of ['"/p.svg"', "'p.svg'", "/p.svg"]) {
      assert.match(source(`<img alt="b" src=${address}>c`), /<img alt="b">c/);
    }
  });

  it("has the text of the body as its text form, without scripts", () => {
    assert.equal(pageBundle(PAGE)["text/plain"], "你好 Hello\na <b> form");
    assert.equal(pageBundle("plain & simple")["text/plain"], "plain & simple");
  });
});
