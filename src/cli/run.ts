/** Runs a command, and prints the events of its server. */
import type { Command } from "commander";
import { OSError } from "../errors.js";
import { traceCalls } from "../inspect/trace/index.js";
import { forEachEvent, type ServerEvent, type ServerEvents } from "../servers/index.js";
import { setWaiting } from "../wait/index.js";
import { EventFormatter } from "./event-formatter.js";
import { print, surviveFileSizeLimit, warn } from "./stdio.js";

/** The options of every command. */
export interface RunOptions {
  readonly host: string;
  readonly port: number;
  /** Whether to print no events. */
  readonly quiet?: boolean;
  /** Whether to print every system call. */
  readonly trace?: boolean;
  /** How many processes serve. Default: this one alone. */
  readonly workers?: number;
  /** In one of these processes, the process that started it. */
  readonly workerOf?: number;
}

/** Selects what is printed. */
interface Output extends Pick<RunOptions, "quiet"> {
  /** Events that are not printed. */
  readonly hiddenEvents: readonly ServerEvent["type"][];
}

/** What the user can do, by the error code of bind(2). */
const ADVICE = new Map([
  ["EADDRINUSE", "choose another port with --port (--port 0 takes a free one)"],
  ["EACCES", "choose a port from 1024 on with --port"],
  ["EADDRNOTAVAIL", "choose an address of this machine with --host"],
]);

/** Runs a command. An error of a system call ends the program with a message and advice. */
export async function run(
  command: Command,
  { trace = false, workers }: RunOptions,
  work: () => Promise<void>,
): Promise<void> {
  surviveFileSizeLimit();
  // With several processes, a call is marked as by `strace -f`.
  const prefix = workers === undefined ? "" : `[pid ${process.pid}] `;
  if (trace) traceCalls((call) => warn(`${prefix}${call}`));
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    const advice = error.syscall === "bind" ? ADVICE.get(error.code ?? "") : undefined;
    command.error(`error: ${error.message}${advice === undefined ? "" : `; ${advice}`}`);
  }
}

/**
 * Runs the server that `start` returns in this process, and prints its events. The system calls block,
 * as in C and Python, so signal handlers and timers could not run meanwhile. There are none for Ctrl-C,
 * which ends the process immediately.
 */
export async function printEvents(
  start: () => ServerEvents,
  { quiet = false, hiddenEvents }: Output,
): Promise<void> {
  setWaiting("blocking");
  const formatter = new EventFormatter();
  await forEachEvent(start(), (event) => {
    if (quiet || hiddenEvents.includes(event.type)) return;
    const { line, warning } = formatter.format(event);
    if (line !== undefined) print(line);
    if (warning !== undefined) warn(`day29: ${warning}`);
  });
}
