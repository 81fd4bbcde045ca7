/** Where a JupyterLab that was started as a child process can be reached. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { HANG_MS } from "./hang.js";

export interface LabAddress {
  readonly origin: string;
  readonly token: string;
}

/** Resolves when JupyterLab accepts connections; rejects with what it printed if it ends before. */
export async function labAddress(child: ChildProcess): Promise<LabAddress> {
  const address = await new Promise<LabAddress>((resolve, reject) => {
    let printed = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/lab\S*\?token=(\w+)/.exec(printed);
      if (found) resolve({ origin: `${found[1]}`, token: `${found[2]}` });
    });
    child.on("close", () => reject(new Error(`JupyterLab ended:\n${printed}`)));
  });
  await listening(address.origin);
  return address;
}

/** JupyterLab prints its address before it listens there, so try until it accepts a connection. */
async function listening(origin: string): Promise<void> {
  const end = performance.now() + HANG_MS;
  while (true) {
    try {
      await (await fetch(`${origin}/api`)).arrayBuffer();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await delay(20);
    }
  }
}
