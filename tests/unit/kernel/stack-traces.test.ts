import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { runInThisContext } from "node:vm";
import { MAX_CELLS, registerCell } from "#day29/kernel/cell-registry.js";
import { quoteFirstFrame } from "#day29/kernel/quote.js";
import { cleanStackTraces } from "#day29/kernel/stack-traces.js";

/** Cleans the stack traces of this process until the test ends. */
function cleaning(t: TestContext): void {
  const { prepareStackTrace, stackTraceLimit } = Error;
  t.after(() => Object.assign(Error, { prepareStackTrace, stackTraceLimit }));
  cleanStackTraces();
}

it("a frame of a dropped cell shows only the cell's name, and is not quoted", (t) => {
  cleaning(t);
  const code = registerCell("In[1]", "", "(function fail() { throw new Error('late'); })");
  const fail = runInThisContext(code, { filename: "In[1]" }) as () => never;
  for (let i = 2; i < MAX_CELLS + 2; i++) registerCell(`In[${i}]`, "", "");
  assert.throws(fail, ({ stack = "" }: Error) => {
    const [first, second] = stack.split("\n");
    assert.deepEqual([first, second], ["Error: late", "    at fail (In[1])"]);
    assert.deepEqual(quoteFirstFrame(stack), []);
    return true;
  });
});
