/** What a process of `--workers` does before it serves. */
import { closeSync, writeSync } from "node:fs";
import { Socket } from "../socket/socket.js";
import { prctl } from "../sys/libc.js";
import { untraced } from "../sys/trace-hook.js";

/** The descriptors that it inherits: its listening socket, and a pipe to report that it serves. */
export const LISTENER_FD = 3;
export const READY_FD = 4;

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/** Takes over the listening socket. This process then ends with `parent`, which started it. */
export function inheritListener(parent: number): Socket {
  untraced(() => prctl(PR_SET_PDEATHSIG, SIGKILL));
  // The parent may have ended before that call.
  if (process.ppid !== parent) process.exit(1);
  const listener = new Socket(undefined, undefined, undefined, LISTENER_FD);
  writeSync(READY_FD, "\n");
  closeSync(READY_FD);
  return listener;
}
