/** Many clients in one process, in C where there is a compiler. */
import { compiled } from "./compile.js";
import { program } from "./paths.js";
import { Program, running } from "./processes.js";

/** What the clients do. */
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

/** What a server did under a load. */
export interface Served {
  /** Messages in a second. */
  readonly rate: number;
  /** Microseconds of processor time for each. */
  readonly cpu: number;
  /** The server's memory in bytes, with all clients connected. */
  readonly memory: number;
}

/** The command that runs the clients. */
export function clientsCommand(): string[] {
  const inC = compiled("client");
  return inC === null ? [process.execPath, program("echo/client")] : [inC];
}

/** Runs clients against a server, and returns what the server did after warming up. */
export async function loading(
  server: Program,
  command: readonly string[],
  { port, clients, active, message, replySize, warmUp, seconds }: Load,
): Promise<Served> {
  const options = [port, clients, active, replySize, warmUp, seconds, message].map(String);
  return running(new Program("clients", [...command, ...options]), async (asking) => {
    await asking.line();
    const { memory, cpuTime: before } = server;
    const [, messages = 0, time = 0] = (await asking.line()).split(" ").map(Number);
    const used = server.cpuTime - before;
    return { rate: messages / time, cpu: (used / messages) * 1e6, memory };
  });
}
