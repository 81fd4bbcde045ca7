/** Formats socket options as strace(1) does. */

import {
  AF_INET,
  AF_INET6,
  IP_ADD_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_JOIN_GROUP,
  IPV6_LEAVE_GROUP,
  SO_ERROR,
  SO_LINGER,
  SO_PEERCRED,
  SOL_SOCKET,
} from "../../constants.js";
import { errnoName } from "../../errors.js";
import { formatHost } from "../../net/sockaddr.js";
import { ipMreq, ipv6Mreq, linger, sockaddrIn, sockaddrIn6, ucred } from "../../sys/structs.js";
import { type Args, type Formatter, filledIn } from "./formatters.js";
import * as names from "./names.js";
import { nameOf, POINTER, quotedStart } from "./text.js";

const prefixes = new Map([
  [SOL_SOCKET, "SO_"],
  [IPPROTO_IP, "IP_"],
  [IPPROTO_TCP, "TCP_"],
  [IPPROTO_IPV6, "IPV6_"],
]);

/** Formats an option by its name, or as a number at a level without a table of names. */
export const option: Formatter<number> = (value, { level }) => {
  const table = names.options.get(level as number);
  return table === undefined
    ? `${value}`
    : nameOf(value, table, prefixes.get(level as number) ?? "");
};

/** The value passed to setsockopt(2). */
export const optionIn: Formatter<Uint8Array> = (bytes, args) => optionOf(bytes, args);

/** The value filled in by getsockopt(2). */
export const optionOut = filledIn<Uint8Array>((bytes, args) =>
  optionOf(bytes.subarray(0, (args.length as Uint32Array)[0]), args),
);

function optionOf(bytes: Uint8Array, { level, name }: Args): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const int = (offset: number): number => view.getInt32(offset, true);
  if (level === SOL_SOCKET && name === SO_LINGER && bytes.length === linger.size) {
    return `{l_onoff=${int(linger.onoff)}, l_linger=${int(linger.linger)}}`;
  }
  if (level === IPPROTO_IP && (name === IP_ADD_MEMBERSHIP || name === IP_DROP_MEMBERSHIP)) {
    const group = inetAddress(AF_INET, bytes, ipMreq.multiaddr);
    const local = inetAddress(AF_INET, bytes, ipMreq.interface);
    return `{imr_multiaddr=inet_addr("${group}"), imr_interface=inet_addr("${local}")}`;
  }
  if (level === IPPROTO_IPV6 && (name === IPV6_JOIN_GROUP || name === IPV6_LEAVE_GROUP)) {
    const group = inetAddress(AF_INET6, bytes, ipv6Mreq.multiaddr);
    const index = int(ipv6Mreq.interface);
    return `{inet_pton(AF_INET6, "${group}", &ipv6mr_multiaddr), ipv6mr_interface=${index}}`;
  }
  if (level === SOL_SOCKET && name === SO_PEERCRED) {
    const fields = Object.entries({ pid: ucred.pid, uid: ucred.uid, gid: ucred.gid });
    // A short buffer contains only the first members.
    const present = fields.filter(([, offset]) => offset + 4 <= bytes.length);
    return `{${present.map(([field, offset]) => `${field}=${int(offset)}`).join(", ")}}`;
  }
  if (bytes.length === 0) return POINTER;
  if (bytes.length !== 4) return quotedStart(bytes);
  const value = int(0);
  if (level === SOL_SOCKET && name === SO_ERROR && value > 0) return `[${errnoName(value)}]`;
  return `[${value}]`;
}

function inetAddress(family: number, bytes: Uint8Array, offset: number): string {
  const { addrSize } = family === AF_INET ? sockaddrIn : sockaddrIn6;
  return formatHost(family, bytes.subarray(offset, offset + addrSize));
}
