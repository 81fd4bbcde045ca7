/** Finds marks in the bytes of a stream. They show where in the stream something else happened. */
import { randomBytes } from "node:crypto";

const TOKEN_BYTES = 16;
const NUMBER_BYTES = 6;

/** The random bytes with which the marks of this kernel begin, so that no other output contains them. */
export function createToken(): Uint8Array {
  return new Uint8Array(randomBytes(TOKEN_BYTES));
}

/** Returns the bytes of a mark. They are few enough that write(2) to a pipe is atomic. */
export function encodeMark(token: Uint8Array, number: number): Buffer {
  const mark = Buffer.alloc(TOKEN_BYTES + NUMBER_BYTES);
  mark.set(token);
  mark.writeUIntBE(number, TOKEN_BYTES, NUMBER_BYTES);
  return mark;
}

/** Splits a stream that arrives in chunks into bytes and marks. */
export class MarkedStream {
  readonly #token: Buffer;
  #pending: Buffer = Buffer.alloc(0);

  constructor(token: Uint8Array) {
    this.#token = Buffer.from(token);
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /** Returns the next bytes or the number of the next mark, or undefined until more is pushed. */
  next(): Buffer | number | undefined {
    const start = this.#pending.indexOf(this.#token);
    if (start === 0) {
      if (this.#pending.length < TOKEN_BYTES + NUMBER_BYTES) return undefined;
      return this.#take(TOKEN_BYTES + NUMBER_BYTES).readUIntBE(TOKEN_BYTES, NUMBER_BYTES);
    }
    const length = start > 0 ? start : this.#pending.length - this.#partialToken();
    return length === 0 ? undefined : this.#take(length);
  }

  /** Returns the number of bytes at the end that may be the beginning of a token. */
  #partialToken(): number {
    for (let length = Math.min(TOKEN_BYTES - 1, this.#pending.length); length > 0; length--) {
      const end = this.#pending.subarray(this.#pending.length - length);
      if (end.equals(this.#token.subarray(0, length))) return length;
    }
    return 0;
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}
