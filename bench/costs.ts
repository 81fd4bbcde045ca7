/** The cost of the parts: system calls for a message, a round among idle connections, memory. */

import { IoUring } from "day29";
import { descriptorLimit } from "../tests/support/proc.js";
import { clients, measureUnderLoad } from "./clients.js";
import { messageFor } from "./echo.js";
import { program, python, source } from "./paths.js";
import { Program, withProgram } from "./processes.js";

const CALLS = ["select", "poll", "epoll", "uring"] as const;

/** System calls by name, for one message. */
export interface CallsFigures {
  readonly call: string;
  readonly clients: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** A round with one ready descriptor. */
export interface RoundFigures {
  readonly call: string;
  readonly idle: number;
  readonly microseconds: number;
}

/** A server's memory. */
export interface MemoryFigures {
  readonly contestant: string;
  readonly clients: number;
  /** Bytes for each connection that does nothing. */
  readonly each: number;
}

const WARM_UP = 0.2;

/** Counts system calls with the library's own trace, with 1 and with 50 clients. */
export async function measureCalls(messages: number): Promise<CallsFigures[]> {
  const figures: CallsFigures[] = [];
  for (const call of CALLS) {
    if (call === "uring" && !IoUring.supported()) continue;
    for (const count of [1, 50]) {
      const command = [process.execPath, program("costs/calls"), call, `${messages}`];
      const calls = await withProgram(new Program("server", command), async (server) => {
        const load = { clients: count, active: count, messages: [messageFor(call)] };
        const port = await server.line();
        const program = clients({ ...load, port, warmUp: WARM_UP, seconds: 3600 });
        return withProgram(program, async () => JSON.parse(await server.line()));
      });
      figures.push({ call, clients: count, calls });
    }
  }
  return figures;
}

/** Times a round among idle descriptors. */
export async function measureRounds(sizes: readonly number[]): Promise<RoundFigures[]> {
  const possible = sizes.filter((idle) => idle < descriptorLimit() - 100).map(String);
  const command = [process.execPath, program("costs/rounds"), ...possible];
  const text = await withProgram(new Program("server", command), (rounds) => rounds.output());
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Compares a server's memory with many connections and with one. */
export async function measureMemory(most: number): Promise<MemoryFigures[]> {
  const total = Math.min(most, descriptorLimit() - 100);
  const servers = {
    day29: [process.execPath, program("echo/day29"), "epoll", "blocking"],
    "Node net": [process.execPath, program("echo/net")],
    CPython: [python, source("echo/server.py"), "epoll"],
  };
  const memoryWith = (command: readonly string[], count: number): Promise<number> =>
    withProgram(new Program("server", command), async (server) => {
      const load = { clients: count, active: 1, messages: [messageFor("epoll")] };
      const port = await server.line();
      return (await measureUnderLoad(server, { ...load, port, warmUp: WARM_UP, seconds: 0.1 }))
        .memory;
    });
  const figures: MemoryFigures[] = [];
  for (const [contestant, command] of Object.entries(servers)) {
    const difference = (await memoryWith(command, total)) - (await memoryWith(command, 1));
    figures.push({ contestant, clients: total, each: difference / (total - 1) });
  }
  return figures;
}
