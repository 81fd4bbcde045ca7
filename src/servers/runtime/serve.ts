/** Starts servers by name, so that a notebook cell that starts one can be run again. */
import { getWaiting } from "../../wait/index.js";
import type { ServerProgram } from "../events.js";
import { checkServeArguments, type ServeOptions, Server } from "./server.js";

/** TypeScript's `NoInfer`, which the older TypeScript of the notebooks does not have. */
type NotInferred<T> = [T][T extends unknown ? 0 : never];

const running = new Map<string, Promise<Server>>();

/**
 * Starts a server in this thread and resolves once it listens. Its waits do not keep the process
 * alive.
 *
 * First stops the running server of the same name, which frees its port, so the same line can be
 * run again. `options` may also contain the options of the program, such as `timeout`.
 *
 * Rejects with `OSError` if the address is not available (for example `EADDRINUSE`), and with
 * `Error` if waiting is `"blocking"`, because the server would then block this thread.
 *
 * @example
 * const server = await serve(selectServer);
 * const client = new Socket();
 * await client.connect(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // Receive your message
 * client.close();
 * await server.stop();
 */
export function serve<Options extends object = object>(
  program: ServerProgram<Options>,
  options?: ServeOptions & NotInferred<Options>,
): Promise<Server>;
export async function serve(program: ServerProgram, options: ServeOptions = {}): Promise<Server> {
  checkServeArguments(program, options);
  const name = options.name ?? program.name;
  const started = replace(running.get(name), name, program, options);
  running.set(name, started);
  return started;
}

async function replace(
  earlier: Promise<Server> | undefined,
  name: string,
  program: ServerProgram,
  options: ServeOptions,
): Promise<Server> {
  if (getWaiting() === "blocking") {
    throw new Error('serve() needs the event loop: call setWaiting("cooperative") first');
  }
  const server = await earlier?.catch(() => undefined);
  // An error that ended the earlier server must not prevent this one from starting.
  await server?.stop().catch(() => undefined);
  return new Server(name, program, options);
}
