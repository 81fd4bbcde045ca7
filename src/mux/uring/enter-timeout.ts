/** The timeout of io_uring_enter(2). */
import * as libc from "../../sys/libc.js";
import { uring } from "../../sys/linux-uring.js";
import { timespec, uringGeteventsArg } from "../../sys/uring-structs.js";

/** Writes a `struct __kernel_timespec`. */
export function writeTimespec(view: DataView, offset: number, milliseconds: number): void {
  const seconds = Math.min(Math.floor(milliseconds / 1000), Number.MAX_SAFE_INTEGER);
  const nanoseconds = Math.min(Math.ceil((milliseconds - seconds * 1000) * 1e6), 999_999_999);
  view.setBigInt64(offset + timespec.seconds, BigInt(seconds), true);
  view.setBigInt64(offset + timespec.nanoseconds, BigInt(Math.max(0, nanoseconds)), true);
}

/** The argument that carries the timeout, used for every call. */
export class EnterTimeout {
  readonly #view = new DataView(new ArrayBuffer(uringGeteventsArg.size + timespec.size));
  readonly #bytes = new Uint8Array(this.#view.buffer);

  constructor() {
    const address = libc.addressOf(this.#bytes) + BigInt(uringGeteventsArg.size);
    this.#view.setBigUint64(uringGeteventsArg.ts, address, true);
  }

  /** io_uring_enter(2) that waits at most `milliseconds`. */
  enter(
    fd: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    milliseconds: number,
  ): number {
    writeTimespec(this.#view, uringGeteventsArg.size, milliseconds);
    const all = flags | uring.IORING_ENTER_EXT_ARG;
    const { size } = uringGeteventsArg;
    return libc.io_uring_enter(fd, toSubmit, minComplete, all, this.#bytes, size);
  }
}
