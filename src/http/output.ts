/** The bytes of an answer, given out as the socket takes them: a large file is never in memory whole. */
import { readSync } from "node:fs";

/** The most bytes that are given out, and kept, at a time. */
const CHUNK = 64 * 1024;

/** A part of an answer: bytes in memory, or of a file. */
export interface Piece {
  /** In bytes. */
  readonly length: number;
  /** Fills `target` with the bytes from `position` on. Throws when they are not there. */
  read(position: number, target: Uint8Array): void;
}

/** A piece that is in memory. */
export function bytesPiece(bytes: Uint8Array): Piece {
  return {
    length: bytes.length,
    read(position, target) {
      target.set(bytes.subarray(position, position + target.length));
    },
  };
}

/** `length` bytes of an open file, from `start` on. */
export function filePiece(fd: number, start: number, length: number): Piece {
  return {
    length,
    read(position, target) {
      for (let done = 0; done < target.length; ) {
        const count = readSync(fd, target, done, target.length - done, start + position + done);
        if (count === 0) throw new Error("the file has become shorter while it was sent");
        done += count;
      }
    },
  };
}

/** The sum of the lengths of some pieces. */
export function lengthOf(pieces: readonly Piece[]): number {
  let sum = 0;
  for (const { length } of pieces) sum += length;
  return sum;
}

/** Pieces in the course of being sent. */
export class Output {
  readonly #pieces: Piece[];
  /** How much of the first piece was read. */
  #position = 0;
  #chunk: Uint8Array = new Uint8Array(0);
  #left: number;
  #begun = false;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = [...pieces];
    this.#left = lengthOf(pieces);
  }

  /** Whether a part of it was sent. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What is to be sent next; nothing at the end. Throws when a file cannot be read. */
  next(): Uint8Array {
    if (this.#chunk.length === 0 && this.#left > 0) this.#chunk = this.#read();
    return this.#chunk;
  }

  /** Notes that so many bytes of `next()` were sent; whether these were the last ones. */
  sent(count: number): boolean {
    this.#begun ||= count > 0;
    this.#chunk = this.#chunk.subarray(count);
    return this.#chunk.length === 0 && this.#left === 0;
  }

  /** Reads on, over the ends of pieces: a header and a small body travel in one packet. */
  #read(): Uint8Array {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, this.#left));
    for (let filled = 0; filled < chunk.length; ) {
      const piece = this.#pieces[0] as Piece;
      const count = Math.min(piece.length - this.#position, chunk.length - filled);
      piece.read(this.#position, chunk.subarray(filled, filled + count));
      filled += count;
      this.#position += count;
      if (this.#position === piece.length) {
        this.#pieces.shift();
        this.#position = 0;
      }
    }
    this.#left -= chunk.length;
    return chunk;
  }
}
