/** The bytes of an answer, given out as the socket takes them: a large file is never in memory whole. */
import { readSync } from "node:fs";

/** The most bytes that are given out, and kept, at a time. */
const CHUNK = 64 * 1024;

/** The most bytes of a file that are sent at a time, before the others' turn. */
const MAX_READ_BYTES = 256 * 1024;

const EMPTY_BYTES = new Uint8Array(0);

/** Bytes of an open file, which need not pass through memory: sendfile(2). */
export interface FileRange {
  /** The descriptor of the file. */
  readonly fd: number;
  /** Where they begin. */
  readonly start: number;
  /** In bytes. */
  readonly length: number;
}

/** A part of an answer: bytes in memory, or of a file. */
export interface BodyPart {
  /** In bytes. */
  readonly length: number;
  /** All of it, where it is in memory: sent as it is, and not to be changed. */
  readonly bytes?: Uint8Array;
  /** All of it, where it is in a file. */
  readonly range?: FileRange;
  /**
   * Writes `count` bytes, from `position` on, into `target` at `offset`. Throws when they are not
   * there.
   */
  read(position: number, count: number, target: Buffer, offset: number): void;
}

/** A piece that is in memory. */
export function bytesPart(bytes: Buffer): BodyPart {
  return {
    length: bytes.length,
    bytes,
    read(position, count, target, offset) {
      bytes.copy(target, offset, position, position + count);
    },
  };
}

/** A piece of text that has a byte for each character. */
export function latin1Part(text: string): BodyPart {
  return {
    length: text.length,
    read(position, count, target, offset) {
      const part = count === text.length ? text : text.slice(position, position + count);
      target.write(part, offset, "latin1");
    },
  };
}

/** `length` bytes of an open file, from `start` on. */
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

/** Several pieces as one in memory. Throws when they cannot be read. */
export function wholePart(pieces: readonly BodyPart[]): BodyPart {
  const bytes = Buffer.allocUnsafeSlow(lengthOf(pieces));
  let filled = 0;
  for (const piece of pieces) {
    piece.read(0, piece.length, bytes, filled);
    filled += piece.length;
  }
  return bytesPart(bytes);
}

/** The sum of the lengths of some pieces. */
export function lengthOf(pieces: readonly BodyPart[]): number {
  let sum = 0;
  for (const { length } of pieces) sum += length;
  return sum;
}

/** Pieces in the course of being sent. */
export class Output {
  readonly #pieces: readonly BodyPart[];
  /** The piece that is read next, and how much of it was read. */
  #piece = 0;
  #position = 0;
  #chunk: Uint8Array | FileRange = EMPTY_BYTES;
  #left: number;
  #begun = false;

  constructor(pieces: readonly BodyPart[]) {
    this.#pieces = pieces;
    this.#left = lengthOf(pieces);
  }

  /** Whether a part of it was sent. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * What is to be sent next; nothing at the end. Throws when a file cannot be read: it is read for
   * the first chunk, so that whoever has it knows early, and not for the others.
   */
  next(): Uint8Array | FileRange {
    if (this.#chunk.length === 0 && this.#left > 0) this.#chunk = this.#range() ?? this.#read();
    return this.#chunk;
  }

  /** Notes that so many bytes of `next()` were sent; whether these were the last ones. */
  sent(count: number): boolean {
    this.#begun ||= count > 0;
    this.#chunk = count === this.#chunk.length ? EMPTY_BYTES : after(this.#chunk, count);
    return this.#chunk.length === 0 && this.#left === 0;
  }

  /** The next part of a file, once something was sent. */
  #range(): FileRange | null {
    const { range } = this.#pieces[this.#piece] as BodyPart;
    if (!this.#begun || range === undefined) return null;
    const start = range.start + this.#position;
    const length = Math.min(MAX_READ_BYTES, range.length - this.#position);
    this.#advance(length);
    return { fd: range.fd, start, length };
  }

  /** Reads on, over the ends of pieces: a header and a small body travel in one packet. */
  #read(): Uint8Array {
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first?.bytes !== undefined) {
      this.#advance(first.length);
      return first.bytes;
    }
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, this.#left));
    for (let filled = 0; filled < chunk.length; ) {
      const piece = this.#pieces[this.#piece] as BodyPart;
      const count = Math.min(piece.length - this.#position, chunk.length - filled);
      piece.read(this.#position, count, chunk, filled);
      filled += count;
      this.#advance(count);
    }
    return chunk;
  }

  /** Goes on in the piece at hand, at its end to the next one. */
  #advance(count: number): void {
    this.#left -= count;
    this.#position += count;
    if (this.#position < (this.#pieces[this.#piece] as BodyPart).length) return;
    this.#piece++;
    this.#position = 0;
  }
}

/** What is left of a chunk when so many bytes of it were sent. */
function after(chunk: Uint8Array | FileRange, count: number): Uint8Array | FileRange {
  if (chunk instanceof Uint8Array) return chunk.subarray(count);
  return { fd: chunk.fd, start: chunk.start + count, length: chunk.length - count };
}
