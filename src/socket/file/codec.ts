/** Conversion between text and bytes in parts, with Python's names of encodings. */
import { TextDecoder } from "node:util";
import { shown } from "../../validators.js";

/** What happens with bytes or characters that the encoding does not have. */
export type EncodingErrors = "strict" | "replace";

/** Encodings that Node writes, by Python's names in lower case with hyphens. */
const WRITABLE: ReadonlyMap<string, BufferEncoding> = new Map([
  ["utf-8", "utf8"],
  ["utf8", "utf8"],
  ["utf-16-le", "utf16le"],
  ["utf-16le", "utf16le"],
  ["latin-1", "latin1"],
  ["latin1", "latin1"],
  ["iso-8859-1", "latin1"],
  ["ascii", "ascii"],
  ["us-ascii", "ascii"],
]);

/** The last code of the encodings with one byte a character. */
const LAST_CODE: Partial<Record<BufferEncoding, number>> = { latin1: 0xff, ascii: 0x7f };

function standardName(encoding: string): string {
  return encoding.toLowerCase().replaceAll("_", "-");
}

/** Decodes bytes that arrive in parts. */
export interface Decoder {
  /** Decodes the next part. With `final`, incomplete characters at its end are errors. */
  decode(bytes: Uint8Array, final: boolean): string;
}

/** Throws `RangeError` for an encoding that is not known. */
export function decoderOf(encoding: string, errors: EncodingErrors): Decoder {
  const known = WRITABLE.get(standardName(encoding));
  if (known === "latin1" || known === "ascii") return singleByteDecoder(encoding, known, errors);
  const options = { fatal: errors === "strict", ignoreBOM: true };
  const label = known === "utf16le" ? "utf-16le" : (known ?? standardName(encoding));
  const newDecoder = (): TextDecoder => new TextDecoder(label, options);
  let decoder: TextDecoder;
  try {
    decoder = newDecoder();
  } catch {
    throw unknownEncoding(encoding);
  }
  return {
    decode(bytes, final) {
      try {
        return decoder.decode(bytes, { stream: !final });
      } catch {
        decoder = newDecoder();
        throw new RangeError(`the received bytes are not ${encoding}`);
      }
    },
  };
}

function singleByteDecoder(
  encoding: string,
  known: "latin1" | "ascii",
  errors: EncodingErrors,
): Decoder {
  const last = LAST_CODE[known] as number;
  return {
    decode(bytes) {
      const text = Buffer.from(bytes).toString("latin1");
      if (!bytes.some((byte) => byte > last)) return text;
      if (errors === "strict") throw new RangeError(`the received bytes are not ${encoding}`);
      return text.replace(/[\x80-\xff]/g, "\ufffd");
    },
  };
}

/** Encodes text. */
export type Encoder = (text: string) => Buffer;

/** Throws `RangeError` for an encoding that cannot be written. */
export function encoderOf(encoding: string, errors: EncodingErrors): Encoder {
  const known = WRITABLE.get(standardName(encoding));
  if (known === undefined) throw unknownEncoding(encoding);
  const last = LAST_CODE[known] ?? 0x10ffff;
  const fits = (character: string): boolean =>
    (character.codePointAt(0) as number) <= last && !/\p{Surrogate}/u.test(character);
  return (text) => {
    if (/^[\0-\x7f]*$/.test(text) || [...text].every(fits)) return Buffer.from(text, known);
    if (errors === "strict")
      throw new RangeError(`${shown(text)} cannot be encoded as ${encoding}`);
    return Buffer.from([...text].map((one) => (fits(one) ? one : "?")).join(""), known);
  };
}

function unknownEncoding(encoding: string): RangeError {
  const names = [...new Set(WRITABLE.keys())].join(", ");
  return new RangeError(
    `encoding must be ${names}, or one that TextDecoder reads, not ${shown(encoding)}`,
  );
}
