/** Descriptors that belong to an object, and are closed at the latest when it is garbage-collected. */
import { close } from "../sys/libc.js";
import { disown, own } from "./index.js";

/** The owners of one kind, such as `"a socket"`. */
export class Owners {
  readonly #forgotten: FinalizationRegistry<number>;

  constructor(kind: string) {
    this.#forgotten = new FinalizationRegistry((fd) => {
      disown(fd);
      close(fd);
      // As Python's ResourceWarning.
      process.emitWarning(`${kind} was never closed: fd ${fd}`, "ResourceWarning");
    });
  }

  /** `owner` has the descriptor from now on. */
  take(owner: object, fd: number): void {
    own(fd);
    this.#forgotten.register(owner, fd, owner);
  }

  /** `owner` is about to close the descriptor or to give it away. Wakes whoever waits for it. */
  release(owner: object, fd: number): void {
    this.#forgotten.unregister(owner);
    disown(fd);
  }
}
