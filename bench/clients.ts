/** Many clients in one process, in C where there is a compiler. */
import { compiled } from "./compile.js";
import { program } from "./paths.js";
import { Program, withProgram } from "./processes.js";

/** The load that the clients put on a server. */
export interface Load {
  readonly port: string;
  /** How many connect. */
  readonly clients: number;
  /** How many of them send at a time. */
  readonly active: number;
  readonly message: string;
  /** In bytes. */
  readonly replySize: number;
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

/** The command that runs the clients. */
export function clientsCommand(): string[] {
  const inC = compiled("client");
  return inC === null ? [process.execPath, program("echo/client")] : [inC];
}

/** Runs clients against a server, and returns the server's performance after warming up. */
export async function measureUnderLoad(
  server: Program,
  command: readonly string[],
  { port, clients: count, active, message, replySize, warmUp, seconds }: Load,
): Promise<Served> {
  const options = [port, count, active, replySize, warmUp, seconds, message].map(String);
  return withProgram(new Program("clients", [...command, ...options]), async (clients) => {
    await clients.line();
    const { memory, cpuTime: before } = server;
    const [, messages = 0, time = 0] = (await clients.line()).split(" ").map(Number);
    const used = server.cpuTime - before;
    return { rate: messages / time, cpu: (used / messages) * 1e6, memory };
  });
}
