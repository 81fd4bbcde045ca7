const EMPTY_BYTES = Buffer.alloc(0);

/** Bytes that arrive in pieces, in one growing buffer: very many small pieces would be very many objects. */
export class Bytes {
  #buffer: Buffer = EMPTY_BYTES;
  #length = 0;

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a copy of some bytes. */
  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  /** All bytes. */
  toBuffer(): Buffer {
    return this.#length === 0 ? EMPTY_BYTES : this.#buffer.subarray(0, this.#length);
  }
}
