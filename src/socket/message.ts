/** sendmsg(2) and recvmsg(2): messages in several buffers, with ancillary data. */
import { constants as os } from "node:os";
import type { Address } from "../address-family.js";
import {
  AF_UNIX,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  POLLERR,
} from "../constants.js";
import { decodeAddress } from "../net/sockaddr.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { IovecArray, Msghdr, SOCKADDR_STORAGE_SIZE } from "../sys/structs.js";
import { checkInt, checkSize } from "../validators.js";
import {
  type AncillaryItem,
  closeDescriptors,
  decodeAncillary,
  encodeAncillary,
  itemsIn,
} from "./ancillary.js";
import { callWhenReady, NO_EVENT, READABLE, WRITABLE } from "./attempt.js";
import { copyOf, type Data, listOf, startOf, toBytes } from "./data.js";
import { sockaddrOf } from "./endpoints.js";
import type { SocketHandle } from "./handle.js";
import { bufferFor, hasShutDown, waitsForAll } from "./receive.js";

const { EAGAIN } = os.errno;

/** What recvmsg(2) returns, with `T` for the data. */
export type Received<T> = [
  data: T,
  ancdata: AncillaryItem[],
  msgFlags: number,
  address: Address | null,
];

export async function sendmsg(
  handle: SocketHandle,
  buffers: Iterable<Data>,
  ancdata: Iterable<AncillaryItem<ArrayBufferView>>,
  flags: number,
  address: Address | null,
): Promise<number> {
  const control = encodeAncillary(ancdata);
  return sendWithControl(handle, buffers, () => control, flags, address);
}

/** `control` returns the control buffer for the next attempt. */
export async function sendWithControl(
  handle: SocketHandle,
  buffers: Iterable<Data>,
  control: () => Uint8Array,
  flags: number,
  address: Address | null,
): Promise<number> {
  const parts = listOf("buffers", buffers).map(toBytes);
  checkInt("flags", flags);
  const to = address === null ? null : await sockaddrOf(handle.family, address);
  const allFlags = flags | MSG_DONTWAIT | MSG_NOSIGNAL;
  const events = handle.family === AF_UNIX && to !== null ? NO_EVENT : WRITABLE;
  return callWhenReady(handle, "sendmsg", events, flags, () =>
    new Message(to, parts, control()).pass(libc.sendmsg, handle.fd, allFlags),
  );
}

export async function recvmsg(
  handle: SocketHandle,
  bufsize: number,
  ancbufsize: number,
  flags: number,
): Promise<Received<Buffer>> {
  checkSize("ancbufsize", ancbufsize);
  if (waitsForAll(handle, flags)) return receiveAll(handle, bufsize, ancbufsize, flags);
  return callWhenReady(handle, "recvmsg", READABLE, flags, () => {
    const buffer = bufferFor(bufsize, flags);
    const parts = [buffer.subarray(0, bufsize)];
    // With MSG_TRUNC, recvmsg(2) returns the length of the datagram, which may be longer.
    const copy = (count: number): Buffer => copyOf(buffer, Math.min(count, bufsize));
    return receive(handle, parts, ancbufsize, flags, copy);
  });
}

export async function recvmsgInto(
  handle: SocketHandle,
  buffers: Iterable<Uint8Array>,
  ancbufsize: number,
  flags: number,
): Promise<Received<number>> {
  checkSize("ancbufsize", ancbufsize);
  const parts = listOf("buffers", buffers).map((buffer) => startOf(buffer, 0));
  if (waitsForAll(handle, flags)) return fill(handle, parts, ancbufsize, flags);
  return callWhenReady(handle, "recvmsg", READABLE, flags, () =>
    receive(handle, parts, ancbufsize, flags, (count) => count),
  );
}

