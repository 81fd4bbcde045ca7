/** A ring with its memory and its operations, without waiting and without checks of arguments. */
import { constants as os } from "node:os";
import { check, osError } from "../../errors.js";
import * as libc from "../../sys/libc.js";
import { uring } from "../../sys/linux-uring.js";
import type { MappedMemory } from "../../sys/mapped-memory.js";
import { platform } from "../../sys/platform.js";
import { Rings, setupRing } from "../../sys/rings.js";
import { cqe, sqe, uringParams } from "../../sys/uring-structs.js";
import { BUFFER_GROUP, BufferRing } from "./buffer-ring.js";
import { cancelAll } from "./cancel-all.js";
import { type Completion, CurrentCompletion, type OperationState } from "./completion.js";
import { EnterTimeout, writeTimespec } from "./enter-timeout.js";
import { allocate, type Block, MemoryPool } from "./memory-pool.js";
import { Operations, type UringOperation } from "./operations.js";
import { setupError } from "./support.js";

const { EBADF } = os.errno;

/** A `sockaddr` or a timespec for each submission queue entry, which the kernel copies when it is submitted. */
const SCRATCH_SIZE = 128;

/** The sizes of a ring. */
export interface RingSizes {
  readonly entries: number;
  readonly cqEntries: number;
  readonly bufferCount: number;
  readonly bufferSize: number;
}

/** Calls `visit` with a completion, which is valid only during the call. */
export type Visit<T> = (completion: Completion<T>) => void;

export class Ring<T> {
  /** The descriptor; -1 once it is closed. */
  fd: number;
  readonly rings: Rings;
  readonly operations = new Operations<T>();
  readonly current = new CurrentCompletion<T>();
  /** The number of entries that have been filled in and not been submitted. */
  prepared = 0;
  readonly #sizes: RingSizes;
  readonly #scratch: MappedMemory;
  readonly #scratchBytes: Uint8Array;
  readonly #scratchView: DataView;
  readonly #pool = new MemoryPool();
  readonly #timeout = new EnterTimeout();
  #buffers: BufferRing | null = null;
  #eventfd = -1;
  /** The provided buffer, and the block, whose data the current completion refers to. */
  #heldBuffer = -1;
  #heldBlock: Block | null = null;
  /** Where the entry that is being filled in begins in `Rings.sqes`. */
  #at = 0;

  /** Throws `OSError`. */
  constructor(sizes: RingSizes) {
    const ring = setupRing(sizes.entries, sizes.cqEntries);
    if (typeof ring === "number") throw setupError(-ring, sizes.entries);
    const { fd, params } = ring;
    try {
      // The kernel may have rounded the number of entries up, or reduced it.
      this.#scratch = allocate((params[uringParams.sqEntries] as number) * SCRATCH_SIZE);
      const rings = Rings.map(fd, params);
      if (typeof rings === "number") {
        this.#scratch.release();
        throw osError(-rings, "mmap", `of the rings of fd ${fd}`);
      }
      this.rings = rings;
    } catch (error) {
      libc.close(fd);
      throw error;
    }
    this.fd = fd;
    this.#sizes = sizes;
    this.#scratchBytes = new Uint8Array(this.#scratch.buffer);
    this.#scratchView = new DataView(this.#scratch.buffer);
  }

  // Submission queue entries.

  /** Fills in an entry, apart from what is special to the operation. */
  begin(
    name: UringOperation,
    opcode: number,
    fd: number,
    userData: T,
    block: Block | null = null,
  ): void {
    this.assertOpen(name);
    const { rings } = this;
    if (this.prepared === rings.sqEntries) this.#makeRoom();
    const id = this.operations.add(name, fd, userData, block);
    const { sqes } = rings;
    const at = rings.nextSqe() * sqe.words;
    this.#at = at;
    this.prepared++;
    sqes[at + sqe.head] = opcode;
    sqes[at + sqe.fd] = fd;
    for (let word: number = sqe.off; word < sqe.words; word++) sqes[at + word] = 0;
    sqes[at + sqe.userData] = id;
  }

  /** Begins to receive into one of the provided buffers. */
  beginRecv(opcode: number, fd: number, userData: T): void {
    this.assertOpen("recv");
    this.#buffers ??= new BufferRing(this.fd, this.#sizes.bufferCount, this.#sizes.bufferSize);
    this.begin("recv", opcode | (uring.IOSQE_BUFFER_SELECT << 8), fd, userData);
    this.setWord(sqe.bufGroup, BUFFER_GROUP);
  }

  /** Begins to read at most `length` bytes into a block. */
  beginRead(opcode: number, fd: number, length: number, userData: T): void {
    this.#beginBlock("read", opcode, fd, length, userData);
  }

