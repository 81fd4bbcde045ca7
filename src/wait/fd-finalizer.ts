/** Descriptors that belong to an object, and are closed at the latest when it is garbage-collected. */
import { close } from "../sys/libc.js";
import { trackFd, untrackFd } from "./index.js";

/** The owners of one kind, such as `"a socket"`. */
export class FdFinalizer {
  readonly #forgotten: FinalizationRegistry<number>;

  constructor(kind: string) {
    this.#forgotten = new FinalizationRegistry((fd) => {
      untrackFd(fd);
      close(fd);
      // As Python's ResourceWarning.
      process.emitWarning(`${kind} was never closed: fd ${fd}`, "ResourceWarning");
    });
  }

  /** `owner` has the descriptor from now on. */
  track(owner: object, fd: number): void {
    trackFd(fd);
    this.#forgotten.register(owner, fd, owner);
  }

  /** `owner` is about to close the descriptor or to give it away. Wakes whoever waits for it. */
  untrack(owner: object, fd: number): void {
    this.#forgotten.unregister(owner);
    untrackFd(fd);
  }
}
