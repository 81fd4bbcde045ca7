/**
 * The bytes of a response, sent piece by piece, so that a large file is never in memory as a whole.
 */
import { readSync } from "node:fs";
import { EMPTY_BYTES } from "./bytes.js";

/** The maximum size of a chunk in memory. */
const MAX_CHUNK_BYTES = 64 * 1024;

/**
 * The maximum number of bytes of a file that are sent at a time, before other clients get a turn.
 */
const MAX_FILE_BYTES = 256 * 1024;

/** A range of an open file, which sendfile(2) sends without copying it to user space. */
export interface FileRange {
  /** The descriptor of the file. */
  readonly fd: number;
  /** The offset of the first byte. */
  readonly start: number;
  /** The length in bytes. */
  readonly length: number;
}

/** A part of a response: bytes in memory, or a range of a file. */
export interface BodyPart {
  /** The length in bytes. */
  readonly length: number;
  /** The whole part, if it is in memory as bytes; must not be modified. */
  readonly bytes?: Uint8Array;
  /** The whole part, if it is in a file. */
  readonly range?: FileRange;
  /**
   * Copies `count` bytes of the part, starting at `position`, to `target` at `offset`. Throws if
   * the file cannot be read or has been truncated.
   */
  read(position: number, count: number, target: Buffer, offset: number): void;
}

/** Returns a part with these bytes. */
export function bytesPart(bytes: Buffer): BodyPart {
  return {
    length: bytes.length,
    bytes,
    read(position, count, target, offset) {
      bytes.copy(target, offset, position, position + count);
    },
  };
}

/** Returns a part with a text that is encoded as one byte per character. */
export function latin1Part(text: string): BodyPart {
  return {
    length: text.length,
    read(position, count, target, offset) {
      const part = count === text.length ? text : text.slice(position, position + count);
      target.write(part, offset, "latin1");
    },
  };
}

/** Returns a part with `length` bytes of an open file, starting at offset `start`. */
export function filePart(fd: number, start: number, length: number): BodyPart {
  return {
    length,
    range: { fd, start, length },
    read(position, count, target, offset) {
      for (let done = 0; done < count; ) {
        const size = readSync(fd, target, offset + done, count - done, start + position + done);
        if (size === 0) throw new Error("the file was truncated while it was being sent");
        done += size;
      }
    },
  };
}

/** Joins parts to one part in memory. Throws if one of them cannot be read. */
export function joinParts(parts: readonly BodyPart[]): BodyPart {
  const bytes = Buffer.allocUnsafeSlow(totalLength(parts));
  let filled = 0;
  for (const part of parts) {
    part.read(0, part.length, bytes, filled);
    filled += part.length;
  }
  return bytesPart(bytes);
}

/** Returns the sum of the lengths of `parts` in bytes. */
export function totalLength(parts: readonly BodyPart[]): number {
  let sum = 0;
  for (const { length } of parts) sum += length;
  return sum;
}

/** The parts of a response that is being sent, and how far they have been sent. */
export class Output {
  readonly #parts: readonly BodyPart[];
  /** The index of the part to read next. */
  #part = 0;
  /** The number of bytes of that part that have been read. */
  #position = 0;
  #chunk: Uint8Array | FileRange = EMPTY_BYTES;
  /** The number of bytes of all parts that have not been read. */
  #unread: number;
  #begun = false;

  constructor(parts: readonly BodyPart[]) {
    this.#parts = parts;
    this.#unread = totalLength(parts);
  }

  /** Whether any byte has been sent. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Returns the bytes to send next; empty at the end. Throws if a file cannot be read. The first
   * chunk is read into memory, so that such an error shows before the status line has been sent.
   */
  next(): Uint8Array | FileRange {
    if (this.#chunk.length === 0 && this.#unread > 0)
      this.#chunk = this.#nextRange() ?? this.#readChunk();
    return this.#chunk;
  }

  /**
   * Called when `count` bytes of `next()` have been sent. Returns whether everything has been sent.
   */
  sent(count: number): boolean {
    this.#begun ||= count > 0;
    this.#chunk = count === this.#chunk.length ? EMPTY_BYTES : skipBytes(this.#chunk, count);
    return this.#chunk.length === 0 && this.#unread === 0;
  }

  /**
   * Returns the next range of a file; `null` before the first byte is sent, and for a part in
   * memory.
   */
  #nextRange(): FileRange | null {
    const { range } = this.#parts[this.#part] as BodyPart;
    if (!this.#begun || range === undefined) return null;
    const start = range.start + this.#position;
    const length = Math.min(MAX_FILE_BYTES, range.length - this.#position);
    this.#advance(length);
    return { fd: range.fd, start, length };
  }

  /**
   * Reads the next chunk across parts, so that a header and a small body are sent in one packet.
   */
  #readChunk(): Uint8Array {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && first?.bytes !== undefined) {
      this.#advance(first.length);
      return first.bytes;
    }
    const chunk = Buffer.allocUnsafe(Math.min(MAX_CHUNK_BYTES, this.#unread));
    for (let filled = 0; filled < chunk.length; ) {
      const part = this.#parts[this.#part] as BodyPart;
      const count = Math.min(part.length - this.#position, chunk.length - filled);
      part.read(this.#position, count, chunk, filled);
      filled += count;
      this.#advance(count);
    }
    return chunk;
  }

  /** Advances the position by `count` bytes, to the next part at the end of one. */
  #advance(count: number): void {
    this.#unread -= count;
    this.#position += count;
    if (this.#position < (this.#parts[this.#part] as BodyPart).length) return;
    this.#part++;
    this.#position = 0;
  }
}

/** Returns a chunk without its first `count` bytes. */
function skipBytes(chunk: Uint8Array | FileRange, count: number): Uint8Array | FileRange {
  if (chunk instanceof Uint8Array) return chunk.subarray(count);
  return { fd: chunk.fd, start: chunk.start + count, length: chunk.length - count };
}
