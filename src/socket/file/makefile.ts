/** Makes a file of a socket, as Python's `socket.makefile()`. */
import type { Address } from "../../address-family.js";
import { checkInt, checkOptions, checkText, shown } from "../../validators.js";
import type { SocketBase } from "../base.js";
import { BufferedReader } from "./buffered-reader.js";
import { BufferedRWPair } from "./buffered-rw-pair.js";
import { BufferedWriter } from "./buffered-writer.js";
import { decoderOf, type EncodingErrors, encoderOf } from "./codec.js";
import { NEWLINES, type Newline } from "./newlines.js";
import { DEFAULT_BUFFER_SIZE, SocketIO } from "./socket-io.js";
import { TextIOWrapper } from "./text-io.js";

/** Options of `makefile()`; all but `buffering` are for text. */
export interface FileOptions {
  /** The size of the buffer in bytes; 0 is none, only without text. Default: 8192. */
  readonly buffering?: number | null;
  /**
   * The encoding: `"utf-8"`, `"latin-1"`, `"ascii"`, `"utf-16-le"` or, for reading, any that `TextDecoder` has, such
   * as `"gbk"`. Default: `"utf-8"`.
   */
  readonly encoding?: string | null;
  /**
   * What happens with bytes or characters that the encoding does not have: `"strict"` throws `RangeError`,
   * `"replace"` puts U+FFFD or `"?"` in their place. Default: `"strict"`.
   */
  readonly errors?: EncodingErrors | null;
  /**
   * The end of a line. `null`: `"\n"`, `"\r"` or `"\r\n"`, read as `"\n"`. `""`: the same, as received. Any other: this
   * one, which replaces `"\n"` when writing. Default: `null`.
   */
  readonly newline?: Newline;
}

/** The class of the file that `makefile()` returns for a mode. */
export type FileOf<Mode extends string> = string extends Mode
  ? SocketIO | BufferedReader | BufferedWriter | BufferedRWPair | TextIOWrapper
  : Mode extends `${string}b${string}`
    ? Mode extends `${string}w${string}`
      ? Mode extends `${string}r${string}`
        ? BufferedRWPair
        : BufferedWriter
      : BufferedReader
    : TextIOWrapper;

export function makefile(
  socket: SocketBase<Address>,
  mode: string,
  buffering: number | null | FileOptions,
  options: FileOptions,
): SocketIO | BufferedReader | BufferedWriter | BufferedRWPair | TextIOWrapper {
  if (typeof mode !== "string") throw new TypeError(`mode must be a string, not ${shown(mode)}`);
  if (!/^[rwb]*$/.test(mode)) {
    throw new RangeError(`mode must consist of "r", "w" and "b", not ${shown(mode)}`);
  }
  checkOptions(options);
  // The options may take the place of `buffering`, which is one of them.
  if (typeof buffering === "object" && buffering !== null) {
    checkOptions(buffering);
    return makefile(socket, mode, null, buffering);
  }
  const writing = mode.includes("w");
  const reading = mode.includes("r") || !writing;
  const binary = mode.includes("b");
  const size = bufferSize(buffering ?? options.buffering ?? -1);
  if (size === 0 && !binary) throw new RangeError("buffering must not be 0 for text");
  const settings = binary ? null : textSettings(mode, options, reading, writing);
  const raw = new SocketIO(socket, `${reading ? "r" : ""}${writing ? "w" : ""}`);
  if (size === 0) return raw;
  const Buffered = !writing ? BufferedReader : !reading ? BufferedWriter : BufferedRWPair;
  const buffer = new Buffered(raw, size);
  return settings === null ? buffer : new TextIOWrapper(buffer, settings);
}

function bufferSize(buffering: number): number {
  checkInt("buffering", buffering);
  return buffering < 0 ? DEFAULT_BUFFER_SIZE : buffering;
}

function textSettings(
  mode: string,
  options: FileOptions,
  reading: boolean,
  writing: boolean,
): ConstructorParameters<typeof TextIOWrapper>[1] {
  const encoding = options.encoding ?? "utf-8";
  const errors = options.errors ?? "strict";
  const newline = options.newline ?? null;
  checkText("encoding", encoding);
  if (errors !== "strict" && errors !== "replace") {
    throw wrongChoice("errors", '"strict" or "replace"', errors);
  }
  if (!NEWLINES.includes(newline)) {
    throw wrongChoice("newline", String.raw`null, "", "\n", "\r" or "\r\n"`, newline);
  }
  // Throws for an unknown encoding before the file keeps the descriptor open.
  if (reading) decoderOf(encoding, errors);
  if (writing) encoderOf(encoding, errors);
  return { mode, encoding, errors, newline };
}

/** Returns the error of a value that is not one of a few. */
function wrongChoice(name: string, expected: string, value: unknown): Error {
  const message = `${name} must be ${expected}, not ${shown(value)}`;
  return typeof value === "string" ? new RangeError(message) : new TypeError(message);
}
