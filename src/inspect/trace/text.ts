/** Values in the notation of strace(1): strings, sets of flags, addresses. */

import type { UnixAddress } from "../../address-family.js";
import { AF_INET, AF_INET6, AF_UNIX, AF_VSOCK } from "../../constants.js";
import { decodeAddress } from "../../net/sockaddr.js";
import { familyNames } from "../../sys/names.js";
import { platform } from "../../sys/platform.js";
import { sockaddrFamily, sockaddrIn, sockaddrIn6, sockaddrVm } from "../../sys/structs.js";

/** Printed instead of the address of a buffer, which means nothing to the reader. */
export const POINTER = "0x...";

/** The number of bytes that strace prints, the default of its option `-s`. */
const MAX_STRING = 32;

/** Quotes a string; if it is longer than 32 bytes, only those, followed by `...`. */
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

/** Quotes a string with the escapes of C; bytes that are not printable are octal. */
export function quoted(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const escaped = text.replace(/[^ !#-[\]-~]/g, (character, index: number) => {
    const octal = character.charCodeAt(0).toString(8);
    // Three digits if a digit follows, which would otherwise be read as part of the number.
    const digits = /[0-7]/.test(text.charAt(index + 1)) ? octal.padStart(3, "0") : octal;
    return escapes.get(character) ?? `\\${digits}`;
  });
  return `"${escaped}"`;
}

/** Names by number. */
export type Names = ReadonlyMap<number, string>;

/** Returns a name such as `AF_INET`; for an unknown number `0x63 /* AF_??? *\/`. */
export function nameOf(value: number, names: Names, unknown: string): string {
  return names.get(value) ?? `${hexadecimal(value)} /* ${unknown}??? */`;
}

/** Returns names joined by `|`, such as `MSG_PEEK|MSG_DONTWAIT`; bits without a name come last. */
export function flagsOf(value: number, names: Names, unknown: string): string {
  const present = [...names].filter(([bit]) => (value & bit) !== 0);
  const rest = present.reduce((left, [bit]) => left & ~bit, value);
  const parts = present.map(([, name]) => name);
  if (rest !== 0) {
    parts.push(parts.length > 0 ? hexadecimal(rest) : nameOf(rest, new Map(), unknown));
  }
  return parts.join("|") || "0";
}

/** Formats an address or a mask; a negative number as one of 32 bits. */
export function hexadecimal(value: number): string {
  return `0x${(value < 0 ? value >>> 0 : value).toString(16)}`;
}

/** Formats a `sockaddr`; as raw bytes if its family is unknown or it is too short. */
export function sockaddrOf(bytes: Uint8Array): string {
  if (bytes.length < 2) return POINTER;
  const family = sockaddrFamily(bytes);
  if (bytes.length < (sizes.get(family) ?? 0)) return rawSockaddr(family, bytes);
  const address = decodeAddress(bytes);
  if (family === AF_UNIX) return unixSockaddr(address as UnixAddress);
  const [host = "", port = 0, flowinfo, scopeId] = address ?? [];
  if (family === AF_INET) {
    return `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${host}")}`;
  }
  if (family === AF_INET6) {
    return `{sa_family=AF_INET6, sin6_port=htons(${port}), sin6_flowinfo=htonl(${flowinfo}), inet_pton(AF_INET6, "${host}", &sin6_addr), sin6_scope_id=${scopeId}}`;
  }
  if (family === AF_VSOCK) return vsockSockaddr(Number(host), Number(port));
  return rawSockaddr(family, bytes);
}

const sizes = new Map<number, number>([
  [AF_INET, sockaddrIn.size],
  [AF_INET6, sockaddrIn6.size],
  [AF_VSOCK, sockaddrVm.size],
]);

/** Contexts of `AF_VSOCK`. */
const contexts: Names = new Map(
  Object.entries(platform.vsock)
    .filter(([name]) => name.startsWith("VMADDR_CID_"))
    .map(([name, value]) => [value, name]),
);

const { VMADDR_PORT_ANY } = platform.vsock;

function vsockSockaddr(cid: number, port: number): string {
  const context = contexts.get(cid) ?? hexadecimal(cid);
  const number = port === VMADDR_PORT_ANY ? "VMADDR_PORT_ANY" : port && hexadecimal(port);
  return `{sa_family=AF_VSOCK, svm_cid=${context}, svm_port=${number}, svm_flags=0}`;
}

function rawSockaddr(family: number, bytes: Uint8Array): string {
  return `{sa_family=${nameOf(family, familyNames, "AF_")}, sa_data=${quoted(bytes.subarray(2))}}`;
}

function unixSockaddr(path: UnixAddress): string {
  const name = Buffer.from(path as string);
  if (name.length === 0) return "{sa_family=AF_UNIX}";
  const text = name[0] === 0 ? `@${quoted(name.subarray(1))}` : quoted(name);
  return `{sa_family=AF_UNIX, sun_path=${text}}`;
}
