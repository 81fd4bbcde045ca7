import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createConnection, getdefaulttimeout, Socket, setdefaulttimeout } from "day29";
import { closing, listening } from "../../support/sockets.js";

describe("the default timeout", () => {
  it("applies to new and accepted sockets", async (t) => {
    assert.equal(getdefaulttimeout(), null);
    setdefaulttimeout(2.5);
    t.after(() => setdefaulttimeout(null));
    const listener = listening(t);
    assert.equal(listener.gettimeout(), 2.5);
    listener.settimeout(null);
    closing(t, await createConnection(listener.getsockname(), { timeout: null }));
    assert.equal(closing(t, (await listener.accept())[0]).gettimeout(), 2.5);
    setdefaulttimeout(null);
    assert.equal(closing(t, new Socket()).gettimeout(), null);
    assert.throws(() => setdefaulttimeout(-1), RangeError);
  });
});
