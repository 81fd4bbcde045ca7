/** The names of address families and socket types. */
import { platform } from "./platform.js";

const { AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC, AF_VSOCK } = platform.constants;
const { SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_STREAM } = platform.constants;

export const familyNames: ReadonlyMap<number, string> = new Map([
  [AF_UNSPEC, "AF_UNSPEC"],
  [AF_UNIX, "AF_UNIX"],
  [AF_INET, "AF_INET"],
  [AF_INET6, "AF_INET6"],
  [AF_VSOCK, "AF_VSOCK"],
]);

/** By type, without flags such as `SOCK_NONBLOCK`. */
export const typeNames: ReadonlyMap<number, string> = new Map([
  [SOCK_STREAM, "SOCK_STREAM"],
  [SOCK_DGRAM, "SOCK_DGRAM"],
  [SOCK_RAW, "SOCK_RAW"],
  [SOCK_RDM, "SOCK_RDM"],
  [SOCK_SEQPACKET, "SOCK_SEQPACKET"],
]);

export function typeName(type: number): string {
  return typeNames.get(type) ?? `type ${type}`;
}

/** The family and type of a socket, such as `AF_INET SOCK_STREAM`. */
export function kindOf(family: number, type: number): string {
  return `${familyNames.get(family) ?? `family ${family}`} ${typeName(type)}`;
}
