/** The kernel tests of the Jupyter project, from the Python package jupyter_kernel_test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HANG_S } from "../../support/hang.js";
import { kernelCommand } from "../../support/kernel/command.js";
import { interpreter, root, run } from "../../support/project.js";

const folder = join(root, "tests/conformance/kernel");

/** A kernel, and the code with which the tests try it. */
export interface TestedKernel {
  readonly argv: readonly string[];
  /** The attributes of the Python class `KernelTests`. A test whose attribute is missing is skipped. */
  readonly samples: Readonly<Record<string, unknown>>;
  readonly transport: "ipc" | "tcp";
}

/** How a test ended. */
export interface TestResult {
  readonly test: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly details: readonly string[];
}

/** Runs the tests on a kernel. Rejects if the kernel cannot be started. */
export async function runKernelTests(kernel: TestedKernel): Promise<TestResult[]> {
  const script = join(folder, "run.py");
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
  argv: kernelCommand,
  samples: JSON.parse(readFileSync(join(folder, "samples.json"), "utf8")).typescript,
  // Unix sockets, because another process may take a TCP port before the kernel binds it.
  transport: "ipc",
};
