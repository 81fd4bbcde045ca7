/** Closes the descriptors of objects that are garbage-collected without being closed. */
import { close } from "../sys/libc.js";
import { trackFd, untrackFd } from "./index.js";

/** Tracks the open descriptors of one kind of owner, which warnings name, such as `"a socket"`. */
export class FdFinalizer {
  readonly #registry: FinalizationRegistry<number>;

  constructor(kind: string) {
    this.#registry = new FinalizationRegistry((fd) => {
      untrackFd(fd);
      close(fd);
      // The name is that of the warning in Python.
      process.emitWarning(`${kind} was never closed: fd ${fd}`, "ResourceWarning");
    });
  }

  /** Makes `owner` the owner of an open descriptor. */
  track(owner: object, fd: number): void {
    trackFd(fd);
    this.#registry.register(owner, fd, owner);
  }

  /** To be called before `owner` closes or hands over the descriptor. Wakes the descriptor's waiters. */
  untrack(owner: object, fd: number): void {
    this.#registry.unregister(owner);
    untrackFd(fd);
  }
}
