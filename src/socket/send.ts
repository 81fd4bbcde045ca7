/** send(2), sendto(2) and sendfile(2). */
import { constants as os } from "node:os";
import type { Address } from "../address-family.js";
import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, POLLNVAL, SOCK_STREAM } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { typeName } from "../sys/names.js";
import { pollOne } from "../sys/poll-one.js";
import { checkInt, checkInteger } from "../validators.js";
import { deadlineIn } from "../wait/index.js";
import { callWhenReady, NO_EVENT, resultOrNull, WRITABLE } from "./attempt.js";
import { type Data, toBytes } from "./data.js";
import { sockaddrOf } from "./endpoints.js";
import { requireBlocking, type SocketHandle } from "./handle.js";

const { EBADF } = os.errno;

/** The limit of one call; sendfile(2) transfers slightly less than 2 GiB at most. */
const MAX_SENDFILE_BYTES = 2 ** 30;

const fileOffset = new BigInt64Array(1);

export function send(handle: SocketHandle, data: Data, flags: number): Promise<number> {
  return callWhenReady(handle, "send", WRITABLE, flags, () =>
    sendBytes(handle, toBytes(data), flags),
  );
}

export function sendNow(handle: SocketHandle, bytes: Uint8Array): number | null {
  return resultOrNull(handle, "send", sendBytes(handle, bytes, 0));
}

export async function sendall(handle: SocketHandle, data: Data, flags: number): Promise<void> {
  const bytes = toBytes(data);
  const deadline = deadlineIn(handle.timeout);
  let sent = 0;
  do {
    const rest = sent === 0 ? bytes : bytes.subarray(sent);
    const sendRest = (): number => sendBytes(handle, rest, flags);
    sent += await callWhenReady(handle, "sendall", WRITABLE, flags, sendRest, deadline);
  } while (sent < bytes.length);
}

export async function sendto(
  handle: SocketHandle,
  data: Data,
  flags: number,
  address: Address | null,
): Promise<number> {
  const bytes = toBytes(data);
  checkInt("flags", flags);
  const to = address === null ? null : await sockaddrOf(handle.family, address);
  const allFlags = flags | MSG_DONTWAIT | MSG_NOSIGNAL;
  const events = handle.family === AF_UNIX && to !== null ? NO_EVENT : WRITABLE;
  return callWhenReady(handle, "sendto", events, flags, () =>
    libc.sendto(handle.fd, bytes, bytes.length, allFlags, to, to?.length ?? 0),
  );
}

export async function sendfile(
  handle: SocketHandle,
  file: FileDescriptorLike | { readonly fd: number },
  offset: number,
  count: number | null,
): Promise<number> {
  requireBlocking(handle.timeout !== 0, "sendfile()");
  if (handle.type !== SOCK_STREAM) {
    throw new RangeError(`sendfile() needs a SOCK_STREAM socket, not ${typeName(handle.type)}`);
  }
  checkInteger("offset", offset, 0);
  if (count !== null) checkInteger("count", count, 1);
  const source = (file as { readonly fd?: number } | null)?.fd ?? (file as FileDescriptorLike);
  const fd = filenoOf(source, "file");
  if (fd < 0 || (pollOne(fd, 0, 0) & POLLNVAL) !== 0) {
    throw osError(EBADF, "sendfile", `of fd ${fd}`);
  }
  let sent = 0;
  while (count === null || sent < count) {
    const size = Math.min(MAX_SENDFILE_BYTES, (count ?? Number.POSITIVE_INFINITY) - sent);
    const sendPart = (): number => sendFileBytes(handle, fd, offset + sent, size);
    const part = await callWhenReady(handle, "sendfile", WRITABLE, 0, sendPart);
    if (part === 0) break;
    sent += part;
  }
  return sent;
}

export function sendfileNow(
  handle: SocketHandle,
  file: number,
  offset: number,
  count: number,
): number | null {
  return resultOrNull(handle, "sendfile", sendFileBytes(handle, file, offset, count));
}

function sendBytes(handle: SocketHandle, bytes: Uint8Array, flags: number): number {
  return libc.send(handle.fd, bytes, bytes.length, flags | MSG_DONTWAIT | MSG_NOSIGNAL);
}

function sendFileBytes(handle: SocketHandle, file: number, offset: number, count: number): number {
  fileOffset[0] = BigInt(offset);
  return libc.sendfile(handle.fd, file, fileOffset, count);
}
