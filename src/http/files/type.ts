/** The media type of a file, and its character set if that is certain. */
import { isUtf8 } from "node:buffer";
import mime from "mime";
import { type FileState, sameState } from "./cache.js";
import { readStart } from "./content.js";

/** Source code, for which the registry has no type or that of another format. */
const SOURCE_CODE = /\.(?:[mc]?ts|tsx|py|rs|go|rb)$/i;

/** How many bytes of a file are read to find its character set. */
const MAX_SAMPLE_BYTES = 1024 * 1024;

/** Markup and style sheets may declare their character set, in this number of bytes at their beginning. */
const DECLARING = /^text\/(?:html|css|xml)$/;
const DECLARATION_BYTES = 1024;
const DECLARATION = /(?:charset|encoding)[\s=]*["']?([\w.:-]+)/i;

const [NUL, ESCAPE] = [0x00, 0x1b];

/** The maximum number of large texts whose type is kept; the one that was added first is dropped first. */
const MAX_TYPES = 256;

/** The media types of files. Keeps those of large texts, of which much must be read. */
export class TextTypes {
  readonly #known = new Map<string, { readonly state: FileState; readonly type: string }>();

  /** @param source The whole content of the file, or its open descriptor. */
  typeOf(path: string, state: FileState, source: Buffer | number): string {
    const type = typeOf(path);
    if (!type.startsWith("text/")) return type;
    if (typeof source !== "number") return withCharset(type, source, source.length);
    const known = this.#known.get(path);
    if (known !== undefined && sameState(known.state, state)) return known.type;
    const found = withCharset(type, readStart(source, MAX_SAMPLE_BYTES), Number(state.size));
    this.#known.delete(path);
    const [oldest] = this.#known.keys();
    if (this.#known.size === MAX_TYPES && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(path, { state, type: found });
    return found;
  }
}

/** Returns the media type of a file by its extension, without parameters. */
function typeOf(path: string): string {
  if (SOURCE_CODE.test(path)) return "text/plain";
  return mime.getType(path) ?? "application/octet-stream";
}

/** Returns the coding of a file whose media type is that of its content when decoded. */
export function encodingOf(path: string): "gzip" | undefined {
  return /\.svgz$/i.test(path) ? "gzip" : undefined;
}

/**
 * Returns the media type of a text with `charset=utf-8` if that is certain, as the parameter outweighs
 * what the text declares. `bytes` is the beginning of a file of `size` bytes.
 */
function withCharset(type: string, bytes: Buffer, size: number): string {
  if (DECLARING.test(type)) {
    const start = bytes.toString("latin1", 0, DECLARATION_BYTES);
    const declared = DECLARATION.exec(start)?.[1];
    if (declared !== undefined && !/^utf-?8$/i.test(declared)) return type;
  }
  const isSample = bytes.length < size;
  return isTextInUtf8(isSample ? wholeCharacters(bytes) : bytes, isSample)
    ? `${type}; charset=utf-8`
    : type;
}

function isTextInUtf8(bytes: Buffer, isSample: boolean): boolean {
  if (!isUtf8(bytes)) return false;
  // ASCII alone may be UTF-16, or a coding that switches its alphabet by escape sequences.
  if (bytes.includes(NUL) || bytes.includes(ESCAPE)) return false;
  // The rest of the file may be in any character set that extends ASCII.
  return !isSample || bytes.some((byte) => byte > 0x7f);
}

/** Returns the bytes without a character that may be cut at their end. */
function wholeCharacters(bytes: Buffer): Buffer {
  const start = Math.max(0, bytes.length - 3);
  for (let end = bytes.length; end > start; end--) {
    // The first byte of a character is not one of those that continue it.
    const first = bytes[end - 1] as number;
    if (first >= 0xc0) return bytes.subarray(0, end - 1);
    if (first < 0x80) break;
  }
  return bytes;
}
