/** Values in the notation of strace(1): strings, sets of flags, addresses. Pure. */

import { AF_INET, AF_INET6, AF_UNIX } from "../../constants.js";
import { decodeAddress } from "../../net/sockaddr.js";

/** Where strace shows the address of a buffer, which nobody can use. */
export const POINTER = "0x...";

/** How many bytes of a string are shown. */
const MAX_STRING = 32;

/** A string in quotes, cut at 32 bytes: then `...` follows. */
export function quotedStart(bytes: Uint8Array): string {
  const start = quoted(bytes.subarray(0, MAX_STRING));
  return bytes.length > MAX_STRING ? `${start}...` : start;
}

const escapes = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
]);

/** A string in quotes, with the escapes of C; what cannot be printed is octal. */
export function quoted(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const escaped = text.replace(/[^ !#-[\]-~]/g, (character, index: number) => {
    const octal = character.charCodeAt(0).toString(8);
    // Three digits where another one follows that would count too.
    const digits = /[0-7]/.test(text.charAt(index + 1)) ? octal.padStart(3, "0") : octal;
    return escapes.get(character) ?? `\\${digits}`;
  });
  return `"${escaped}"`;
}

/** Names by number. */
export type Names = ReadonlyMap<number, string>;

/** One of several names: `AF_INET`; an unknown number is `0x63 /* AF_??? *\/`. */
export function nameOf(value: number, names: Names, unknown: string): string {
  return names.get(value) ?? `${hexadecimal(value)} /* ${unknown}??? */`;
}

/** Names joined by `|`: `MSG_PEEK|MSG_DONTWAIT`; bits without a name come last. */
export function flagsOf(value: number, names: Names, unknown: string): string {
  const present = [...names].filter(([bit]) => (value & bit) !== 0);
  const rest = present.reduce((left, [bit]) => left & ~bit, value);
  const parts = present.map(([, name]) => name);
  if (rest !== 0) {
    parts.push(parts.length > 0 ? hexadecimal(rest) : nameOf(rest, new Map(), unknown));
  }
  return parts.join("|") || "0";
}

function hexadecimal(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/** A `sockaddr` of any of the three families. */
export function sockaddrOf(bytes: Uint8Array): string {
  if (bytes.length < 2) return POINTER;
  const family = new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, true);
  if (bytes.length < (sizes.get(family) ?? 0)) return rawSockaddr(family, bytes);
  const address = decodeAddress(bytes);
  if (typeof address === "string") return unixSockaddr(address);
  const [host = "", port, flowinfo, scopeId] = address ?? [];
  if (family === AF_INET) {
    return `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${host}")}`;
  }
  if (family === AF_INET6) {
    return `{sa_family=AF_INET6, sin6_port=htons(${port}), sin6_flowinfo=htonl(${flowinfo}), inet_pton(AF_INET6, "${host}", &sin6_addr), sin6_scope_id=${scopeId}}`;
  }
  return rawSockaddr(family, bytes);
}

/** The size of a whole `sockaddr`, in bytes. */
const sizes = new Map<number, number>([
  [AF_INET, 16],
  [AF_INET6, 28],
]);

function rawSockaddr(family: number, bytes: Uint8Array): string {
  return `{sa_family=${nameOf(family, families, "AF_")}, sa_data=${quoted(bytes.subarray(2))}}`;
}

const families: Names = new Map([
  [0, "AF_UNSPEC"],
  [AF_UNIX, "AF_UNIX"],
  [AF_INET, "AF_INET"],
  [AF_INET6, "AF_INET6"],
]);

function unixSockaddr(path: string): string {
  if (path === "") return "{sa_family=AF_UNIX}";
  const [at, name] = path.startsWith("\0") ? ["@", path.slice(1)] : ["", path];
  return `{sa_family=AF_UNIX, sun_path=${at}${quoted(Buffer.from(name))}}`;
}
