/** Errors that a cell expects. */
import { inspect } from "node:util";
import { checkFunction } from "../validators.js";
import { pictureText } from "./render/phrases.js";

const NO_ERROR = { zh: "没有出错", en: "no error" };

/**
 * Runs code that is expected to fail and prints its error on one line, such as
 * `TimeoutError: recv on fd 21: timed out after 0.5 s`. If it does not fail, prints that, and
 * its result.
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
    console.log(`${pictureText(NO_ERROR, " · ")}: ${inspect(result)}`);
  } catch (error) {
    console.log(error instanceof Error ? `${error.name}: ${error.message}` : inspect(error));
  }
}
