/** Bytes in hexadecimal. */

/** The bytes in a row of a dump, and the most that are shown of a part. */
export const ROW = 16;

/** `47 45 54`. */
export function hex(bytes: Buffer): string {
  return bytes.toString("hex").replace(/..(?=.)/g, "$& ");
}
