/** The command line in a separate process. */
import assert from "node:assert/strict";
import type { InetAddress } from "day29";
import type { Cleanup } from "./cleanup.js";
import { Script } from "./script.js";

/** The program behind `npx day29`. */
export const bin = "bin/day29.js";

/** Runs `npx day29` with these arguments. */
export function day29(t: Cleanup, ...args: string[]): Script {
  return new Script(t, process.execPath, [bin, ...args]);
}

/** Waits until it listens, and returns the address. */
export async function address(run: Script, host: string = "127.0.0.1"): Promise<InetAddress> {
  const [, port] = /^Listen to the port (\d+)$/.exec(await run.line()) ?? [];
  assert.ok(port !== undefined);
  return [host, Number(port)];
}
