/** The operations that a ring has under way. */
import type { Block } from "./memory-pool.js";

/** The name of an operation, as liburing has it in `io_uring_prep_...`. */
export type UringOperation =
  | "accept"
  | "cancel"
  | "close"
  | "connect"
  | "nop"
  | "poll"
  | "read"
  | "recv"
  | "send"
  | "timeout"
  | "write";

/** Operations by the number that the kernel carries as their `user_data`. */
export class Operations<T> {
  readonly names: UringOperation[] = [];
  readonly fds: number[] = [];
  readonly userData: (T | undefined)[] = [];
  readonly blocks: (Block | null)[] = [];
  readonly #free: number[] = [];
  #count = 0;

  /** How many are under way, including those that have not been submitted. */
  get count(): number {
    return this.#count;
  }

  /** Returns the number of a new operation. */
  add(name: UringOperation, fd: number, userData: T, block: Block | null): number {
    const id = this.#free.pop() ?? this.names.length;
    this.names[id] = name;
    this.fds[id] = fd;
    this.userData[id] = userData;
    this.blocks[id] = block;
    this.#count++;
    return id;
  }

  /** Forgets an operation that has ended. */
  delete(id: number): void {
    this.userData[id] = undefined;
    this.blocks[id] = null;
    this.fds[id] = UNUSED;
    this.#free.push(id);
    this.#count--;
  }

  /** Returns the numbers of the operations that are under way. */
  ids(): number[] {
    return [...this.fds.keys()].filter((id) => this.fds[id] !== UNUSED);
  }

  /** Returns the number of an operation that was begun with `userData`, or -1. */
  find(userData: T): number {
    const isSame = (it: T | undefined): boolean => it === userData || Object.is(it, userData);
    return this.userData.findIndex((it, id) => isSame(it) && this.fds[id] !== UNUSED);
  }
}

/** In place of the descriptor of a number that is free. */
const UNUSED = -2;
