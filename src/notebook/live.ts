/** A picture that moves: each frame replaces the one before. */
import { randomUUID } from "node:crypto";
import { getHost, type MimeBundle } from "../sys/host.js";
import { bundleOf, type Showable } from "./show.js";

/** Pictures of a plain script: their last frames are printed when the program ends. */
const unprinted = new Set<Live>();

/** A place below the cell whose picture can be replaced. Made by `live()`. */
export class Live {
  readonly #id = randomUUID();
  #last: MimeBundle | undefined;

  /**
   * Shows something below the cell, as `show()` does; from the second call on it replaces what was
   * there. Call it as often as there is something new: about twenty frames a second are drawn, and
   * the last one always is.
   */
  show(what: Showable): void {
    const update = this.#last !== undefined;
    this.#last = bundleOf(what);
    const host = getHost();
    if (host) host.display(this.#last, { id: this.#id, update });
    else if (!update) printAtExit(this);
  }

  /** The text of the last frame. */
  toString(): string {
    return this.#last?.["text/plain"] ?? "";
  }
}

function printAtExit(live: Live): void {
  if (unprinted.size === 0) {
    process.once("exit", () => {
      for (const picture of unprinted) console.log(`${picture}`);
    });
  }
  unprinted.add(live);
}

/**
 * Returns a picture that moves: its first `show()` shows something below the cell, each further one
 * replaces it. The last frame is saved with the notebook. In a plain script, the text of the last
 * frame is printed when the program ends.
 *
 * @example
 * const [left, right] = socketpair();
 * const chart = new BufferChart(left, right);
 * const picture = live();
 * for (const word of ["one", "two"]) {
 *   await left.send(word);
 *   chart.sample(word);
 *   picture.show(chart);
 * }
 * for (const socket of [left, right]) socket.close();
 */
export function live(): Live {
  return new Live();
}
