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
  /** Refers to the model of a widget by the id of its comm. */
  readonly "application/vnd.jupyter.widget-view+json"?: object;
}

/** How {@link Host.display} shows a bundle. */
export interface DisplayOptions {
  /** Identifies what is shown, so that it can be replaced later. */
  readonly id?: string | undefined;
  /** Replaces what is shown under `id` instead of showing something new. */
  readonly update?: boolean | undefined;
}

/** A message between code in the kernel and its counterpart in the front end. */
export interface CommMessage {
  /** A value that can be converted to JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the message itself; widgets put the version of their protocol here. */
  readonly metadata: object;
  /** Binary data. */
  readonly buffers: readonly Uint8Array[];
}

/** The parts of a {@link CommMessage} beside its data. */
export type CommExtras = Partial<Pick<CommMessage, "metadata" | "buffers">>;

/**
 * A channel to a counterpart in the front end, such as the model of a widget: Jupyter's comm. It stays open until one
 * side closes it.
 */
export interface Comm {
  /** Identifies the comm in this kernel. */
  readonly id: string;
  /** The name of the counterpart's type, such as `jupyter.widget`. */
  readonly target: string;
  /** Sends a message. Throws if the comm is closed. */
  send(data: CommMessage["data"], extras?: CommExtras): void;
  /**
   * Calls `listener` for every message of the counterpart, also while a cell awaits. Returns a function that removes the
   * listener.
   */
  onMessage(listener: (message: CommMessage) => void): () => void;
  /** Calls `listener` when the counterpart closes the comm. Returns a function that removes the listener. */
  onClose(listener: (message: CommMessage) => void): () => void;
  /** Closes the comm. The counterpart receives `data`. */
  close(data?: CommMessage["data"], extras?: CommExtras): void;
}

/** Where a generator is suspended. */
export interface SourceLocation {
  /** The cell or file, such as `In[5]` or `select-server.ts`. */
  readonly name: string;
  /** The text of the whole cell or file. */
  readonly source: string;
  /** The line in it, counted from 1. */
  readonly line: number;
  /** Whether the whole text is the program, as for a cell. */
  readonly whole: boolean;
}

/** What a kernel does for the library. The functions do not depend on `this`. */
export interface Host {
  /**
   * Shows a bundle below the running cell. Updates may be sent at any rate: the host limits how many reach the page, and
   * the last one always does. Throws `TypeError` for an update without an `id`. A cell whose value shows itself with the
   * very bundle that it has displayed does not show it once more.
   */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /**
   * Calls `listener` when the user interrupts the running cell; `listener` should cancel what the cell waits for. If the
   * cell does not end, the kernel abandons it and calls `listener` again, for waits that have started since. Returns a
   * function that removes the listener.
   */
  onInterrupt(listener: () => void): () => void;
  /** Opens a comm: the front end creates the counterpart, and passes `message` to it. */
  comm?(target: string, message?: Partial<CommMessage>): Comm;
  /**
   * Calls `listener` when the front end opens a comm with this target, which replaces an earlier listener for it. Without
   * one, the kernel closes the comm. Returns a function that removes the listener.
   */
  onComm?(target: string, listener: (comm: Comm, message: CommMessage) => void): () => void;
  /**
   * Asks the user for a line below the running cell, and resolves with it. `password` hides what the user types. Rejects if
   * no cell is running, or if the front end does not support input, and with an `InterruptedError` if the user interrupts
   * the cell.
   */
  input?(prompt?: string, options?: { readonly password?: boolean | undefined }): Promise<string>;
  /** Removes the output of the running cell: at once or, with `wait`, when there is new output to replace it. */
  clearOutput?(options?: { readonly wait?: boolean | undefined }): void;
  /**
   * Returns where a suspended generator will continue, in the source that the user or the library's author wrote;
   * `undefined` if that is not known, or if the generator has ended.
   */
  locationOf?(generator: object): SourceLocation | undefined;
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
