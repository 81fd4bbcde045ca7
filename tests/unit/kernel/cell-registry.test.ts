import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCell, isCellName, MAX_CELLS, registerCell } from "#day29/kernel/cell-registry.js";

/** Registers `count` cells, whose numbers begin with `first`. */
function register(count: number, first: number): void {
  for (let i = first; i < first + count; i++) registerCell(`In[${i}]`, `source ${i}`, "");
}

describe("the registry of cells", () => {
  it("keeps the newest cells and drops the oldest", () => {
    register(MAX_CELLS + 10, 1);
    assert.equal(findCell("In[10]"), undefined);
    assert.equal(findCell("In[11]")?.source, "source 11");
    assert.equal(findCell(`In[${MAX_CELLS + 10}]`)?.source, `source ${MAX_CELLS + 10}`);
  });

  it("returns the newest cell of a name that is reused", () => {
    register(MAX_CELLS, 1);
    registerCell("In[1]", "again", "");
    register(MAX_CELLS - 1, MAX_CELLS + 1);
    assert.equal(findCell("In[1]")?.source, "again");
    assert.equal(findCell("In[2]"), undefined);
  });
});

it("a registered cell is code without its source map, and has a name that can be told from others", () => {
  const map = "\n//# sourceMappingURL=data:application/json;base64,e30=";
  assert.equal(registerCell("In[7]", "source", `code${map}`), "code");
  assert.ok(isCellName("In[7]"));
  for (const other of ["In[]", "In[7].js", "xIn[7]", "In[x]"]) assert.ok(!isCellName(other), other);
});
