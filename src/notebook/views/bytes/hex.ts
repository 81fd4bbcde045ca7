/** Bytes in hexadecimal. */

/** The number of bytes in a row of a dump, and the maximum that is shown of a part. */
export const ROW = 16;

/** `47 45 54`. */
export function hex(bytes: Buffer): string {
  return bytes.toString("hex").replace(/..(?=.)/g, "$& ");
}
