/** The library in a plain script, and in a process that has a host. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "../../support/script.js";

describe("a process that imports day29/notebook", () => {
  it("ends on Ctrl-C when it is a plain script", async (t) => {
    const child = script(
      t,
      `import { Socket } from "day29";
       import "day29/notebook";
       const listener = new Socket();
       listener.bind(["127.0.0.1", 0]);
       listener.listen();
       console.log("waiting");
       await listener.accept();`,
    );
    assert.equal(await child.line(), "waiting");
    child.process.kill("SIGINT");
    assert.deepEqual(await child.exit(), { code: null, signal: "SIGINT" });
  });

  it("shows all forms at once, updates in place and interrupts waits when it has a host", async (t) => {
    const child = script(
      t,
      `const listeners = [];
       globalThis[Symbol.for("day29.host")] = {
         display: (bundle, { id, update } = {}) =>
           console.log(Object.keys(bundle).join(), typeof id, update),
         onInterrupt: (listener) => listeners.push(listener),
       };
       const { BufferChart, caught, live, showSelect } = await import("day29/notebook");
       const { Socket, socketpair } = await import("day29");
       const [left, right] = socketpair();
       await showSelect([left], [left]);
       const chart = new BufferChart(left, right);
       const picture = live();
       for (let i = 0; i < 3; i++) picture.show(chart);
       const waiting = caught(() => left.recv(1));
       setImmediate(() => { for (const listener of listeners) listener(); });
       await waiting;`,
    );
    assert.equal(await child.line(), "text/plain,text/html undefined undefined");
    assert.equal(await child.line(), "text/plain,image/svg+xml string false");
    assert.equal(await child.line(), "text/plain,image/svg+xml string true");
    assert.equal(await child.line(), "text/plain,image/svg+xml string true");
    assert.match(await child.line(), /^InterruptedError: /);
    assert.deepEqual(await child.exit(), { code: 0, signal: null });
  });

  it("removes output if its host can", async (t) => {
    for (const [host, printed] of [
      ["undefined", "end"],
      ["{ display() {}, onInterrupt() {} }", "end"],
      ["{ clearOutput: (options) => console.log(JSON.stringify(options)) }", '{"wait":true}'],
    ]) {
      const child = script(
        t,
        `const { clearOutput } = await import("day29/notebook");
         globalThis[Symbol.for("day29.host")] = ${host};
         clearOutput({ wait: true });
         console.log("end");`,
      );
      assert.equal(await child.line(), printed);
    }
  });
});
