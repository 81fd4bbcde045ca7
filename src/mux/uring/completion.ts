/** A completion: what has become of an operation. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { describeFd, type OSError, osError } from "../../errors.js";
import { uring } from "../../sys/linux-uring.js";
import type { UringOperation } from "./operations.js";

const { ETIME } = os.errno;

/** What a completion queue entry (CQE) of io_uring reports. */
export interface Completion<T = unknown> {
  /** What the operation was begun with. */
  readonly userData: T;
  /** The operation, such as `"recv"`. */
  readonly operation: UringOperation;
  /** The descriptor of the operation; -1 if it has none. */
  readonly fd: number;
  /** What the system call would return; `-errno` if the operation has failed. */
  readonly res: number;
  /** The flags of the entry: `IORING_CQE_F_MORE`, `IORING_CQE_F_BUFFER`, ... */
  readonly flags: number;
  /** Whether the operation continues: a multishot one that will report more. */
  readonly more: boolean;
  /** The bytes that were received or read, which may be kept; `null` for other operations, and on failure. */
  readonly data: Buffer | null;
  /** The error of an operation that has failed; `null` if it has not, as when a timeout has expired. */
  readonly error: OSError | null;
}

/** An operation that has not ended, or whose last completion is still in the completion queue. */
export interface OperationState<T = unknown> {
  /** The operation, such as `"recv"`. */
  readonly operation: UringOperation;
  /** The descriptor of the operation; -1 if it has none. */
  readonly fd: number;
  /** What the operation was begun with. */
  readonly userData: T;
  /** Whether it has been submitted to the kernel. */
  readonly submitted: boolean;
  /** Its completions that are in the completion queue, the oldest first. */
  readonly completions: readonly Pick<Completion, "res" | "flags">[];
}

/** The completion that is being handled: one object for all, so that handling allocates nothing. */
export class CurrentCompletion<T> implements Completion<T> {
  userData!: T;
  operation: UringOperation = "nop";
  fd = -1;
  res = 0;
  flags = 0;
  #bytes: Buffer | null = null;
  #offset = 0;
  #length = 0;

  /** Sets where the received bytes are; `bytes` is `null` if there are none. */
  setData(bytes: Buffer | null, offset: number, length: number): void {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#length = length;
  }

  get more(): boolean {
    return (this.flags & uring.IORING_CQE_F_MORE) !== 0;
  }

  get data(): Buffer | null {
    if (this.#bytes === null) return null;
    const data = Buffer.allocUnsafe(this.#length);
    this.#bytes.copy(data, 0, this.#offset, this.#offset + this.#length);
    return data;
  }

  get error(): OSError | null {
    if (this.res >= 0 || (this.operation === "timeout" && this.res === -ETIME)) return null;
    return osError(-this.res, this.operation, this.fd < 0 ? "on a ring" : describeFd(this.fd));
  }

  /** Returns a copy that does not change any more. */
  copy(): Completion<T> {
    const { userData, operation, fd, res, flags, more, data, error } = this;
    return { userData, operation, fd, res, flags, more, data, error };
  }

  [inspect.custom](): Completion<T> {
    return this.copy();
  }
}
