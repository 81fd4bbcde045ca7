/**
 * The system calls, and the only module besides `netdb.ts` that uses koffi.
 *
 * Each of them is made by `syscall()` and returns what the kernel returns: the result, or `-errno`. A
 * failed call does not throw; `check()` in `errors.ts` turns a negative result into a typed error.
 */
import { isMainThread } from "node:worker_threads";
import koffi from "koffi";
import { tracer } from "./trace-hook.js";

/** The C library that this process has already loaded, glibc or musl. */
const libc = koffi.load(null);

type Syscall<Args extends unknown[]> = (...args: Args) => number;

/**
 * Declares a system call by its C prototype. This is the only place that calls the tracer, and that
 * reads errno, which is valid only right after the call.
 */
function syscall<Args extends unknown[]>(prototype: string): Syscall<Args> {
  return traced(prototype, libc.func(prototype));
}

function traced<Args extends unknown[]>(
  prototype: string,
  native: (...args: unknown[]) => number,
): Syscall<Args> {
  const result = (value: number): number => (value === -1 ? -koffi.errno() : value);
  const invoke: Syscall<unknown[]> = (...args) => result(native(...args));
  // One function per number of parameters, because a rest parameter would allocate an array in every
  // call, and koffi spends time on arguments that the prototype does not have.
  const byArity: readonly Syscall<unknown[]>[] = [
    (a) => (tracer === null ? result(native(a)) : tracer(prototype, [a], invoke)),
    (a, b) => (tracer === null ? result(native(a, b)) : tracer(prototype, [a, b], invoke)),
    (a, b, c) => (tracer === null ? result(native(a, b, c)) : tracer(prototype, [a, b, c], invoke)),
    (a, b, c, d) =>
      tracer === null ? result(native(a, b, c, d)) : tracer(prototype, [a, b, c, d], invoke),
    (a, b, c, d, e) =>
      tracer === null ? result(native(a, b, c, d, e)) : tracer(prototype, [a, b, c, d, e], invoke),
    (a, b, c, d, e, f) =>
      tracer === null
        ? result(native(a, b, c, d, e, f))
        : tracer(prototype, [a, b, c, d, e, f], invoke),
  ];
  return byArity[prototype.split(",").length - 1] as Syscall<unknown[]>;
}

type Bytes = Uint8Array;

export const socket = syscall<[family: number, type: number, protocol: number]>(
  "int socket(int domain, int type, int protocol)",
);
export const socketpair = syscall<[family: number, type: number, proto: number, sv: Int32Array]>(
  "int socketpair(int domain, int type, int protocol, void *sv)",
);
export const bind = syscall<[fd: number, addr: Bytes, length: number]>(
  "int bind(int fd, const void *addr, unsigned int length)",
);
export const listen = syscall<[fd: number, backlog: number]>("int listen(int fd, int backlog)");
export const accept4 = syscall<[fd: number, addr: Bytes, length: Uint32Array, flags: number]>(
  "int accept4(int fd, void *addr, void *length, int flags)",
);
export const connect = syscall<[fd: number, addr: Bytes, length: number]>(
  "int connect(int fd, const void *addr, unsigned int length)",
);
export const recv = syscall<[fd: number, buf: Bytes, size: number, flags: number]>(
  "intptr_t recv(int fd, void *buf, size_t size, int flags)",
);
export const send = syscall<[fd: number, buf: Bytes, size: number, flags: number]>(
  "intptr_t send(int fd, const void *buf, size_t size, int flags)",
);
export const sendfile = syscall<[out: number, file: number, offset: BigInt64Array, count: number]>(
  "intptr_t sendfile(int out_fd, int in_fd, void *offset, size_t count)",
);
export const recvfrom = syscall<
  [fd: number, buf: Bytes, size: number, flags: number, addr: Bytes, length: Uint32Array]
>("intptr_t recvfrom(int fd, void *buf, size_t size, int flags, void *addr, void *length)");
export const sendto = syscall<
  [fd: number, buf: Bytes, size: number, flags: number, addr: Bytes | null, length: number]
