/** Errors that a cell expects. */
import { inspect } from "node:util";
import { checkFunction } from "../validators.js";

/**
 * Runs code that is expected to fail and prints its error on one line, such as
 * `TimeoutError: recv on fd 21: timed out after 0.5 s`. If it does not fail, prints its result.
 *
 * @example
 * const socket = new Socket();
 * await caught(() => socket.recv(1024)); // OSError: [ENOTCONN] recv on fd ...: ...
 * socket.close();
 */
export async function caught(work: () => unknown): Promise<void> {
  checkFunction("work", work);
  try {
    const result = await work();
    console.log(`no error: the result is ${inspect(result)}`);
  } catch (error) {
    console.log(error instanceof Error ? `${error.name}: ${error.message}` : inspect(error));
  }
}
