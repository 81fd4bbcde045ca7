/** Displays that change in place. */
import { randomUUID } from "node:crypto";
import { getHost, type MimeBundle } from "../sys/host.js";
import { captured } from "./capture.js";
import { bundleOf, type Showable } from "./show.js";

/** Displays of a plain script, whose last frames are printed when the program exits. */
const printedAtExit = new Set<LiveDisplay>();

/** A place below the cell whose content can be replaced. Made by `live()`. */
export class LiveDisplay {
  readonly #id = randomUUID();
  #last: MimeBundle | undefined;

  /**
   * Shows a value below the cell, as `show()` does; later calls replace what is there. At most about
   * twenty frames a second are drawn, and always the last one, so callers need not throttle.
   *
   * Throws what `show()` throws.
   */
  show(what: Showable): void {
    const update = this.#last !== undefined;
    this.#last = bundleOf(what);
    if (captured(this.#last, this)) return;
    const host = getHost();
    if (host) host.display(this.#last, { id: this.#id, update });
    else if (!update) printAtExit(this);
  }

  /** The text of the last frame. */
  toString(): string {
    return this.#last?.["text/plain"] ?? "";
  }
}

function printAtExit(display: LiveDisplay): void {
  if (printedAtExit.size === 0) {
    process.once("exit", () => {
      for (const each of printedAtExit) console.log(`${each}`);
    });
  }
  printedAtExit.add(display);
}

/**
 * Creates a display that changes in place: its first `show()` adds an output below the cell, later
 * ones replace it. The last frame is saved with the notebook. In a plain script the text of the last
 * frame is printed when the program exits.
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
export function live(): LiveDisplay {
  return new LiveDisplay();
}
