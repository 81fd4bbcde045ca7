/** The kernel passes the kernel tests of the Jupyter project. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { DAY29, runKernelTests, type TestResult } from "./kernel-tests.js";

describe("the tests of jupyter_kernel_test", () => {
  let results: TestResult[];
  before(async () => {
    results = await runKernelTests(DAY29);
  });

  for (const test of [
    "test_kernel_info",
    "test_execute_stdout",
    "test_execute_stderr",
    "test_completion",
    "test_is_complete",
    "test_error",
    "test_execute_result",
    "test_display_data",
    "test_history",
    "test_inspect",
    "test_clear_output",
  ]) {
    it(test, () => {
      const result = results.find((other) => other.test === test);
      assert.deepEqual(result, { test, outcome: "passed", details: [] });
    });
  }

  it("are all in this list, but that of the pager", () => {
    const others = results.filter(({ outcome }) => outcome === "skipped");
    assert.deepEqual(
      others.map(({ test }) => test),
      ["test_pager"],
    );
  });
});
