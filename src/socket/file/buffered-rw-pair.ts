/** The file that reads and writes bytes through two buffers. */
import type { Data } from "../data.js";
import { FileBase, UnsupportedOperation } from "./base.js";
import { BufferedReader } from "./buffered-reader.js";
import { BufferedWriter } from "./buffered-writer.js";
import type { SocketIO } from "./socket-io.js";

/**
 * A stream as a file to read and to write, as `makefile("rwb")` returns it: a `BufferedReader` and a
 * `BufferedWriter`. A read does not flush what was written. See
 * [io.BufferedRWPair](https://docs.python.org/3/library/io.html#io.BufferedRWPair).
 */
export class BufferedRWPair extends FileBase implements AsyncIterable<Buffer> {
  readonly #reader: BufferedReader;
  readonly #writer: BufferedWriter;

  /** Use `makefile()`. */
  constructor(raw: SocketIO, bufferSize: number) {
    super();
    this.#reader = new BufferedReader(raw, bufferSize);
    this.#writer = new BufferedWriter(raw, bufferSize);
  }

  get closed(): boolean {
    return this.#writer.closed;
  }

  /** Throws `UnsupportedOperation`, as in Python. Use `fileno()` of the socket. */
  fileno(): number {
    throw new UnsupportedOperation("fileno: a pair of files has no descriptor", "fileno");
  }

  readable(): boolean {
    return this.#reader.readable();
  }

  writable(): boolean {
    return this.#writer.writable();
  }

  /** Reads as `BufferedReader.read()`. */
  read(size: number | null = -1): Promise<Buffer | null> {
    return this.#reader.read(size);
  }

  /** Reads as `BufferedReader.read1()`. */
  read1(size: number = -1): Promise<Buffer> {
    return this.#reader.read1(size);
  }

  /** Reads as `BufferedReader.readinto()`. */
  readinto(buffer: Uint8Array): Promise<number | null> {
    return this.#reader.readinto(buffer);
  }

  /** Reads as `BufferedReader.readinto1()`. */
  readinto1(buffer: Uint8Array): Promise<number | null> {
    return this.#reader.readinto1(buffer);
  }

  /** Returns the bytes in the buffer, as `BufferedReader.peek()`. */
  peek(size: number = 0): Promise<Buffer> {
    return this.#reader.peek(size);
  }

  /** Reads a line, as `BufferedReader.readline()`. */
  readline(size: number | null = -1): Promise<Buffer> {
    return this.#reader.readline(size);
  }

  /** Reads lines, as `BufferedReader.readlines()`. */
  readlines(hint: number | null = -1): Promise<Buffer[]> {
    return this.#reader.readlines(hint);
  }

  /** Iterates over the lines, with their ends. */
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    return this.#reader[Symbol.asyncIterator]();
  }

  /** Writes as `BufferedWriter.write()`. */
  write(data: Data): Promise<number> {
    return this.#writer.write(data);
  }

  /** Writes each of `lines`. Their ends are not added. */
  writelines(lines: readonly Data[]): Promise<void> {
    return this.#writer.writelines(lines);
  }

  /** Sends what is in the buffer, as `BufferedWriter.flush()`. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  protected override describe(): string {
    return `fd=${this.#reader.fileno()}`;
  }
}
