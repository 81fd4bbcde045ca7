/** A ring of provided buffers: the kernel takes one when data has arrived, see io_uring_register(2). */
import { check } from "../../errors.js";
import * as libc from "../../sys/libc.js";
import { uring } from "../../sys/linux-uring.js";
import type { MappedMemory } from "../../sys/mapped-memory.js";
import { uringBuf, uringBufReg } from "../../sys/uring-structs.js";
import { allocate } from "./memory-pool.js";

/** The only group of buffers of a ring. */
export const BUFFER_GROUP = 0;

/** Buffers that the kernel fills with what it receives, and that are given back after that. */
export class BufferRing {
  /** The memory of all buffers: buffer `id` begins at `id * size`. */
  readonly bytes: Buffer;
  readonly #ring: MappedMemory;
  readonly #memory: MappedMemory;
  readonly #words: Int32Array;
  readonly #halves: Uint16Array;
  readonly #mask: number;
  #tail = 0;

  /** Registers `count` buffers, a power of two, of `size` bytes. Throws `OSError`. */
  constructor(
    fd: number,
    count: number,
    readonly size: number,
  ) {
    this.#ring = allocate(count * uringBuf.size);
    this.#memory = allocate(count * size);
    this.#words = new Int32Array(this.#ring.buffer);
    this.#halves = new Uint16Array(this.#ring.buffer);
    this.#mask = count - 1;
    this.bytes = Buffer.from(this.#memory.buffer);
    const registration = new DataView(new ArrayBuffer(uringBufReg.size));
    registration.setBigUint64(uringBufReg.ringAddr, BigInt(this.#ring.address), true);
    registration.setUint32(uringBufReg.ringEntries, count, true);
    registration.setUint16(uringBufReg.bgid, BUFFER_GROUP, true);
    const argument = new Uint8Array(registration.buffer);
    const result = libc.io_uring_register(fd, uring.IORING_REGISTER_PBUF_RING, argument, 1);
    if (result < 0) this.release();
    check(result, "io_uring_register", `of ${count} buffers`);
    for (let id = 0; id < count; id++) this.give(id);
  }

  /** Gives a buffer to the kernel. */
  give(id: number): void {
    const index = this.#tail & this.#mask;
    const address = this.#memory.address + id * this.size;
    const at = index * uringBuf.words;
    this.#words[at + uringBuf.addr] = address | 0;
    this.#words[at + uringBuf.addr + 1] = Math.floor(address / 2 ** 32);
    this.#words[at + uringBuf.len] = this.size;
    this.#halves[index * (uringBuf.size / 2) + uringBuf.bid * 2] = id;
    this.#tail = (this.#tail + 1) & 0xffff;
    // The kernel reads the tail in the next call of this thread, which orders the writes.
    this.#halves[uringBuf.tail] = this.#tail;
  }

  /** Releases the memory. The kernel must not use it any more. */
  release(): void {
    this.#ring.release();
    this.#memory.release();
  }
}
