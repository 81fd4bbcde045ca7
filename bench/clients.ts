/** Many clients in one process, in C where there is a compiler. */
import { compiled } from "./compile.js";
import { program } from "./paths.js";
import { Program, type Role, withProgram } from "./processes.js";

/** A message, and the size of the reply to it in bytes. */
export interface Message {
  readonly text: string;
  readonly replySize: number;
}

/** The load that the clients put on a server. */
export interface Load {
  readonly port: string;
  /** How many connect. */
  readonly clients: number;
  /** How many of them send at a time. */
  readonly active: number;
  /** What they send, in turn. */
  readonly messages: readonly Message[];
  /** In seconds. */
  readonly warmUp: number;
  readonly seconds: number;
}

/** The performance of a server under a load. */
export interface Served {
  /** Messages per second. */
  readonly rate: number;
  /** Microseconds of processor time per message. */
  readonly cpu: number;
  /** The server's memory in bytes, with all clients connected. */
  readonly memory: number;
}

/** Runs clients against a server: "begin" is their first line, after warming up. */
export function clients(load: Load, role: Role = "clients"): Program {
  const { port, clients, active, messages, warmUp, seconds } = load;
  const inC = compiled("client");
  const command = inC === null ? [process.execPath, program("echo/client")] : [inC];
  const pairs = messages.flatMap(({ text, replySize }) => [replySize, text]);
  const options = [port, clients, active, warmUp, seconds, ...pairs].map(String);
  return new Program(role, [...command, ...options]);
}

/** Runs clients against a server, and returns the server's performance after warming up. */
export async function measureUnderLoad(server: Program, load: Load, role?: Role): Promise<Served> {
  return withProgram(clients(load, role), async (program) => {
    await program.line();
    const { memory, cpuTime: before } = server;
    const [, replies = 0, time = 0] = (await program.line()).split(" ").map(Number);
    const used = server.cpuTime - before;
    return { rate: replies / time, cpu: (used / replies) * 1e6, memory };
  });
}
