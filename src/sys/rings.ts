/** The two rings that a process shares with the kernel, see io_uring(7): reads and writes of their memory. */
import { io_uring_setup } from "./libc.js";
import { uring } from "./linux-uring.js";
import { MappedMemory } from "./mapped-memory.js";
import { cqe, sqe, uringParams } from "./uring-structs.js";

const { cqOff, sqOff } = uringParams;

/** How a ring is set up. Needs Linux 6.1, like the multishot operations. */
const SETUP_FLAGS =
  uring.IORING_SETUP_CQSIZE |
  uring.IORING_SETUP_CLAMP |
  uring.IORING_SETUP_SUBMIT_ALL |
  uring.IORING_SETUP_TASKRUN_FLAG |
  uring.IORING_SETUP_SINGLE_ISSUER |
  uring.IORING_SETUP_DEFER_TASKRUN;

/** io_uring_setup(2). Returns the descriptor and what the kernel reports, or `-errno`. */
export function setupRing(
  entries: number,
  cqEntries: number,
): { fd: number; params: Uint32Array } | number {
  const params = new Uint32Array(uringParams.size / 4);
  params[uringParams.flags] = SETUP_FLAGS;
  params[uringParams.cqEntries] = cqEntries;
  const fd = io_uring_setup(entries, new Uint8Array(params.buffer));
  return fd < 0 ? fd : { fd, params };
}

/** The mapped rings by descriptor, for a trace. */
const mapped = new Map<number, WeakRef<Rings>>();

/** Returns the rings of a descriptor that this process has mapped. */
export function ringsOf(fd: number): Rings | undefined {
  return mapped.get(fd)?.deref();
}

/**
 * The submission queue and the completion queue of a ring.
 *
 * Head and tail only grow, modulo 2**32. The process moves the tail of the submission queue and the head of the
 * completion queue, the kernel the other two.
 */
export class Rings {
  readonly sqEntries: number;
  readonly cqEntries: number;
  /** What the kernel has: `IORING_FEAT_...`. */
  readonly features: number;
  /** The submission queue entries, as words: entry `i` begins at `i * sqe.words`. */
  readonly sqes: Int32Array;
  readonly #ring: Int32Array;
  readonly #memory: readonly MappedMemory[];
  readonly #sqTailAt: number;
  readonly #sqFlagsAt: number;
  readonly #cqHeadAt: number;
  readonly #cqTailAt: number;
  readonly #cqesAt: number;
  #sqTail: number;
  #cqHead: number;

  private constructor(params: Uint32Array, ring: MappedMemory, entries: MappedMemory) {
    const word = (field: number): number => (params[field] as number) / 4;
    this.sqEntries = params[uringParams.sqEntries] as number;
    this.cqEntries = params[uringParams.cqEntries] as number;
    this.features = params[uringParams.features] as number;
    this.sqes = new Int32Array(entries.buffer);
    this.#ring = new Int32Array(ring.buffer);
    this.#memory = [ring, entries];
    this.#sqTailAt = word(sqOff.tail);
    this.#sqFlagsAt = word(sqOff.flags);
    this.#cqHeadAt = word(cqOff.head);
    this.#cqTailAt = word(cqOff.tail);
    this.#cqesAt = word(cqOff.cqes);
    this.#sqTail = this.#ring[this.#sqTailAt] as number;
    this.#cqHead = this.#ring[this.#cqHeadAt] as number;
    // The indirection of the submission queue is not used.
    const array = word(sqOff.array);
    for (let i = 0; i < this.sqEntries; i++) this.#ring[array + i] = i;
  }

  /** Maps the rings of a descriptor, or returns `-errno`. */
  static map(fd: number, params: Uint32Array): Rings | number {
    const sqEntries = params[uringParams.sqEntries] as number;
    const cqEntries = params[uringParams.cqEntries] as number;
    const sqSize = (params[sqOff.array] as number) + sqEntries * 4;
    const cqSize = (params[cqOff.cqes] as number) + cqEntries * cqe.size;
    const size = Math.max(sqSize, cqSize);
    const ring = MappedMemory.share(size, fd, uring.IORING_OFF_SQ_RING);
    if (typeof ring === "number") return ring;
    const entries = MappedMemory.share(sqEntries * sqe.size, fd, uring.IORING_OFF_SQES);
    if (typeof entries === "number") {
      ring.release();
      return entries;
    }
    const rings = new Rings(params, ring, entries);
    mapped.set(fd, new WeakRef(rings));
    return rings;
  }

  /** Returns the index of the next submission queue entry, which the caller fills in completely. */
  nextSqe(): number {
    const index = this.#sqTail & (this.sqEntries - 1);
    this.#sqTail = (this.#sqTail + 1) | 0;
    return index;
  }

  /** Shows the kernel the entries that have been filled in. */
  publish(): void {
    Atomics.store(this.#ring, this.#sqTailAt, this.#sqTail);
  }

  /** Returns where the last `count` entries that have been filled in begin in `sqes`. */
  lastSqes(count: number): number[] {
    const first = this.#sqTail - count;
    return Array.from(
      { length: count },
      (_, i) => ((first + i) & (this.sqEntries - 1)) * sqe.words,
    );
  }

  /** Returns where the completions after the first `count` begin in `cqes`. */
  cqesAfter(count: number): number[] {
    const first = this.#cqHead + count;
    return Array.from(
      { length: this.ready - count },
      (_, i) => this.#cqesAt + ((first + i) & (this.cqEntries - 1)) * cqe.words,
    );
  }

  /** The number of completions that have arrived. */
  get ready(): number {
    return (Atomics.load(this.#ring, this.#cqTailAt) - this.#cqHead) >>> 0;
  }

  /** Whether the kernel has work for this thread, which it does in the next io_uring_enter(2). */
  get hasWork(): boolean {
    const flags = Atomics.load(this.#ring, this.#sqFlagsAt);
    return (flags & uring.IORING_SQ_TASKRUN) !== 0;
  }

  /** The completion queue entries, as words. */
  get cqes(): Int32Array {
    return this.#ring;
  }

  /** Returns where the oldest completion begins in `cqes`. */
  get firstCqe(): number {
    return this.#cqesAt + (this.#cqHead & (this.cqEntries - 1)) * cqe.words;
  }

  /** Removes the oldest completion, whose entry the kernel may then use again. */
  advance(): void {
    this.#cqHead = (this.#cqHead + 1) | 0;
    Atomics.store(this.#ring, this.#cqHeadAt, this.#cqHead);
  }

  /** Releases the memory. The rings must not be used any more. */
  release(): void {
    for (const memory of this.#memory) memory.release();
  }
}
