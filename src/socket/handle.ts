/** The handle behind a `Socket`: how it is created, duplicated and closed, and its timeout. */
import { constants as os } from "node:os";
import {
  AF_INET,
  SO_DOMAIN,
  SO_PROTOCOL,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../constants.js";
import { check } from "../errors.js";
import * as libc from "../sys/libc.js";
import { kindOf } from "../sys/names.js";
import { platform } from "../sys/platform.js";
import { checkBoolean, checkFd, checkInt, checkTimeout } from "../validators.js";
import { FdFinalizer } from "../wait/fd-finalizer.js";
import { intOption } from "./sockopt.js";

const { F_DUPFD_CLOEXEC, F_GETFD, FD_CLOEXEC, FIOCLEX, FIONBIO, FIONCLEX } = platform.constants;
const { ECONNRESET, EINTR } = os.errno;

/** Every descriptor is non-blocking; this library, not the kernel, decides whether a call waits. */
export const NEW_FD_FLAGS: number = SOCK_NONBLOCK | SOCK_CLOEXEC;

const finalizer = new FdFinalizer("a socket");

const int = new Int32Array(1);

let defaultTimeout: number | null = null;

/**
 * A socket's descriptor and settings. Pending calls refer to the handle instead of its `Socket`, so the
 * descriptor stays open while a call waits, even if the `Socket` is garbage-collected.
 */
export class SocketHandle {
  /** The descriptor; -1 once it is closed. */
  fd: number;
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** In seconds; `null` waits indefinitely, 0 never waits. */
  timeout: number | null = defaultTimeout;
  /** Called with each connection that a listener accepts. */
  onAccept: ((connection: SocketHandle) => void) | undefined = undefined;

  /** The number of open files of `makefile()`, which keep the descriptor open. */
  files = 0;
  /** Whether the socket was closed, and closes the descriptor with the last of its files. */
  closing = false;

  /** `fd` must be a non-blocking socket. */
  constructor(fd: number, family: number, type: number, proto: number) {
    this.fd = fd;
    this.family = family;
    this.type = type;
    this.proto = proto;
    finalizer.track(this, fd);
  }
}

/** socket(2). As in Python, -1 stands for an argument that is not given. */
export function open(family: number = -1, type: number = -1, proto: number = -1): SocketHandle {
  checkKind(family, type, proto);
  return create(given(family) ?? AF_INET, given(type) ?? SOCK_STREAM, given(proto) ?? 0);
}

function create(family: number, type: number, proto: number): SocketHandle {
  const fd = check(libc.socket(family, type | NEW_FD_FLAGS, proto), "socket", kindOf(family, type));
  return applyNonBlocking(new SocketHandle(fd, family, type & ~NEW_FD_FLAGS, proto), type);
}

function given(value: number | undefined): number | undefined {
  return value === -1 ? undefined : value;
}

/** Checks the arguments of socket(2) that are given. */
export function checkKind(family: number = 0, type: number = 0, proto: number = 0): void {
  checkInt("family", family);
  checkInt("type", type);
  checkInt("proto", proto);
}

/** Takes over an open descriptor; reads values that are omitted or -1 from the kernel. */
export function adopt(
  fileno: number,
  family?: number,
  type?: number,
  proto?: number,
): SocketHandle {
  checkFd("fileno", fileno);
  checkKind(family, type, proto);
  const fd = fileno;
  // Read even when `type` is given, because this throws for a descriptor that is not a socket.
  const actualType = intOption(fd, SOL_SOCKET, SO_TYPE);
  const handleFamily = given(family) ?? intOption(fd, SOL_SOCKET, SO_DOMAIN);
  const handleType = (given(type) ?? actualType) & ~NEW_FD_FLAGS;
  const handleProto = given(proto) ?? intOption(fd, SOL_SOCKET, SO_PROTOCOL);
  int[0] = 1;
  check(libc.ioctl(fd, FIONBIO, int), "ioctl", fd);
  return applyNonBlocking(
    new SocketHandle(fd, handleFamily, handleType, handleProto),
    given(type) ?? 0,
  );
}

function applyNonBlocking(handle: SocketHandle, type: number): SocketHandle {
  if ((type & SOCK_NONBLOCK) !== 0) handle.timeout = 0;
  return handle;
}

/** Returns a duplicate of a descriptor, which child processes do not inherit. */
export function duplicateFd(fd: number): number {
  return check(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0), "fcntl", fd);
}

export function dup(handle: SocketHandle): SocketHandle {
  const { family, type, proto, timeout } = handle;
  const copy = new SocketHandle(duplicateFd(handle.fd), family, type, proto);
  copy.timeout = timeout;
  return copy;
}

export function detach(handle: SocketHandle): number {
  const { fd } = handle;
  if (fd < 0) return fd;
  handle.fd = -1;
  finalizer.untrack(handle, fd);
  return fd;
}

export function close(handle: SocketHandle): void {
  handle.closing = true;
  if (handle.fd >= 0 && handle.files === 0) closeFd(detach(handle));
}

/** Keeps the descriptor open, even if the socket is closed, until `releaseFile()`. */
export function retainFile(handle: SocketHandle): void {
  handle.files++;
}

export function releaseFile(handle: SocketHandle): void {
  handle.files--;
  if (handle.closing) close(handle);
}

/** close(2) of a descriptor that is not tracked. */
export function closeFd(fd: number): void {
  const result = libc.close(fd);
  // Linux closes the descriptor even if close(2) fails; these two errors are not worth reporting.
  if (result !== -ECONNRESET && result !== -EINTR) check(result, "close", fd);
}

export function getInheritable({ fd }: SocketHandle): boolean {
  return (check(libc.fcntl(fd, F_GETFD, 0), "fcntl", fd) & FD_CLOEXEC) === 0;
}

export function setInheritable({ fd }: SocketHandle, inheritable: boolean): void {
  checkBoolean("inheritable", inheritable);
  check(libc.ioctl(fd, inheritable ? FIONCLEX : FIOCLEX, int), "ioctl", fd);
}

/**
 * Sets the timeout of sockets that are created or accepted from now on, in seconds. `null`, the
 * initial value, waits indefinitely. Throws `RangeError` for a negative number.
 */
export function setdefaulttimeout(seconds: number | null): void {
  defaultTimeout = checkedTimeout(seconds);
}

/** Returns the value set by `setdefaulttimeout()`, in seconds. */
export function getdefaulttimeout(): number | null {
  return defaultTimeout;
}

/** Validates a timeout and returns the value to store: `null` for `Infinity`. */
export function checkedTimeout(seconds: number | null): number | null {
  checkTimeout(seconds, "seconds", 0);
  return seconds === Number.POSITIVE_INFINITY ? null : seconds;
}

/** Throws `RangeError` for a non-blocking socket, on which `call` could not wait. */
export function requireBlocking(blocking: boolean, call: string): void {
  if (!blocking) {
    throw new RangeError(`${call} needs a blocking socket: call setblocking(true) first`);
  }
}
