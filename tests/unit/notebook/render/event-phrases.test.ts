import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionResetError, type Socket } from "day29";
import type { ServerEvent } from "day29/servers";
import { callLabel, eventPhrase, reasonPhrase } from "#day29/notebook/render/event-phrases.js";

const socket = undefined as unknown as Socket;
const error = new ConnectionResetError("reset", "recv", 104);

describe("a reason", () => {
  it("has its number, in singular and plural", () => {
    const english = (count: number): string[] => [
      reasonPhrase({ kind: "clients", count }).en,
      reasonPhrase({ kind: "data", bytes: count }).en,
    ];
    assert.deepEqual(english(1), ["1 client in the accept queue", "1 byte to read"]);
    assert.deepEqual(english(2000), ["2000 clients in the accept queue", "2000 bytes to read"]);
  });
});

describe("an event of a server", () => {
  const message = (text: string): ServerEvent => ({
    type: "message",
    socket,
    data: Buffer.from(text),
  });

  it("is a phrase with what concerns its reader", () => {
    const events: ServerEvent[] = [
      { type: "connect", socket, address: ["127.0.0.1", 1] },
      message('a"\n'),
      { type: "sent", socket, size: 1 },
      { type: "disconnect", fd: 7, error: null },
      { type: "disconnect", fd: 7, error },
      { type: "idle", error },
      { type: "response", socket, status: 404, size: 3 },
    ];
    assert.deepEqual(
      events.map((event) => eventPhrase(event, "client").en),
      [
        "accepted client",
        'received "a\\"\\n"',
        "sent 1 byte",
        "closed",
        "closed (ECONNRESET)",
        "no client connected (ECONNRESET)",
        "response 404",
      ],
    );
  });

  it("quotes at most 24 characters", () => {
    assert.equal(eventPhrase(message("x".repeat(24)), "").en, `received "${"x".repeat(24)}"`);
    assert.equal(eventPhrase(message("x".repeat(25)), "").en, `received "${"x".repeat(24)}…"`);
  });

  it("has the call that the server made as its label", () => {
    assert.equal(callLabel(message("hello")), "recv 5");
    assert.equal(callLabel({ type: "disconnect", fd: 7, error: null }), "close");
    assert.equal(callLabel({ type: "accept-failed", error }), "ECONNRESET");
  });
});
