/**
 * The contract between the library and the notebook kernel in whose process it runs.
 *
 * A kernel puts one object at `globalThis[Symbol.for("day29.host")]` before it loads the library. It is global because
 * the kernel and the cells may load two copies of this package. In a plain script there is no such object: the library
 * then prints text instead of showing it, and Ctrl-C ends the process.
 *
 * The contract only grows. A new member is optional, and the library checks for it before it calls it, so that it also
 * runs under a kernel that was written earlier; the meaning of a member never changes.
 */

/** One thing in several forms, by MIME type; a viewer shows the richest one that it supports. */
export interface MimeBundle {
  readonly "text/plain": string;
  readonly "text/html"?: string;
  readonly "image/svg+xml"?: string;
}

/** Where {@link Host.display} shows a bundle. */
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
   * Calls `listener` when the user interrupts the running cell, so that it cancels what the cell waits for. A cell that
   * does not end by that is abandoned, and `listener` called again for what it waits for then. Returns a function that
   * removes the listener.
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