>(
  "intptr_t sendto(int fd, const void *buf, size_t size, int flags, const void *addr, unsigned int length)",
);
export const sendmsg = syscall<[fd: number, msg: Bytes, flags: number]>(
  "intptr_t sendmsg(int fd, const void *msg, int flags)",
);
export const recvmsg = syscall<[fd: number, msg: Bytes, flags: number]>(
  "intptr_t recvmsg(int fd, void *msg, int flags)",
);
export const shutdown = syscall<[fd: number, how: number]>("int shutdown(int fd, int how)");
export const close = syscall<[fd: number]>("int close(int fd)");
export const getsockname = syscall<[fd: number, addr: Bytes, length: Uint32Array]>(
  "int getsockname(int fd, void *addr, void *length)",
);
export const getpeername = syscall<[fd: number, addr: Bytes, length: Uint32Array]>(
  "int getpeername(int fd, void *addr, void *length)",
);
export const getsockopt = syscall<
  [fd: number, level: number, name: number, value: Bytes, length: Uint32Array]
>("int getsockopt(int fd, int level, int name, void *value, void *length)");
export const setsockopt = syscall<
  [fd: number, level: number, name: number, value: Bytes, length: number]
>("int setsockopt(int fd, int level, int name, const void *value, unsigned int length)");
export const pipe2 = syscall<[fds: Int32Array, flags: number]>("int pipe2(void *fds, int flags)");
export const dup3 = syscall<[from: number, to: number, flags: number]>(
  "int dup3(int oldfd, int newfd, int flags)",
);
export const ioctl = syscall<[fd: number, request: number, argument: Int32Array]>(
  "int ioctl(int fd, unsigned long request, void *argument)",
);
export const fcntl = syscall<[fd: number, command: number, argument: number]>(
  "int fcntl(int fd, int cmd, int arg)",
);

export const prctl = syscall<[option: number, argument: number]>(
  "int prctl(int option, unsigned long argument)",
);

export const openat = syscall<[dirfd: number, pathname: Bytes, flags: number]>(
  "int openat(int dirfd, const void *pathname, int flags)",
);

/** The same number on every architecture. */
const SYS_OPENAT2 = 437;

const openat2Native = libc.func(
  "intptr_t syscall(intptr_t number, int dirfd, const void *pathname, const void *how, size_t size)",
);

/** Not a function of the C library. `pathname` ends with NUL. */
export const openat2: Syscall<[dirfd: number, pathname: Bytes, how: BigUint64Array, size: number]> =
  traced("int openat2(int dirfd, const void *pathname, const void *how, size_t size)", (...args) =>
    openat2Native(SYS_OPENAT2, ...args),
  );

export const eventfd = syscall<[initial: number, flags: number]>(
  "int eventfd(unsigned int initval, int flags)",
);
export const mmap = syscall<
  [addr: number, length: number, prot: number, flags: number, fd: number, offset: number]
>("intptr_t mmap(intptr_t addr, size_t length, int prot, int flags, int fd, int64_t offset)");
export const munmap = syscall<[addr: number, length: number]>(
  "int munmap(intptr_t addr, size_t length)",
);

const SYS_IO_URING_SETUP = 425;
const SYS_IO_URING_ENTER = 426;
const SYS_IO_URING_REGISTER = 427;

const setupNative = libc.func(
  "intptr_t syscall(intptr_t number, unsigned int entries, void *params)",
);
const enterNative = libc.func(
  "intptr_t syscall(intptr_t number, int fd, unsigned int to_submit, unsigned int min_complete, unsigned int flags, void *arg, size_t size)",
);
const registerNative = libc.func(
  "intptr_t syscall(intptr_t number, int fd, unsigned int opcode, void *arg, unsigned int nr_args)",
);

/** Not a function of the C library, like the two that follow. */
export const io_uring_setup: Syscall<[entries: number, params: Bytes]> = traced(
  "int io_uring_setup(unsigned int entries, void *params)",
  (entries, params) => setupNative(SYS_IO_URING_SETUP, entries, params),
);
export const io_uring_enter: Syscall<
  [
    fd: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    arg: Bytes | null,
    size: number,
  ]
