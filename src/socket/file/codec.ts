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

/** What stands for a byte without a character. */
const NO_CHARACTER = "\ufffd";

const LATIN1 = Buffer.from(Array.from({ length: 128 }, (_, index) => 0x80 + index)).toString(
  "latin1",
);
const CP1252_ONLY = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ";
const CP1252 = CP1252_ONLY + LATIN1.slice(CP1252_ONLY.length);

/** The characters from 0x80 on. Before Node 23, TextDecoder reads windows-1252 as latin1. */
const UPPER_HALVES: ReadonlyMap<string, string> = new Map([
  ["latin1", LATIN1],
  ["ascii", NO_CHARACTER.repeat(128)],
  ["cp1252", CP1252],
  ["windows-1252", CP1252],
]);

const BYTE_ORDER_MARKS: ReadonlyMap<string, string> = new Map([
  ["fffe", "utf-16-le"],
  ["feff", "utf-16be"],
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
  const name = standardName(encoding);
  const known = WRITABLE.get(name);
  const upperHalf = UPPER_HALVES.get(known ?? name);
  if (upperHalf !== undefined) return singleByteDecoder(encoding, upperHalf, errors);
  if (name === "utf-16") return utf16Decoder(errors);
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

/** As in Python, the text must begin with a byte order mark. */
function utf16Decoder(errors: EncodingErrors): Decoder {
  let decoder: Decoder | undefined;
  let start = Buffer.alloc(0);
  return {
    decode(bytes, final) {
      if (decoder !== undefined) return decoder.decode(bytes, final);
      start = Buffer.concat([start, bytes]);
      if (start.length < 2 && !(final && start.length > 0)) return "";
      const mark = start.toString("hex", 0, 2);
      const encoding = BYTE_ORDER_MARKS.get(mark);
      if (encoding === undefined) {
        throw new RangeError("the received bytes are not utf-16: they have no byte order mark");
      }
      decoder = decoderOf(encoding, errors);
      return decoder.decode(start.subarray(2), final);
    },
  };
}

function singleByteDecoder(encoding: string, upperHalf: string, errors: EncodingErrors): Decoder {
  return {
    decode(bytes) {
      const text = Buffer.from(bytes)
        .toString("latin1")
        .replace(
          /[\x80-\xff]/g,
          (character) => upperHalf[character.charCodeAt(0) - 0x80] as string,
        );
      if (errors === "replace" || !text.includes(NO_CHARACTER)) return text;
      throw new RangeError(`the received bytes are not ${encoding}`);
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
