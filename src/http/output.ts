/** The bytes of a response, as the socket takes them: a large file is never in memory as a whole. */
import { readSync } from "node:fs";

/** The largest chunk of bytes in memory. */
const MAX_CHUNK_BYTES = 64 * 1024;

/** The most bytes of a file that are sent at a time, before other clients are served. */
const MAX_FILE_BYTES = 256 * 1024;

const EMPTY_BYTES = new Uint8Array(0);

/** Bytes of an open file, which sendfile(2) sends without copying them into memory. */
export interface FileRange {
  /** The descriptor of the file. */
  readonly fd: number;
  /** The offset of the first byte. */
  readonly start: number;
  /** In bytes. */
  readonly length: number;
}

/** A part of a response: bytes in memory, or of a file. */
export interface BodyPart {
  /** In bytes. */
  readonly length: number;
  /** The whole part, if it is in memory; must not be changed. */
  readonly bytes?: Uint8Array;
  /** The whole part, if it is in a file. */
  readonly range?: FileRange;
  /**
   * Writes `count` bytes, from `position` on, into `target` at `offset`. Throws when the file does
   * not have them any more.
   */
  read(position: number, count: number, target: Buffer, offset: number): void;
}

/** A part in memory. */
export function bytesPart(bytes: Buffer): BodyPart {
  return {
    length: bytes.length,
    bytes,
    read(position, count, target, offset) {
      bytes.copy(target, offset, position, position + count);
    },
  };
}

/** A text with one byte for each character. */
export function latin1Part(text: string): BodyPart {
  return {
    length: text.length,
    read(position, count, target, offset) {
      const part = count === text.length ? text : text.slice(position, position + count);
      target.write(part, offset, "latin1");
    },
  };
}

/** `length` bytes of an open file, from offset `start` on. */
export function filePart(fd: number, start: number, length: number): BodyPart {
  return {
    length,
    range: { fd, start, length },
    read(position, count, target, offset) {
      for (let done = 0; done < count; ) {
        const size = readSync(fd, target, offset + done, count - done, start + position + done);
        if (size === 0) throw new Error("the file has become shorter while it was sent");
        done += size;
      }
    },
  };
}

/** Joins parts in memory. Throws when they cannot be read. */
export function wholePart(parts: readonly BodyPart[]): BodyPart {
  const bytes = Buffer.allocUnsafeSlow(lengthOf(parts));
  let filled = 0;
  for (const part of parts) {
    part.read(0, part.length, bytes, filled);
    filled += part.length;
  }
  return bytesPart(bytes);
}

/** The sum of the lengths of some parts. */
export function lengthOf(parts: readonly BodyPart[]): number {
  let sum = 0;
  for (const { length } of parts) sum += length;
  return sum;
}

/** Parts that are being sent. */
export class Output {
  readonly #parts: readonly BodyPart[];
  /** The part that is read next, and how many bytes of it have been read. */
  #part = 0;
  #position = 0;
  #chunk: Uint8Array | FileRange = EMPTY_BYTES;
  #left: number;
  #begun = false;

  constructor(parts: readonly BodyPart[]) {
    this.#parts = parts;
    this.#left = lengthOf(parts);
  }

  /** Whether any bytes have been sent. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Returns the bytes to send next; none at the end. Throws when a file cannot be read. Only the first
   * chunk is read into memory, so that such a file is known before anything has been sent.
   */
  next(): Uint8Array | FileRange {
    if (this.#chunk.length === 0 && this.#left > 0) this.#chunk = this.#range() ?? this.#read();
    return this.#chunk;
  }

  /** Notes that `count` bytes of `next()` have been sent. Returns whether these were the last. */
  sent(count: number): boolean {
    this.#begun ||= count > 0;
    this.#chunk = count === this.#chunk.length ? EMPTY_BYTES : after(this.#chunk, count);
    return this.#chunk.length === 0 && this.#left === 0;
  }

  /** The next bytes of a file, once something has been sent. */
  #range(): FileRange | null {
    const { range } = this.#parts[this.#part] as BodyPart;
    if (!this.#begun || range === undefined) return null;
    const start = range.start + this.#position;
    const length = Math.min(MAX_FILE_BYTES, range.length - this.#position);
    this.#advance(length);
    return { fd: range.fd, start, length };
  }

  /** Reads the next chunk, across parts: a header and a small body are sent in one packet. */
  #read(): Uint8Array {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && first?.bytes !== undefined) {
      this.#advance(first.length);
      return first.bytes;
    }
    const chunk = Buffer.allocUnsafe(Math.min(MAX_CHUNK_BYTES, this.#left));
    for (let filled = 0; filled < chunk.length; ) {
      const part = this.#parts[this.#part] as BodyPart;
      const count = Math.min(part.length - this.#position, chunk.length - filled);
      part.read(this.#position, count, chunk, filled);
      filled += count;
      this.#advance(count);
    }
    return chunk;
  }

  /** Moves on by `count` bytes, to the next part at the end of one. */
  #advance(count: number): void {
    this.#left -= count;
    this.#position += count;
    if (this.#position < (this.#parts[this.#part] as BodyPart).length) return;
    this.#part++;
    this.#position = 0;
  }
}

/** The rest of a chunk of which `count` bytes have been sent. */
function after(chunk: Uint8Array | FileRange, count: number): Uint8Array | FileRange {
  if (chunk instanceof Uint8Array) return chunk.subarray(count);
  return { fd: chunk.fd, start: chunk.start + count, length: chunk.length - count };
}
