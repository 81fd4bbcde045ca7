export const EMPTY_BYTES: Buffer = Buffer.alloc(0);

/** Collects bytes in one growing buffer, so that many small pieces do not become many objects. */
export class ByteCollector {
  #buffer: Buffer = EMPTY_BYTES;
  #length = 0;

  /** The number of bytes collected. */
  get length(): number {
    return this.#length;
  }

  /** Appends a copy of `bytes`. */
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

  /** Returns a view of the collected bytes, which `append()` does not change. */
  toBuffer(): Buffer {
    return this.#length === 0 ? EMPTY_BYTES : this.#buffer.subarray(0, this.#length);
  }
}
