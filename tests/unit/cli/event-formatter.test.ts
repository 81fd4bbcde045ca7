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
