import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { select } from "day29";
import { CancelScope, runInScope, yieldToEventLoop } from "#day29/wait/index.js";
import { pair } from "../../support/sockets.js";

describe("a scope", () => {
  it("rejects its current and later waits once it is closed", async (t) => {
    const [a] = pair(t);
    const scope = new CancelScope(true);
    const waiting = runInScope(scope, () => a.recv(1));
    scope.close(new RangeError("closed"));
    await assert.rejects(waiting, { message: "closed" });
    await assert.rejects(
      runInScope(scope, () => a.recv(1)),
      { message: "closed" },
    );
  });

  it("never settles its waits once it is detached, not even when a socket closes", async (t) => {
    const [a, b] = pair(t);
    const scope = new CancelScope(true);
    const ended: string[] = [];
    const work = async (name: string): Promise<void> => {
      await a.recv(1).catch(() => undefined);
      ended.push(name);
    };
    void runInScope(scope, () => work("before"));
    await yieldToEventLoop();
    scope.detach();
    void runInScope(scope, () => work("after"));
    const outside = a.recv(1);
    await b.send("x");
    assert.equal(`${await outside}`, "x", "other waits are not affected");
    a.close();
    await select([], [], [], 0.05);
    assert.deepEqual(ended, []);
  });
});
