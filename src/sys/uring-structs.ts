/**
 * The layouts of the structs of `<linux/io_uring.h>`: offsets and sizes in bytes, and indices of 32-bit
 * words where the struct is read and written as such.
 */

/** `struct io_uring_params`; what the kernel fills in are words. */
export const uringParams = {
  size: 120,
  sqEntries: 0,
  cqEntries: 1,
  flags: 2,
  sqThreadCpu: 3,
  sqThreadIdle: 4,
  features: 5,
  wqFd: 6,
  /** `struct io_sqring_offsets`. */
  sqOff: {
    head: 10,
    tail: 11,
    ringMask: 12,
    ringEntries: 13,
    flags: 14,
    dropped: 15,
    array: 16,
  },
  /** `struct io_cqring_offsets`. */
  cqOff: {
    head: 20,
    tail: 21,
    ringMask: 22,
    ringEntries: 23,
    overflow: 24,
    cqes: 25,
    flags: 26,
  },
} as const;

/** `struct io_uring_sqe`, as 16 words. */
export const sqe = {
  size: 64,
  words: 16,
  /** Opcode, flags and ioprio, of 8, 8 and 16 bits. */
  head: 0,
  fd: 1,
  /** The offset in a file, of 64 bits. */
  off: 2,
  /** An address, of 64 bits. */
  addr: 4,
  len: 6,
  /** Flags of the operation: of a message, a poll mask, ... */
  opFlags: 7,
  userData: 8,
  /** Of 16 bits. */
  bufGroup: 10,
} as const;

/** `struct io_uring_cqe`, as 4 words. */
export const cqe = { size: 16, words: 4, userData: 0, res: 2, flags: 3 } as const;

/** `struct io_uring_buf`, as 4 words; the tail of the ring is in place of `resv` in the first one. */
export const uringBuf = { size: 16, words: 4, addr: 0, len: 2, bid: 3, tail: 7 } as const;

/** `struct io_uring_buf_reg`. */
export const uringBufReg = { size: 40, ringAddr: 0, ringEntries: 8, bgid: 12, flags: 14 } as const;

/** `struct io_uring_sync_cancel_reg`. */
export const uringSyncCancelReg = { size: 64, addr: 0, fd: 8, flags: 12, timeout: 16 } as const;

/** `struct io_uring_getevents_arg`. */
export const uringGeteventsArg = {
  size: 24,
  sigmask: 0,
  sigmaskSize: 8,
  minWaitUsec: 12,
  ts: 16,
} as const;

/** `struct __kernel_timespec`. */
export const timespec = { size: 16, seconds: 0, nanoseconds: 8 } as const;
