/** A picture that moves: each frame takes the place of the one before. */
import { randomUUID } from "node:crypto";
import { type DisplayHandle, displayHandle, type MimeBundle } from "./host.js";
import { bundleOf, type Showable } from "./show.js";

/** How often a kernel that does not pace updates gets one, in milliseconds. */
const INTERVAL = 50;

/** Pictures outside of a notebook: their last frames are printed when the program ends. */
const unprinted = new Set<Live>();

/** A place below the cell whose picture can be replaced. Made by `live()`. */
export class Live {
  readonly #id = randomUUID();
  #place: DisplayHandle | null | undefined;
  #last: MimeBundle | undefined;
  #sent = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Shows something below the cell, as `show()` does; from the second time on in the place of what
   * was there. Call it as often as there is something new: about twenty frames a second are drawn,
   * and the last one always is.
   */
  show(what: Showable): void {
    this.#last = bundleOf(what);
    if (this.#place === undefined) this.#open(this.#last);
    else if (this.#place?.paced) this.#place.put(this.#last, true);
    else if (this.#place !== null) this.#update();
  }

  #open(first: MimeBundle): void {
    this.#place = displayHandle(this.#id);
    this.#sent = performance.now();
    if (this.#place !== null) this.#place.put(first, false);
    else printAtExit(this);
  }

  #update(): void {
    const rest = this.#sent + INTERVAL - performance.now();
    if (rest > 0) {
      this.#timer ??= setTimeout(() => this.#update(), rest);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sent = performance.now();
    if (this.#last !== undefined) this.#place?.put(this.#last, true);
  }

  /** The text of the last frame. */
  toString(): string {
    return this.#last?.["text/plain"] ?? "";
  }
}

function printAtExit(live: Live): void {
  if (unprinted.size === 0) {
    process.once("exit", () => {
      for (const one of unprinted) console.log(`${one}`);
    });
  }
  unprinted.add(live);
}

/**
 * A picture that moves: its first `show()` puts something below the cell, each further one replaces
 * it. The last frame is saved with the notebook. Outside of a notebook, the text of the last frame
 * is printed when the program ends.
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
