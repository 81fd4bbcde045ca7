/** Descriptors of objects that are garbage-collected without close(). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "../../support/script.js";

for (const { kind, Class } of [
  { kind: "a socket", Class: "Socket" },
  { kind: "an epoll", Class: "Epoll" },
]) {
  describe(`${kind} that is never closed`, () => {
    it("is closed when it is garbage-collected, with a warning", async (t) => {
      const run = script(
        t,
        `import { setFlagsFromString } from "node:v8";
         import { runInNewContext } from "node:vm";
         import { readlinkSync } from "node:fs";
         import { ${Class} } from "day29";
         setFlagsFromString("--expose-gc");
         const collect = runInNewContext("gc");
         const fileOf = (fd) => { try { return readlinkSync("/proc/self/fd/" + fd); } catch { return null; } };
         const fd = (() => new ${Class}().fileno())();
         const before = fileOf(fd);
         process.on("warning", ({ name, message }) => {
           console.log(name, message === "${kind} was never closed: fd " + fd, fileOf(fd) !== before);
           clearInterval(timer);
         });
         const timer = setInterval(collect, 1);`,
      );
      assert.equal(await run.line(), "ResourceWarning true true");
      assert.deepEqual(await run.exit(), { code: 0, signal: null });
    });

    it("does not close a reused number after it was closed explicitly", async (t) => {
      const run = script(
        t,
        `import { setFlagsFromString } from "node:v8";
         import { runInNewContext } from "node:vm";
         import { setImmediate as turn } from "node:timers/promises";
         import * as day29 from "day29";
         setFlagsFromString("--expose-gc");
         const collect = runInNewContext("gc");
         process.on("warning", ({ message }) => console.log(message));
         let collected = false;
         const registry = new FinalizationRegistry(() => { collected = true; });
         registry.register((() => {
           const forgotten = new day29.${Class}();
           forgotten.close();
           return forgotten;
         })(), "closed");
         const successor = new day29.Socket();
         while (!collected) { await turn(); collect(); }
         for (let i = 0; i < 10; i++) await turn();
         console.log(successor.getsockname().join(":"));
         successor.close();`,
      );
      assert.equal(await run.line(), "0.0.0.0:0");
      assert.deepEqual(await run.exit(), { code: 0, signal: null });
    });
  });
}

describe("a socket that is dropped while a call waits", () => {
  it("stays open until the call has ended", async (t) => {
    const run = script(
      t,
      `import { setFlagsFromString } from "node:v8";
       import { runInNewContext } from "node:vm";
       import { setImmediate as turn } from "node:timers/promises";
       import { socketpair } from "day29";
       setFlagsFromString("--expose-gc");
       const collect = runInNewContext("gc");
       process.on("warning", ({ message }) => console.log(message));
       let collected = false;
       const registry = new FinalizationRegistry(() => { collected = true; });
       const { peer, received } = (() => {
         const [dropped, peer] = socketpair();
         registry.register(dropped, "dropped");
         return { peer, received: dropped.recv(16) };
       })();
       while (!collected) { await turn(); collect(); }
       for (let i = 0; i < 10; i++) await turn();
       await peer.send("hello");
       console.log(String(await received));
       process.exit();`,
    );
    assert.equal(await run.line(), "hello");
    assert.deepEqual(await run.exit(), { code: 0, signal: null });
  });
});
