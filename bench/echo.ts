/** Echo servers with select, poll, epoll and io_uring: day29 beside CPython, C and Node's net. */

import { IoUring } from "day29";
import { descriptorLimit } from "../tests/support/proc.js";
import { type Message, measureUnderLoad } from "./clients.js";
import { compiled } from "./compile.js";
import { program, python, source } from "./paths.js";
import { Program, withProgram } from "./processes.js";
import { type Summary, summary } from "./statistics.js";

const CALLS = ["select", "poll", "epoll", "uring"] as const;
type Call = (typeof CALLS)[number];

/** Numbers of connected clients, at most ACTIVE of which send at a time. */
export const SIZES = [1, 50, 800, 5000] as const;
const ACTIVE = 50;
/** select(2) can watch descriptors below 1024, and the server needs some itself. */
const MAX_BY_SELECT = 1000;

export const CONTESTANTS = [
  "day29 blocking",
  "day29 cooperative",
  "CPython",
  "C",
  "Node net",
] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** The figures of one contestant with one call and number of clients. */
export interface EchoFigures {
  readonly call: Call;
  readonly contestant: Contestant;
  readonly clients: number;
  /** Messages per second. */
  readonly rate: Summary;
  /** Microseconds of the server's processor time per message. */
  readonly cpu: Summary;
}

/** Times are in seconds. */
export interface EchoOptions {
  readonly rounds: number;
  readonly warmUp: number;
  readonly seconds: number;
  readonly sizes: readonly number[];
}

interface Race {
  readonly call: Call;
  readonly contestant: Contestant;
  readonly clients: number;
  readonly rates: number[];
  readonly cpus: number[];
}

/** Measures all contestants, round by round, so that a busy moment does not affect only one of them. */
export async function measureEcho(
  { rounds, warmUp, seconds, sizes }: EchoOptions,
  progress: (what: string) => void,
): Promise<EchoFigures[]> {
  const server = compiled("server");
  const most = descriptorLimit() - 100;

  const races: Race[] = [];
  for (const clients of sizes) {
    if (clients > most) {
      progress(`${clients} clients: only ${most} descriptors, left out`);
      continue;
    }
    for (const call of CALLS) {
      if (call === "select" && clients > MAX_BY_SELECT) continue;
      if (call === "uring" && !IoUring.supported()) {
        progress(`io_uring is left out: ${IoUring.unsupportedReason()}`);
        continue;
      }
      for (const contestant of CONTESTANTS) {
        if (contestant === "C" && server === null) continue;
        // The others are compared with epoll.
        if (call === "uring" && !contestant.startsWith("day29")) continue;
        // Node chooses the call itself: epoll, on Linux.
        if (contestant === "Node net" && call !== "epoll") continue;
        races.push({ call, contestant, clients, rates: [], cpus: [] });
      }
    }
  }

  for (let round = 1; round <= rounds; round++) {
    progress(`echo, round ${round} of ${rounds}`);
    for (const { call, contestant, clients, rates, cpus } of races) {
      const command = serverCommand(contestant, call, server);
      const { rate, cpu } = await withProgram(new Program("server", command), async (serving) =>
        measureUnderLoad(serving, {
          port: await serving.line(),
          clients,
          active: Math.min(clients, ACTIVE),
          messages: [messageFor(call)],
          warmUp,
          seconds,
        }),
      );
      rates.push(rate);
      cpus.push(cpu);
    }
  }
  return races.map(({ rates, cpus, ...race }) => ({
    ...race,
    rate: summary(rates),
    cpu: summary(cpus),
  }));
}

/** What clients send to the server of a call. */
export function messageFor(call: Call): Message {
  const reply = call === "select" ? "Receive your message" : "Receive";
  return { text: "hello from day29", replySize: reply.length };
}

function serverCommand(contestant: Contestant, call: Call, c: string | null): string[] {
  switch (contestant) {
    case "day29 blocking":
      return [process.execPath, program("echo/day29"), call, "blocking"];
    case "day29 cooperative":
      return [process.execPath, program("echo/day29"), call, "cooperative"];
    case "CPython":
      return [python, source("echo/server.py"), call];
    case "C":
      return [c as string, call];
    case "Node net":
      return [process.execPath, program("echo/net")];
  }
}
