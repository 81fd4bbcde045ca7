/** Captures what code prints. */
import type { TestContext } from "node:test";

/** Returns what `work` prints, without the last newline. */
export async function printed(t: TestContext, work: () => unknown): Promise<string> {
  const lines: string[] = [];
  const log = t.mock.method(console, "log", (...values: unknown[]) => lines.push(values.join(" ")));
  try {
    await work();
  } finally {
    log.mock.restore();
  }
  return lines.join("\n");
}
