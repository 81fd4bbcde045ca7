/** What the options of a socket look like in strace(1). */

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
import { textOf } from "../../net/sockaddr.js";
import { type Args, filledIn, type Show } from "./formatters.js";
import * as names from "./names.js";
import { nameOf, POINTER, quotedStart } from "./text.js";

const prefixes = new Map([
  [SOL_SOCKET, "SO_"],
  [IPPROTO_IP, "IP_"],
  [IPPROTO_TCP, "TCP_"],
  [IPPROTO_IPV6, "IPV6_"],
]);

/** Its name, where the level is one whose options have names. */
export const option: Show<number> = (value, { level }) => {
  const table = names.options.get(level as number);
  return table === undefined
    ? `${value}`
    : nameOf(value, table, prefixes.get(level as number) ?? "");
};

/** The value of an option that is set. */
export const optionGiven: Show<Uint8Array> = (bytes, args) => optionOf(bytes, args);

/** The value of an option that is asked for. */
export const optionAnswer = filledIn<Uint8Array>((bytes, args) =>
  optionOf(bytes.subarray(0, (args.length as Uint32Array)[0]), args),
);

function optionOf(bytes: Uint8Array, { level, name }: Args): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ints = (...labels: string[]): string =>
    `{${labels.map((label, index) => `${label}=${view.getInt32(index * 4, true)}`).join(", ")}}`;
  if (level === SOL_SOCKET && name === SO_LINGER && bytes.length === 8) {
    return ints("l_onoff", "l_linger");
  }
  if (level === IPPROTO_IP && (name === IP_ADD_MEMBERSHIP || name === IP_DROP_MEMBERSHIP)) {
    const [group, local] = [0, 4].map((at) => textOf(AF_INET, bytes.subarray(at, at + 4)));
    return `{imr_multiaddr=inet_addr("${group}"), imr_interface=inet_addr("${local}")}`;
  }
  if (level === IPPROTO_IPV6 && (name === IPV6_JOIN_GROUP || name === IPV6_LEAVE_GROUP)) {
    const group = textOf(AF_INET6, bytes.subarray(0, 16));
    const index = view.getInt32(16, true);
    return `{inet_pton(AF_INET6, "${group}", &ipv6mr_multiaddr), ipv6mr_interface=${index}}`;
  }
  if (level === SOL_SOCKET && name === SO_PEERCRED) {
    return ints(...["pid", "uid", "gid"].slice(0, bytes.length / 4));
  }
  if (bytes.length === 0) return POINTER;
  if (bytes.length !== 4) return quotedStart(bytes);
  const value = view.getInt32(0, true);
  if (level === SOL_SOCKET && name === SO_ERROR && value > 0) return `[${errnoName(value)}]`;
  return `[${value}]`;
}
