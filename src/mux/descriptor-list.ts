/** A list of descriptors as select(2) takes it. */
import { constants as os } from "node:os";
import { FD_SETSIZE } from "../constants.js";
import { osError } from "../errors.js";
import { checkedFileno, type FileDescriptorLike, rawFilenoOf } from "../file-descriptor.js";
import { FdSet } from "../sys/structs.js";
import { checkArray, isInt } from "../validators.js";

/**
 * The descriptors of the members of a list, and the set of them that select(2) reads and overwrites. One
 * object serves all calls, so what is in it must be saved before an `await`.
 */
export class DescriptorList {
  readonly #name: string;
  readonly #set = new FdSet();
  #fds = new Int32Array(64);
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** The `fd_set`. */
  get bytes(): Uint8Array {
    return this.#set.bytes;
  }

  /**
   * Asks each member for its descriptor, once as in Python, and fills the set. Returns the highest
   * descriptor; -1 for an empty list.
   */
  fill(list: readonly FileDescriptorLike[]): number {
    checkArray(this.#name, list);
    if (list.length > this.#fds.length) this.#fds = new Int32Array(2 * list.length);
    this.#length = list.length;
    const [set, fds] = [this.#set, this.#fds];
    set.clear();
    let highest = -1;
    for (let i = 0; i < list.length; i++) {
      const fd = rawFilenoOf(list[i] as FileDescriptorLike);
      if (!isInt(fd) || fd < 0 || fd >= FD_SETSIZE) this.#refuse(list[i], fd, i);
      fds[i] = fd;
      set.add(fd);
      if (fd > highest) highest = fd;
    }
    return highest;
  }

  /** Whether a descriptor is in the set. */
  has(fd: number): boolean {
    return this.#set.has(fd);
  }

  /** Returns the members of the list whose descriptors are in the set. */
  ready<T>(list: readonly T[]): T[] {
    const [set, fds] = [this.#set, this.#fds];
    return list.filter((_, i) => set.has(fds[i] as number));
  }

  /** Appends the descriptors to an array, for `restore()`. */
  appendTo(fds: number[]): void {
    for (let i = 0; i < this.#length; i++) fds.push(this.#fds[i] as number);
  }

  /**
   * Fills the set again after other calls, which have used this object meanwhile: with `length` of `fds`,
   * beginning at `start`.
   */
  restore(fds: readonly number[], start: number, length: number): void {
    if (length > this.#fds.length) this.#fds = new Int32Array(2 * length);
    this.#length = length;
    this.#set.clear();
    for (let i = 0; i < length; i++) {
      const fd = fds[start + i] as number;
      this.#fds[i] = fd;
      this.#set.add(fd);
    }
  }

  /** Describes the first member whose descriptor passes a test, such as `rlist[1] (closed)`. */
  find(test: (fd: number) => boolean, describe: (fd: number) => string): string | undefined {
    const index = this.#fds.subarray(0, this.#length).findIndex(test);
    if (index < 0) return undefined;
    return `${this.#name}[${index}] (${describe(this.#fds[index] as number)})`;
  }

  /** Throws the error of a member that select(2) cannot watch. */
  #refuse(source: FileDescriptorLike | undefined, fd: number, index: number): never {
    const name = `${this.#name}[${index}]`;
    if (checkedFileno(source as FileDescriptorLike, fd, name) < 0) {
      throw osError(os.errno.EBADF, "select", `${name} (closed)`);
    }
    throw new RangeError(
      `${name} is fd ${fd}, and select stops at FD_SETSIZE (${FD_SETSIZE}): use Poll`,
    );
  }
}
