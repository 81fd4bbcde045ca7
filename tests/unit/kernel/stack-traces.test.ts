/** The cells that stack traces know, and the frames of those that they have forgotten. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { runInThisContext } from "node:vm";
import { findCell, MAX_CELLS, registerCell } from "#day29/kernel/cell-registry.js";
import { quoteFirstFrame } from "#day29/kernel/quote.js";
import { cleanStackTraces } from "#day29/kernel/stack-traces.js";

/** Cleans the stack traces of this process until the test ends. */
function cleaning(t: TestContext): void {
  const { prepareStackTrace, stackTraceLimit } = Error;
  t.after(() => Object.assign(Error, { prepareStackTrace, stackTraceLimit }));
  cleanStackTraces();
}

/** Runs that many more cells. */
function runOthers(count: number, first: number): void {
  for (let i = first; i < first + count; i++) registerCell(`In[${i}]`, `source ${i}`, "");
}

describe("the registry of cells", () => {
  it("keeps the newest cells and drops the oldest", () => {
    runOthers(MAX_CELLS + 10, 1);
    assert.equal(findCell("In[10]"), undefined);
    assert.equal(findCell("In[11]")?.source, "source 11");
    assert.equal(findCell(`In[${MAX_CELLS + 10}]`)?.source, `source ${MAX_CELLS + 10}`);
  });

  it("returns the newest cell of a name that is reused", () => {
    runOthers(MAX_CELLS, 1);
    registerCell("In[1]", "again", "");
    runOthers(MAX_CELLS - 1, MAX_CELLS + 1);
    assert.equal(findCell("In[1]")?.source, "again");
    assert.equal(findCell("In[2]"), undefined);
  });
});

it("a frame of a dropped cell shows only the cell's name, and is not quoted", (t) => {
  cleaning(t);
  const code = registerCell("In[1]", "", "(function fail() { throw new Error('late'); })");
  const fail = runInThisContext(code) as () => never;
  runOthers(MAX_CELLS, 2);
  assert.throws(fail, ({ stack = "" }: Error) => {
    const [first, second] = stack.split("\n");
    assert.deepEqual([first, second], ["Error: late", "    at fail (In[1])"]);
    assert.deepEqual(quoteFirstFrame(stack), []);
    return true;
  });
});