> = traced(
  "int io_uring_enter(int fd, unsigned int to_submit, unsigned int min_complete, unsigned int flags, void *arg, size_t size)",
  (fd, toSubmit, minComplete, flags, arg, size) =>
    enterNative(SYS_IO_URING_ENTER, fd, toSubmit, minComplete, flags, arg, size),
);
export const io_uring_register: Syscall<[fd: number, opcode: number, arg: Bytes, count: number]> =
  traced(
    "int io_uring_register(int fd, unsigned int opcode, void *arg, unsigned int nr_args)",
    (fd, opcode, arg, count) => registerNative(SYS_IO_URING_REGISTER, fd, opcode, arg, count),
  );

export const select = syscall<
  [nfds: number, read: Bytes, write: Bytes, except: Bytes, timeout: Int32Array | null]
>("int select(int nfds, void *read, void *write, void *except, void *timeout)");
export const poll = syscall<[fds: Bytes, count: number, timeout: number]>(
  "int poll(void *fds, unsigned long count, int timeout)",
);
export const epoll_create1 = syscall<[flags: number]>("int epoll_create1(int flags)");
export const epoll_ctl = syscall<[epfd: number, op: number, fd: number, event: Bytes]>(
  "int epoll_ctl(int epfd, int op, int fd, void *event)",
);
export const epoll_wait = syscall<
  [epfd: number, events: Bytes, maxevents: number, timeout: number]
>("int epoll_wait(int epfd, void *events, int maxevents, int timeout)");

/**
 * Returns the address of a buffer, for a struct that points to it; 0 for an empty buffer. The garbage
 * collector does not see the address: keep the buffer reachable until the call returns.
 */
export const addressOf: (buffer: ArrayBufferView) => bigint = koffi.address;

/** Copies the memory that a struct points to. */
export function memoryAt(address: bigint, length: number): Uint8Array {
  return koffi.decode(address, "uint8_t", length);
}

/**
 * Returns a view of memory that mmap(2) returned. The garbage collector neither moves nor frees it. There may be
 * only one view of each address.
 */
export function viewMemory(address: number, length: number): ArrayBuffer {
  return koffi.view(BigInt(address), length);
}

/** strerror(3). */
export const strerror: (errno: number) => string = libc.func("const char *strerror(int errnum)");

/** getpagesize(2). */
export const getpagesize: () => number = libc.func("int getpagesize(void)");

/** A descriptor that Node's event loop watches. */
export interface LoopWatch {
  /** Keeps the process alive. */
  ref(): void;
  /** Lets the process end, as a new watch does. */
  unref(): void;
}

/**
 * Calls `onReadable` from Node's event loop whenever `fd` is readable, until the process ends.
 * libuv calls it outside of any JavaScript task, so it should only schedule work, for example with
 * `setImmediate`.
 */
export function watchInLoop(fd: number, onReadable: () => void): LoopWatch {
  if (!isMainThread || !HAS_LIBUV) return watchByTimer(onReadable);
  const handle = koffi.node.poll(fd, onReadable);
  handle.unref();
  let open = true;
  // A callback while Node cleans up, or a call on a closed handle, would abort the process.
  process.once("exit", () => {
    open = false;
    handle.close();
  });
  return {
    ref: () => open && handle.ref(),
    unref: () => open && handle.unref(),
  };
}

/** Bun 1.4 aborts the process when libuv is to watch a descriptor, and Deno 2.9 never calls back. */
const HAS_LIBUV = !("bun" in process.versions || "deno" in process.versions);

/**
 * Calls `onReadable` every millisecond instead, for runtimes without libuv and for worker threads: `terminate()`
 * ends one before it can close its handles, and an open handle would crash the process.
 */
function watchByTimer(onReadable: () => void): LoopWatch {
  return setInterval(onReadable, 1).unref();
}
