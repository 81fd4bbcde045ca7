/** Formats the messages of sendmsg(2) and recvmsg(2) as strace(1) does. */
import {
  AF_INET,
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVOPTS,
  IP_RETOPTS,
  IP_TOS,
  IP_TTL,
  IPPROTO_IP,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SOL_SOCKET,
} from "../../constants.js";
import { formatHost } from "../../net/sockaddr.js";
import { type AncillaryItem, descriptorsIn, itemsIn } from "../../socket/ancillary.js";
import { memoryAt } from "../../sys/libc.js";
import { if_nameindex } from "../../sys/netdb.js";
import {
  cmsghdr,
  IovecArray,
  inPktinfo,
  Msghdr,
  sockaddrIn,
  sockExtendedErr,
  ucred,
} from "../../sys/structs.js";
import type { Formatter } from "./formatters.js";
import * as names from "./names.js";
import { flagsOf, nameOf, POINTER, quotedStart, sockaddrOf } from "./text.js";

/** A message to send. */
export const messageIn: Formatter<Uint8Array> = (bytes) => {
  const header = new Msghdr(bytes);
  return messageOf(header, header.nameLength, Number.POSITIVE_INFINITY);
};

/** A received message; the result is the number of its bytes. */
export const messageOut: Formatter<Uint8Array> = (bytes) => {
  const header = new Msghdr(bytes);
  const nameSize = header.nameLength;
  return (count) => (count < 0 ? `{msg_namelen=${nameSize}}` : messageOf(header, nameSize, count));
};

function messageOf(header: Msghdr, nameSize: number, count: number): string {
  const { nameLength, iovLength, controlLength } = header;
  const members = {
    msg_name: header.name === 0n ? "NULL" : nameOfMessage(header, nameSize),
    msg_namelen: nameLength === nameSize ? `${nameSize}` : `${nameSize} => ${nameLength}`,
    msg_iov: header.iov === 0n ? "NULL" : buffersOf(header, count),
    msg_iovlen: iovLength,
    ...(controlLength > 0 && { msg_control: controlOf(header) }),
    msg_controllen: controlLength,
    msg_flags: flagsOf(header.flags, names.messageFlags, "MSG_"),
  };
  return structOf(members);
}

function structOf(members: Readonly<Record<string, string | number>>): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")}}`;
}

/** The kernel returns the full length of an address, even if it was truncated. */
function nameOfMessage({ name, nameLength }: Msghdr, size: number): string {
  return sockaddrOf(memoryAt(name, Math.min(size, nameLength)));
}

/** Formats the buffers, with the first `count` bytes of their contents. */
function buffersOf({ iov, iovLength }: Msghdr, count: number): string {
  const buffers = new IovecArray(memoryAt(iov, iovLength * IovecArray.SIZE));
  let left = count;
  const texts = Array.from({ length: iovLength }, (_, index) => {
    const [base, size] = [buffers.base(index), buffers.size(index)];
    const used = Math.min(left, size);
    left -= used;
    const content = base === 0n ? "NULL" : quotedStart(memoryAt(base, used));
    return structOf({ iov_base: content, iov_len: size });
  });
  return `[${texts.join(", ")}]`;
}

function controlOf({ control, controlLength }: Msghdr): string {
  if (controlLength < cmsghdr.size) return POINTER;
  return `[${[...itemsIn(memoryAt(control, controlLength))].map(itemOf).join(", ")}]`;
}

function itemOf(item: AncillaryItem<Uint8Array>): string {
  const [level, type, data] = item;
  const content = contentOf(item);
  return structOf({
    cmsg_len: cmsghdr.size + data.length,
    cmsg_level: nameOf(level, names.levels, "SOL_"),
    cmsg_type: typeOf(level, type),
    ...(content !== null && { cmsg_data: content }),
  });
}

/** Only these levels have names for their types. */
function typeOf(level: number, type: number): string {
  if (level === SOL_SOCKET) return nameOf(type, names.ancillaryTypes, "SCM_");
  const options = level === IPPROTO_IP ? names.options.get(level) : undefined;
  return options === undefined ? `0x${(type >>> 0).toString(16)}` : nameOf(type, options, "IP_");
}

/** Returns `null` for data of an unknown type, and for data that is too short for its type. */
function contentOf(item: AncillaryItem<Uint8Array>): string | null {
  const [level, type, data] = item;
  const format = formats.get(level)?.get(type);
  if (format === undefined || data.length < format.minSize) return null;
  return format.text(new DataView(data.buffer, data.byteOffset, data.byteLength), item);
}

interface Format {
  readonly minSize: number;
  text(view: DataView, item: AncillaryItem<Uint8Array>): string;
}

const descriptors: Format = {
  minSize: 4,
  text: (_, item) => `[${descriptorsIn(item).join(", ")}]`,
};

const credentials: Format = {
  minSize: ucred.size,
  text: (view) =>
    structOf({
      pid: view.getInt32(ucred.pid, true),
      uid: view.getUint32(ucred.uid, true),
      gid: view.getUint32(ucred.gid, true),
    }),
};

const packetInfo: Format = {
  minSize: inPktinfo.size,
  text: (view) =>
    structOf({
      ipi_ifindex: interfaceOf(view.getInt32(inPktinfo.ifindex, true)),
      ipi_spec_dst: inetAddress(view, inPktinfo.specDst),
      ipi_addr: inetAddress(view, inPktinfo.addr),
    }),
};

function interfaceOf(index: number): string {
  const [, name] = if_nameindex().find(([number]) => number === index) ?? [];
  return name === undefined ? `${index}` : `if_nametoindex("${name}")`;
}

function inetAddress(view: DataView, offset: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, sockaddrIn.addrSize);
  return `inet_addr("${formatHost(AF_INET, bytes)}")`;
}

const timeToLive: Format = { minSize: 4, text: (view) => `[${view.getInt32(0, true)}]` };

/** An error of `MSG_ERRQUEUE`, followed by the address of the host that reported it. */
const extendedError: Format = {
  minSize: sockExtendedErr.size,
  text: (view, [, , data]) =>
    structOf({
      ee_errno: view.getUint32(sockExtendedErr.errno, true),
      ee_origin: view.getUint8(sockExtendedErr.origin),
      ee_type: view.getUint8(sockExtendedErr.type),
      ee_code: view.getUint8(sockExtendedErr.code),
      ee_info: view.getUint32(sockExtendedErr.info, true),
      ee_data: view.getUint32(sockExtendedErr.data, true),
      offender: sockaddrOf(data.subarray(sockExtendedErr.size)),
    }),
};

const bytes: Format = {
  minSize: 1,
  text: (_, [, , data]) => {
    const texts = Array.from(data, (byte) => (byte === 0 ? "0" : `0x${byte.toString(16)}`));
    return `[${texts.join(", ")}]`;
  },
};

/** By level and type. */
const formats: ReadonlyMap<number, ReadonlyMap<number, Format>> = new Map([
  [
    SOL_SOCKET,
    new Map([
      [SCM_RIGHTS, descriptors],
      [SCM_CREDENTIALS, credentials],
    ]),
  ],
  [
    IPPROTO_IP,
    new Map([
      [IP_PKTINFO, packetInfo],
      [IP_TTL, timeToLive],
      [IP_RECVERR, extendedError],
      [IP_TOS, bytes],
      [IP_RECVOPTS, bytes],
      [IP_RETOPTS, bytes],
    ]),
  ],
]);