  /** Begins to send or write a copy of the first `length` bytes of `data`. */
  beginWrite(
    name: "send" | "write",
    opcode: number,
    fd: number,
    data: Uint8Array,
    length: number,
    userData: T,
  ): void {
    const block = this.#beginBlock(name, opcode, fd, length, userData);
    block.bytes.set(length === data.length ? data : data.subarray(0, length), block.offset);
  }

  #beginBlock(
    name: UringOperation,
    opcode: number,
    fd: number,
    length: number,
    userData: T,
  ): Block {
    this.assertOpen(name);
    const block = this.#pool.take(length);
    this.begin(name, opcode, fd, userData, block);
    this.setAddress(block.address);
    this.setWord(sqe.len, length);
    return block;
  }

  setWord(word: number, value: number): void {
    this.rings.sqes[this.#at + word] = value;
  }

  setIoprio(ioprio: number): void {
    const at = this.#at + sqe.head;
    this.rings.sqes[at] = (this.rings.sqes[at] as number) | (ioprio << 16);
  }

  setAddress(address: number): void {
    this.setWord(sqe.addr, address | 0);
    this.setWord(sqe.addr + 1, Math.floor(address / 2 ** 32));
  }

  setOffset(offset: number): void {
    this.setWord(sqe.off, offset | 0);
    this.setWord(sqe.off + 1, Math.floor(offset / 2 ** 32));
  }

  setSockaddr(sockaddr: Uint8Array): void {
    const offset = this.#scratchOffset();
    this.#scratchBytes.set(sockaddr, offset);
    this.setAddress(this.#scratch.address + offset);
    this.setWord(sqe.off, sockaddr.length);
  }

  setTimespec(milliseconds: number): void {
    const offset = this.#scratchOffset();
    writeTimespec(this.#scratchView, offset, milliseconds);
    this.setAddress(this.#scratch.address + offset);
    this.setWord(sqe.len, 1);
  }

  #scratchOffset(): number {
    return (this.#at / sqe.words) * SCRATCH_SIZE;
  }

  // io_uring_enter(2).

  /** Whether the kernel knows `minWait`: Linux 6.12 does. */
  get hasMinWait(): boolean {
    return (this.rings.features & uring.IORING_FEAT_MIN_TIMEOUT) !== 0;
  }

  /**
   * Waits at most `block` milliseconds; -1 waits indefinitely. After `minWait` milliseconds, unless that is 0, one
   * completion is enough. Returns the number of submitted entries, or `-errno`.
   */
  enter(minComplete: number, block: number, minWait: number = 0): number {
    this.#reclaim();
    return this.#enter(minComplete, block, minWait);
  }

  #enter(minComplete: number, block: number, minWait: number = 0): number {
    this.rings.publish();
    const flags = uring.IORING_ENTER_GETEVENTS;
    const submitted =
      block > 0 || minWait > 0
        ? this.#timeout.enter(this.fd, this.prepared, minComplete, flags, block, minWait)
        : libc.io_uring_enter(this.fd, this.prepared, minComplete, flags, null, 0);
    if (submitted > 0) this.prepared -= submitted;
    return submitted;
  }

  /** Submits, because the submission queue is full. The current completion stays valid. */
  #makeRoom(): void {
    const submitted = this.#enter(0, 0);
    if (submitted <= 0)
      throw osError(submitted < 0 ? -submitted : os.errno.EBUSY, "io_uring_enter", this.describe());
  }

  /**
   * Opens a descriptor that becomes readable when an operation is done, which the ring's own does not: completions
   * are delivered when this thread enters the kernel. Returns -1 if that has been done before. Throws `OSError`.
   */
  openEventfd(): number {
    if (this.#eventfd >= 0) return -1;
    const { EFD_CLOEXEC, EFD_NONBLOCK } = platform.constants;
    const fd = check(libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", this.describe());
    const argument = new Uint8Array(new Int32Array([fd]).buffer);
    const result = libc.io_uring_register(this.fd, uring.IORING_REGISTER_EVENTFD, argument, 1);
    if (result < 0) libc.close(fd);
    check(result, "io_uring_register", this.describe());
    this.#eventfd = fd;
    return fd;
  }

  /** The descriptor that `openEventfd()` has opened. */
  get eventfd(): number {
    return this.#eventfd;
  }

  // Completion queue entries.

  /** Removes the oldest completion and calls `visit` with it. */
  complete(visit: Visit<T>): void {
    const completion = this.next();
    const [buffer, block] = [this.#heldBuffer, this.#heldBlock];
    // `visit` may submit, which must not give away what it still reads.
    this.#heldBuffer = -1;
    this.#heldBlock = null;
    try {
      visit(completion);
    } finally {
      this.#giveBack(buffer, block);
    }
  }

  /** Removes the oldest completion and returns it. It is valid until the next call. */
  next(): CurrentCompletion<T> {
    this.#reclaim();
    const { rings, operations, current } = this;
    const at = rings.firstCqe;
    const { cqes } = rings;
    const id = cqes[at + cqe.userData] as number;
    const res = cqes[at + cqe.res] as number;
    const flags = cqes[at + cqe.flags] as number;
    rings.advance();
    const block = operations.blocks[id] as Block | null;
    const more = (flags & uring.IORING_CQE_F_MORE) !== 0;
    const buffer =
      (flags & uring.IORING_CQE_F_BUFFER) === 0 ? -1 : flags >>> uring.IORING_CQE_BUFFER_SHIFT;
    current.userData = operations.userData[id] as T;
    current.operation = operations.names[id] as UringOperation;
    current.fd = operations.fds[id] as number;
    current.res = res;
    current.flags = flags;
    if (res < 0) current.setData(null, 0, 0);
    else if (current.operation === "recv") this.#setReceived(buffer, res);
    else if (current.operation === "read")
      current.setData((block as Block).bytes, (block as Block).offset, res);
    else current.setData(null, 0, 0);
    if (!more) operations.delete(id);
    this.#heldBuffer = buffer;
    this.#heldBlock = more ? null : block;
    return current;
  }

  /** Takes back the memory of the last completion. */
  #reclaim(): void {
    this.#giveBack(this.#heldBuffer, this.#heldBlock);
    this.#heldBuffer = -1;
    this.#heldBlock = null;
  }

  #giveBack(buffer: number, block: Block | null): void {
    if (buffer >= 0) this.#buffers?.give(buffer);
    if (block !== null) this.#pool.give(block);
  }

  /**
   * At the end of the stream there is no buffer, and no byte. With `MSG_TRUNC`, `res` is the length of the
   * datagram, which may be longer than the buffer.
   */
  #setReceived(buffer: number, res: number): void {
    const { bytes, size } = this.#buffers as BufferRing;
    this.current.setData(bytes, Math.max(0, buffer) * size, Math.min(res, size));
  }

  /** Describes the operations that have not ended, with the completions that have not been removed. */
  states(): OperationState<T>[] {
    const { rings, operations } = this;
    const unsubmitted = new Set(
      rings.lastSqes(this.prepared).map((at) => rings.sqes[at + sqe.userData] as number),
    );
    const completed = new Map<number, { res: number; flags: number }[]>();
    for (const at of rings.cqesAfter(0)) {
      const [id, res, flags] = [cqe.userData, cqe.res, cqe.flags].map(
        (field) => rings.cqes[at + field] as number,
      ) as [number, number, number];
      completed.set(id, [...(completed.get(id) ?? []), { res, flags }]);
    }
    return operations.ids().map((id) => ({
      operation: operations.names[id] as UringOperation,
      fd: operations.fds[id] as number,
      userData: operations.userData[id] as T,
      submitted: !unsubmitted.has(id),
      completions: completed.get(id) ?? [],
    }));
  }

  // The end.

  /** Cancels all operations and closes the descriptor. */
  close(): void {
    this.#dropPrepared();
    const isIdle = cancelAll(this.fd, () => this.#drain());
    const { fd } = this;
    this.fd = -1;
    this.rings.release();
    this.#scratch.release();
    // Otherwise the kernel may still write to it.
    if (isIdle) {
      this.#pool.release();
      this.#buffers?.release();
    }
    if (this.#eventfd >= 0) libc.close(this.#eventfd);
    check(libc.close(fd), "close", fd);
  }

  /** Forgets the operations that the kernel has not seen. */
  #dropPrepared(): void {
    for (const at of this.rings.lastSqes(this.prepared)) {
      const id = this.rings.sqes[at + sqe.userData] as number;
      if (this.operations.names[id] === "close") libc.close(this.operations.fds[id] as number);
      this.operations.delete(id);
    }
    this.prepared = 0;
  }

  /** Removes all completions, without a change of `current`, and returns the number of operations that are left. */
  #drain(): number {
    const { rings, operations } = this;
    const { cqes } = rings;
    for (; rings.ready > 0; rings.advance()) {
      const at = rings.firstCqe;
      const id = cqes[at + cqe.userData] as number;
      const res = cqes[at + cqe.res] as number;
      if (operations.names[id] === "accept" && res >= 0) libc.close(res);
      if (((cqes[at + cqe.flags] as number) & uring.IORING_CQE_F_MORE) === 0) operations.delete(id);
    }
    return operations.count;
  }

  assertOpen(call: string): void {
    if (this.fd < 0) throw osError(EBADF, call, this.describe());
  }

  /** The subject of an error that concerns the ring itself. */
  describe(): string {
    return this.fd < 0 ? "on a closed ring" : `on fd ${this.fd}`;
  }
}
