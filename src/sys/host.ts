/**
 * The contract between the library and the notebook kernel in whose process it runs.
 *
 * A kernel puts one object at `globalThis[Symbol.for("day29.host")]` before it loads the library. It is global because
 * the kernel and the cells may load two copies of this package. In a plain script there is no such object: the library
 * then prints text instead of showing it, and Ctrl-C ends the process.
 *
 * The contract only grows: a new member is optional, and the library checks for it before calling it, because the
 * kernel may be older than the library. The meaning of a member never changes.
 */

/** A value in several formats, by MIME type; a front end shows the richest one that it supports. */
export interface MimeBundle {
  readonly "text/plain": string;
  readonly "text/html"?: string;
  readonly "image/svg+xml"?: string;
}

/** How {@link Host.display} shows a bundle. */
export interface DisplayOptions {
  /** Identifies what is shown, so that it can be replaced later. */
  readonly id?: string | undefined;
  /** Replaces what is shown under `id` instead of showing something new. */
  readonly update?: boolean | undefined;
}

/** What a kernel does for the library. The functions do not depend on `this`. */
export interface Host {
  /**
   * Shows a bundle below the running cell. Updates may be sent at any rate: the host limits how many reach the page, and
   * the last one always does. Throws `TypeError` for an update without an `id`.
   */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /**
   * Calls `listener` when the user interrupts the running cell; `listener` should cancel what the cell waits for. If the
   * cell does not end, the kernel abandons it and calls `listener` again, for waits that have started since. Returns a
   * function that removes the listener.
   */
  onInterrupt(listener: () => void): () => void;
}

const HOST = Symbol.for("day29.host");
const holder = globalThis as { [HOST]?: Host };

/** Returns the host, or `undefined` in a plain script. */
export function getHost(): Host | undefined {
  return holder[HOST];
}

/** Makes `host` the host of this process. For kernels. */
export function setHost(host: Host): void {
  holder[HOST] = host;
}
