/** Closes the descriptors of objects that are garbage-collected without having been closed. */
import { close } from "../sys/libc.js";
import { trackFd, untrackFd } from "./index.js";

/** The open descriptors of one kind of owner, such as `"a socket"`. */
export class FdFinalizer {
  readonly #registry: FinalizationRegistry<number>;

  constructor(kind: string) {
    this.#registry = new FinalizationRegistry((fd) => {
      untrackFd(fd);
      close(fd);
      // Python warns with a ResourceWarning, too.
      process.emitWarning(`${kind} was never closed: fd ${fd}`, "ResourceWarning");
    });
  }

  /** Makes `owner` the owner of an open descriptor. */
  track(owner: object, fd: number): void {
    trackFd(fd);
    this.#registry.register(owner, fd, owner);
  }

  /** Call this before `owner` closes the descriptor or gives it away. Wakes the descriptor's waiters. */
  untrack(owner: object, fd: number): void {
    this.#registry.unregister(owner);
    untrackFd(fd);
  }
}