/** Receives once. Returns `-errno`, or the message with what `valueFor` makes of the number of bytes. */
function receive<T>(
  handle: SocketHandle,
  parts: readonly Uint8Array[],
  ancbufsize: number,
  flags: number,
  valueFor: (count: number) => T,
): number | Received<T> {
  const name = new Uint8Array(SOCKADDR_STORAGE_SIZE);
  const message = new Message(name, parts, Buffer.allocUnsafeSlow(ancbufsize));
  const allFlags = flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
  const count = message.pass(libc.recvmsg, handle.fd, allFlags);
  if (count === -EAGAIN && hasShutDown(handle, flags)) return [valueFor(0), [], 0, null];
  if (count < 0) return count;
  const { header, control } = message;
  const received = control.subarray(0, header.controlLength);
  try {
    // The kernel reports this flag because the call had it; the caller has not set it.
    const msgFlags = header.flags & ~(MSG_CMSG_CLOEXEC & ~flags);
    const address = decodeAddress(name, header.nameLength);
    return [valueFor(count), decodeAncillary(received), msgFlags, address];
  } catch (error) {
    closeDescriptors(itemsIn(received));
    throw error;
  }
}

async function receiveAll(
  handle: SocketHandle,
  bufsize: number,
  ancbufsize: number,
  flags: number,
): Promise<Received<Buffer>> {
  checkSize("bufsize", bufsize);
  const buffer = Buffer.alloc(bufsize);
  const [count, ...rest] = await fill(handle, [buffer], ancbufsize, flags);
  return [buffer.subarray(0, count), ...rest];
}

/** Receives until the buffers are full, the stream ends, or ancillary data arrives, as the kernel does. */
async function fill(
  handle: SocketHandle,
  parts: readonly Uint8Array[],
  ancbufsize: number,
  flags: number,
): Promise<Received<number>> {
  let rest = parts;
  let total = 0;
  const receiveMore = (): number | Received<number> => {
    // After some bytes, leave a pending error to the next call, as the kernel does.
    if (total > 0 && (pollOne(handle.fd, 0, 0) & POLLERR) !== 0) return [0, [], 0, null];
    return receive(handle, rest, ancbufsize, flags, (count) => count);
  };
  while (true) {
    const received = await callWhenReady(handle, "recvmsg", READABLE, flags, receiveMore);
    const [count, ancdata, msgFlags, address] = received;
    total += count;
    rest = after(rest, count);
    const hasAncillary = ancdata.length > 0 || (msgFlags & MSG_CTRUNC) !== 0;
    if (count === 0 || rest.length === 0 || hasAncillary)
      return [total, ancdata, msgFlags, address];
  }
}

/** Returns what is left of the buffers after the first `count` bytes. */
function after(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  const rest = parts.map((part) => {
    const used = Math.min(left, part.length);
    left -= used;
    return part.subarray(used);
  });
  return rest.filter((part) => part.length > 0);
}

/** The messages of calls that are being made, because the garbage collector does not see addresses. */
const passing = new Set<Message>();

/** A `msghdr` and what it points to. */
class Message {
  readonly header: Msghdr = new Msghdr();
  readonly #iov: IovecArray;

  constructor(
    readonly name: Uint8Array | null,
    readonly parts: readonly Uint8Array[],
    readonly control: Uint8Array,
  ) {
    this.#iov = IovecArray.allocate(parts.length);
    for (const [index, part] of parts.entries()) {
      this.#iov.set(index, libc.addressOf(part), part.length);
    }
    if (name !== null) this.header.setName(libc.addressOf(name), name.length);
    this.header.setIov(libc.addressOf(this.#iov.bytes), parts.length);
    this.header.setControl(libc.addressOf(control), control.length);
  }

  /** Makes a system call with the message. */
  pass(
    call: (fd: number, header: Uint8Array, flags: number) => number,
    fd: number,
    flags: number,
  ): number {
    passing.add(this);
    try {
      return call(fd, this.header.bytes, flags);
    } finally {
      passing.delete(this);
    }
  }
}
