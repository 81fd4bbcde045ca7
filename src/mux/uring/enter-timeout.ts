/** The timeouts of io_uring_enter(2). */
import * as libc from "../../sys/libc.js";
import { uring } from "../../sys/linux-uring.js";
import { timespec, uringGeteventsArg } from "../../sys/uring-structs.js";

const MAX_MIN_WAIT_US = 2 ** 32 - 1;

/** Writes a `struct __kernel_timespec`. */
export function writeTimespec(view: DataView, offset: number, milliseconds: number): void {
  const seconds = Math.min(Math.floor(milliseconds / 1000), Number.MAX_SAFE_INTEGER);
  const nanoseconds = Math.min(Math.ceil((milliseconds - seconds * 1000) * 1e6), 999_999_999);
  view.setBigInt64(offset + timespec.seconds, BigInt(seconds), true);
  view.setBigInt64(offset + timespec.nanoseconds, BigInt(Math.max(0, nanoseconds)), true);
}

/** The argument that carries the timeouts, used for every call. */
export class EnterTimeout {
  readonly #address: bigint;
  readonly #view = new DataView(new ArrayBuffer(uringGeteventsArg.size + timespec.size));
  readonly #bytes = new Uint8Array(this.#view.buffer);

  constructor() {
    this.#address = libc.addressOf(this.#bytes) + BigInt(uringGeteventsArg.size);
  }

  /**
   * io_uring_enter(2) that waits at most `milliseconds`, -1 for no limit, and at most `minWait` milliseconds for more
   * than one completion if that is above 0.
   */
  enter(
    fd: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    milliseconds: number,
    minWait: number,
  ): number {
    // The kernel would wait for a longer `minWait` even when the timeout expires.
    const limit = milliseconds > 0 ? Math.min(minWait, milliseconds) : minWait;
    const microseconds = Math.min(Math.ceil(limit * 1000), MAX_MIN_WAIT_US);
    this.#view.setUint32(uringGeteventsArg.minWaitUsec, microseconds, true);
    this.#view.setBigUint64(uringGeteventsArg.ts, milliseconds > 0 ? this.#address : 0n, true);
    if (milliseconds > 0) writeTimespec(this.#view, uringGeteventsArg.size, milliseconds);
    const all = flags | uring.IORING_ENTER_EXT_ARG;
    const { size } = uringGeteventsArg;
    return libc.io_uring_enter(fd, toSubmit, minComplete, all, this.#bytes, size);
  }
}
