/** The kernel tests of the Jupyter project, from the Python package jupyter_kernel_test. */
import { join } from "node:path";
import { HANG_S } from "../../support/hang.js";
import { interpreter, root, run } from "../../support/project.js";

/** A kernel, and the code with which the tests try it. */
export interface TestedKernel {
  readonly argv: readonly string[];
  /** The attributes of the Python class `KernelTests`. A test whose attribute is missing is skipped. */
  readonly samples: Readonly<Record<string, unknown>>;
}

/** How a test ended. */
export interface TestResult {
  readonly test: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly details: readonly string[];
}

/** Runs the tests on a kernel. Rejects if the kernel cannot be started. */
export async function runKernelTests(kernel: TestedKernel): Promise<TestResult[]> {
  const script = join(root, "tests/conformance/kernel/run.py");
  const { code, stdout, stderr } = await run(interpreter, [
    script,
    JSON.stringify(kernel),
    `${HANG_S}`,
  ]);
  if (code !== 0) throw new Error(`the kernel tests did not run: ${stderr}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** This kernel, with a sample for every test but that of the pager, which TypeScript cells do not have. */
export const DAY29: TestedKernel = {
  argv: [process.execPath, join(root, "dist/kernel/main.js"), "{connection_file}"],
  samples: {
    language_name: "typescript",
    file_extension: ".ts",
    code_hello_world: 'console.log("hello, world");',
    code_stderr: 'console.error("an error");',
    completion_samples: [
      { text: "process.versi", matches: ["version", "versions"] },
      { text: 'import fs from "node:f', matches: ["node:fs", "node:fs/promises"] },
    ],
    complete_code_samples: [
      "1",
      'console.log("hello, world")',
      "function f(x: number) {\n  return x * 2;\n}\n",
      "await Promise.resolve(1);",
      "class A {}",
    ],
    incomplete_code_samples: [
      'console.log("hello, world"',
      "function f(x: number) {\n  return x * 2;",
      "const text = `one\ntwo",
      "/* one",
      "if (true)",
    ],
    invalid_code_samples: ["import = 7;", 'const text = "one', "f(1 2)", ")"],
    code_generate_error: 'throw new Error("on purpose");',
    code_execute_result: [
      { code: "1 + 2", result: "3" },
      { code: "[1, 2, 3]", result: "[ 1, 2, 3 ]" },
      { code: "6 * 7;", result: "42" },
      { code: '"text"', result: "'text'" },
    ],
    code_display_data: [
      { code: 'import { display } from "tslab"; display.html("<b>1</b>");', mime: "text/html" },
    ],
    code_history_pattern: "1 ? 2*",
    supported_history_operations: ["tail", "range", "search"],
    code_inspect_sample: "process.version",
  },
};
