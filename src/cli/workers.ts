/** `--workers`: several processes that share a port. One that ends is replaced. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { SO_REUSEPORT, SOL_SOCKET } from "../constants.js";
import { OSError } from "../errors.js";
import { type OpenOptions, open } from "../servers/runtime/open.js";
import { createServer } from "../socket/create.js";
import type { Socket } from "../socket/socket.js";
import { print, warn } from "./stdio.js";
import { READY_FD } from "./worker.js";

/** The shortest time from the start of a worker to the start of the one that replaces it. */
const MIN_INTERVAL_MS = 1000;

/** How many workers in a row may end before they serve. */
const MAX_FAILED_STARTS = 3;

/**
 * Runs a command in `count` processes, until a signal ends this one, no worker can start, or no process
 * reads what they print. Waits in Node's event loop, where signals have handlers.
 */
export async function runWorkers(
  command: Command,
  count: number,
  options: OpenOptions,
): Promise<void> {
  const listeners = openListeners(command, count, options);
  const [host, port] = (listeners[0] as Socket).getsockname();
  print(`Listen to the port ${port}`);

  /** Aborted with the function that ends this process, to be called when the workers have ended. */
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Once: a second signal ends this process immediately, and the workers with it.
    process.once(signal, () => stopping.abort(() => process.kill(process.pid, signal)));
  }
  let starting = count;
  let failedStarts = 0;

  const keepServing = async (listener: Socket): Promise<void> => {
    let isFirst = true;
    let reason = "";
    while (!stopping.signal.aborted) {
      const interval = setTimeout(MIN_INTERVAL_MS, undefined, { signal: stopping.signal });
      const mayReplace = interval.catch(() => {}); // rejects when stopping
      let served = false;
      const worker = startWorker(command, listener, () => {
        served = true;
        failedStarts = 0;
        if (isFirst && --starting === 0) print(describe(count, host, port));
        isFirst = false;
      });
      if (reason !== "") warn(`day29: ${reason}; worker ${worker.pid} replaces it`);
      const kill = (): void => void worker.kill("SIGKILL");
      stopping.signal.addEventListener("abort", kill);
      reason = `worker ${worker.pid} ended (${await endOf(worker)})`;
      stopping.signal.removeEventListener("abort", kill);
      // Only a closed output ends a server without an error.
      if (worker.exitCode === 0) stopping.abort(() => process.exit());
      if (!served && ++failedStarts === MAX_FAILED_STARTS) {
        stopping.abort(() => command.error("error: the workers end before they serve"));
      }
      await mayReplace;
    }
  };
  await Promise.all(listeners.map(keepServing));
  stopping.signal.reason();
}

/**
 * Opens listening sockets that share an address. They stay open here, so the clients that wait in the
 * queue of one are served by the worker that replaces another.
 */
function openListeners(command: Command, count: number, options: OpenOptions): Socket[] {
  const first = open({}, options);
  try {
    // Set before bind(2), it would also share the port of another program that sets it.
    first.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    command.error(
      `error: this system does not let processes share a port (SO_REUSEPORT: ${error.code}); ` +
        "run the server without --workers",
    );
  }
  const { backlog = 128 } = options;
  const sharing = { family: first.family, backlog, reusePort: true };
  const address = first.getsockname();
  return [first, ...Array.from({ length: count - 1 }, () => createServer(address, sharing))];
}

/** Starts this program again, with a listening socket. */
function startWorker(command: Command, listener: Socket, onServing: () => void): ChildProcess {
  const [program, script = "", , ...options] = process.argv;
  const worker = spawn(
    program as string,
    [...process.execArgv, script, command.name(), `--worker-of=${process.pid}`, ...options],
    { stdio: ["ignore", "inherit", "inherit", listener.fileno(), "pipe"] },
  );
  // Without a free descriptor there is no pipe, and an "error" follows.
  const { stdio } = worker as Partial<ChildProcess>;
  stdio?.[READY_FD]?.once("data", onServing);
  return worker;
}

/** Waits until a process has ended and all that it wrote was read. Returns why it ended. */
async function endOf(worker: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(worker, "close");
    return signal ?? `exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function describe(count: number, host: string, port: number): string {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `${count === 1 ? "1 worker serves" : `${count} workers serve`} ${address}`;
}
