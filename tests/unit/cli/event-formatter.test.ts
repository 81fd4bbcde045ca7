import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ConnectionResetError, OSError } from "day29";
import type { ServerEvent } from "day29/servers";
import { EventFormatter } from "#day29/cli/event-formatter.js";
import { pair } from "../../support/sockets.js";

const connect = (t: TestContext): ServerEvent => ({
  type: "connect",
  socket: pair(t)[0] as never,
  address: ["127.0.0.1", 50712],
});

const noDescriptor: ServerEvent = {
  type: "accept-failed",
  error: new OSError("[EMFILE] accept: Too many open files", "accept", 24),
};

describe("an event formatter", () => {
  it("prints a client's address as Python prints its tuple", (t) => {
    const { line } = new EventFormatter().format(connect(t));
    assert.equal(line, "Connect from ('127.0.0.1', 50712)");
  });

  it("completes a character that arrives in two messages, separately for each client", (t) => {
    const formatter = new EventFormatter();
    const [one, two] = pair(t) as [never, never];
    const bytes = Buffer.from("你");
    const message = (socket: never, data: Buffer): string | undefined =>
      formatter.format({ type: "message", socket, data }).line;
    assert.equal(message(one, bytes.subarray(0, 2)), "");
    assert.equal(message(two, Buffer.from("a")), "a");
    assert.equal(message(one, bytes.subarray(2)), "你");
  });

  it("escapes control characters, but not tabs and ends of lines", (t) => {
    const [socket] = pair(t) as [never, never];
    const data = Buffer.from("a\x1b[2J\tb\r\nc\rd\x00e");
    const { line } = new EventFormatter().format({ type: "message", socket, data });
    assert.equal(line, "a\\x1b[2J\tb\r\nc\\x0dd\\x00e");
  });

  for (const [what, text, expected] of [
    ["an override of the order", "a\u202egnp.exe", "a\\u202egnp.exe"],
    ["isolates", "\u2066a\u2069", "\\u2066a\\u2069"],
    ["marks of the order", "\u200ea\u200f\u061c", "\\u200ea\\u200f\\u061c"],
    ["spaces without a width", "a\u200bb\u2060c\ufeffd", "a\\u200bb\\u2060c\\ufeffd"],
    ["a byte order mark at the beginning", "\ufeffa", "\\ufeffa"],
    ["a soft hyphen", "a\u00adb", "a\\xadb"],
    ["separators of lines", "a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\x85d"],
    ["fillers", "\u3164\u115f\uffa0\u2800", "\\u3164\\u115f\\uffa0\\u2800"],
    ["tags", "a\u{e0041}\u{e007f}", "a\\u{e0041}\\u{e007f}"],
    ["a variation selector after a letter", "a\ufe0f\u{e0100}", "a\\ufe0f\\u{e0100}"],
    ["a joiner after a letter", "a\u200db", "a\\u200db"],
  ] as const) {
    it(`escapes ${what}`, (t) => {
      const [socket] = pair(t) as [never, never];
      const formatter = new EventFormatter();
      const { line } = formatter.format({ type: "message", socket, data: Buffer.from(text) });
      assert.equal(line, expected);
      const target = Buffer.from(`GET /${text} HTTP/1.1`).toString("latin1");
      const request = { type: "request", lines: [target] } as unknown as ServerEvent;
      assert.equal(formatter.format(request).line, `GET /${expected} HTTP/1.1\n`);
    });
  }

  it("prints text and emoji of any language", (t) => {
    const [socket] = pair(t) as [never, never];
    const text =
      "你好　مرحبا שלום é e\u0301 नमस्ते ❤️ 👩‍👩‍👧 👍🏽 1️⃣ 🇨🇳 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    const event: ServerEvent = { type: "message", socket, data: Buffer.from(text) };
    assert.equal(new EventFormatter().format(event).line, text);
  });

  it("escapes what is in a warning", () => {
    const error = new OSError("[EIO] open /\u202e\x1b: Input/output error", "open", 5);
    const event: ServerEvent = { type: "accept-failed", error };
    assert.match(`${new EventFormatter().format(event).warning}`, /open \/\\u202e\\x1b: /);
  });

  it("warns of the same failure once, and again after a client has connected", (t) => {
    const formatter = new EventFormatter();
    const warning = (): string | undefined => formatter.format(noDescriptor).warning;
    assert.match(`${warning()}`, /EMFILE/);
    assert.equal(warning(), undefined);
    formatter.format(connect(t));
    assert.match(`${warning()}`, /EMFILE/);
  });

  it("warns of another failure immediately", () => {
    const formatter = new EventFormatter();
    formatter.format(noDescriptor);
    const error = new ConnectionResetError("[ECONNRESET] recv", "recv", 104);
    assert.match(`${formatter.format({ type: "disconnect", fd: 9, error }).warning}`, /ECONNRESET/);
  });

  it("prints nothing when a client disconnects without an error", () => {
    const left: ServerEvent = { type: "disconnect", fd: 9, error: null };
    assert.deepEqual(new EventFormatter().format(left), {});
  });
});
