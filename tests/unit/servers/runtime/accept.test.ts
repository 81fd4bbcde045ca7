import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OSError } from "day29";
import { acceptReady } from "#day29/servers/runtime/accept.js";
import { descriptorsOf } from "../../../support/proc.js";
import { closing, listening, tcp } from "../../../support/sockets.js";

describe("accepting without waiting", () => {
  it("returns a client, or null when there is none", async (t) => {
    const listener = listening(t);
    assert.equal(acceptReady(listener), null);
    const client = tcp(t);
    await client.connect(listener.getsockname());
    const accepted = acceptReady(listener);
    assert.ok(Array.isArray(accepted));
    closing(t, accepted[0]);
    assert.deepEqual(accepted[1], client.getsockname());
  });

  it("closes a client whose descriptor is not below the limit", async (t) => {
    const listener = listening(t);
    const client = tcp(t);
    await client.connect(listener.getsockname());
    const before = descriptorsOf("self").length;
    const refused = acceptReady(listener, client.fileno() + 1);
    assert.ok(refused instanceof OSError && refused.code === "EMFILE");
    assert.match(refused.message, /beyond the limit of \d+/);
    assert.equal(descriptorsOf("self").length, before);
    assert.equal((await client.recv(1)).length, 0);
  });

  it("throws for a socket that does not listen", (t) => {
    assert.throws(() => acceptReady(tcp(t)), { code: "EINVAL" });
  });
});
