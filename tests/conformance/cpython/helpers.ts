/** What scenarios may call besides the library; CPython's are in oracle.py. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { AncillaryItem } from "day29";
import * as day29 from "day29";
import * as libc from "#day29/sys/libc.js";
import { platform } from "#day29/sys/platform.js";
import { pollOne } from "#day29/sys/poll-one.js";
import { HANG_MS } from "../../support/hang.js";
import { descriptorsOf } from "../../support/proc.js";
import { interpreter, root } from "../../support/project.js";

const { SCM_RIGHTS, SOL_SOCKET } = day29;
const { AF_INET, IPPROTO_TCP, MSG_DONTWAIT, MSG_NOSIGNAL, POLLIN, POLLOUT, SOCK_DGRAM, TCP_INFO } =
  day29;
const { FIONREAD, SIOCOUTQ, SIOCOUTQNSD } = platform.constants;

/** They ask the kernel itself, so that a fault of the library shows in the scenario alone. */
type Source = day29.HasFileno;

function until(source: Source, events: number): void {
  if (pollOne(source.fileno(), events, HANG_MS) === 0) throw new Error("the events never came");
}

function waiting(source: Source): number {
  const count = new Int32Array(1);
  libc.ioctl(source.fileno(), FIONREAD, count);
  return count[0] as number;
}

function untilWaiting(source: Source, count: number): void {
  while (waiting(source) < count);
}

const chunk = new Uint8Array(64 * 1024);

/**
 * Sends until neither end's buffer takes any more. Room appears whenever an acknowledgement arrives, which may be
 * late on a busy machine: so nothing may be in flight when the buffer is found full.
 */
function fill(source: Source): void {
  const fd = source.fileno();
  while (sendAll(fd) > 0) {
    settle();
    while (inFlight(fd) > 0);
  }
}

function sendAll(fd: number): number {
  let total = 0;
  while (true) {
    const sent = libc.send(fd, chunk, chunk.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return total;
    total += sent;
  }
}

/** How many bytes TCP has sent and not seen acknowledged; 0 of other sockets. */
function inFlight(fd: number): number {
  const [unsent, pending] = [new Int32Array(1), new Int32Array(1)];
  if (libc.ioctl(fd, SIOCOUTQNSD, unsent) < 0) return 0;
  libc.ioctl(fd, SIOCOUTQ, pending);
  return (pending[0] as number) - (unsent[0] as number);
}

function drain(source: Source): void {
  while (libc.recv(source.fileno(), chunk, chunk.length, MSG_DONTWAIT) > 0) settle();
}

const partner = join(root, "tests/conformance/cpython/partner.py");

function drainInBackground(sender: Source, receiver: Source): void {
  spawn(interpreter, [partner, "drain"], { stdio: [receiver.fileno(), "ignore", "inherit"] });
  libc.send(sender.fileno(), chunk, 1, 0);
  while (waiting(receiver) > 0);
}

function sendInBackground(sender: Source, receiver: Source, data: string, flags = 0): void {
  const stdio = [receiver.fileno(), sender.fileno(), "inherit"] as const;
  spawn(interpreter, [partner, "send", data, `${flags}`], { stdio: [...stdio] });
}

/** Polls while another `poll()` of the same object waits, which blocking calls do one after the other. */
async function pollDuringPoll(poller: day29.Poll, sender: day29.Socket): Promise<unknown> {
  day29.setWaiting("cooperative");
  const first = poller.poll(HANG_MS);
  const second = await poller.poll(0);
  await sender.send("x");
  await first;
  return second;
}

let probes: number[] | undefined;

function settle(...sources: Source[]): void {
  probes ??= [loopbackProbe(), loopbackProbe()];
  for (const probe of probes) {
    libc.send(probe, chunk, 1, 0);
    pollOne(probe, POLLIN, HANG_MS);
    libc.recv(probe, chunk, 1, 0);
  }
  for (const source of sources) while (ENDING.has(tcpState(source.fileno())));
}

/** FIN_WAIT1, LAST_ACK and CLOSING, from `<netinet/tcp.h>`. */
const ENDING: ReadonlySet<number> = new Set([4, 9, 11]);

/** 0 of a socket that is closed, or no TCP. */
function tcpState(fd: number): number {
  const state = new Uint8Array(1);
  libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, state, Uint32Array.of(1));
  return state[0] as number;
}

/** The descriptor of a UDP socket that is connected to itself; open until the process ends. */
function loopbackProbe(): number {
  const fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
  // struct sockaddr_in of 127.0.0.1, port 0: ip(7).
  const address = Uint8Array.of(AF_INET, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  libc.bind(fd, address, address.length);
  libc.getsockname(fd, address, Uint32Array.of(address.length));
  libc.connect(fd, address, address.length);
  return fd;
}

function fillGaps(): void {
  const highest = Math.max(...descriptorsOf("self"));
  let fd = openSync("/dev/null", "r");
  while (fd < highest) fd = openSync("/dev/null", "r");
  closeSync(fd);
}

function ints(...values: number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

/** The descriptors in an item of ancillary data. */
export function fdsIn([level, type, data]: AncillaryItem): number[] {
  if (level !== SOL_SOCKET || type !== SCM_RIGHTS) return [];
  return Array.from({ length: data.length / 4 }, (_, index) => data.readInt32LE(4 * index));
}

export function credentials(): Buffer {
  return ints(process.pid, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
}

/** The helpers of a scenario whose files go to `folder`, by their names in Python. */
export function helpers(folder: string): Record<string, unknown> {
  return {
    until,
    until_readable: (source: Source) => until(source, POLLIN),
    until_writable: (source: Source) => until(source, POLLOUT),
    until_waiting: untilWaiting,
    waiting,
    fill,
    drain,
    drain_in_background: drainInBackground,
    send_in_background: sendInBackground,
    settle,
    poll_during_poll: pollDuringPoll,
    fill_gaps: fillGaps,
    ints,
    port: (socket: day29.Socket) => socket.getsockname()[1],
    path: (name: string) => `${folder}/${name}`,
    path_of_length: (length: number) => `${folder}/`.padEnd(length, "x"),
    abstract: (name: string) => `\0${folder}/${name}`,
    linger: (onoff: number, seconds: number) => ({ onoff: onoff !== 0, linger: seconds }),
    membership: (group: string, address: string) => ({ group, interface: address }),
    membership6: (group: string, index: number) => ({ group, interface: index }),
    same: (a: unknown, b: unknown) => a === b,
    closed: (fds: number[]) => fds.map((fd) => closeSync(fd)),
    received: (ancdata: AncillaryItem[]) =>
      ancdata.flatMap(fdsIn).map((fd) => new day29.Socket(undefined, undefined, undefined, fd)),
    credentials,
    len: (value: { length: number } | { size: number }) =>
      "size" in value ? value.size : value.length,
    bytes: (length: number) => Buffer.alloc(length),
    bytearray: (content: number | Buffer) =>
      typeof content === "number" ? Buffer.alloc(content) : Buffer.from(content),
    inf: Number.POSITIVE_INFINITY,
    nan: Number.NaN,
  };
}
