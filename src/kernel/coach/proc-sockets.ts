/** The bound sockets of this machine and the processes that have them, from proc(5). */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

/** A socket with a local address. */
export interface BoundSocket {
  protocol: "TCP" | "UDP" | "UNIX";
  /** The host as text; empty for a UNIX socket. */
  host: string;
  /** 0 if no process has the socket any more. */
  inode: number;
  /** The user id of its owner; undefined for a UNIX socket. */
  uid?: number;
}

/** A process that has a socket. */
export interface SocketOwner {
  pid: number;
  fd: number;
  command: string;
  user: string;
}

/** States in `/proc/net/tcp`. */
const [TIME_WAIT, LISTEN] = ["06", "0A"];

const INTERNET_TABLES = [
  ["tcp", "TCP"],
  ["tcp6", "TCP"],
  ["udp", "UDP"],
  ["udp6", "UDP"],
] as const;

/** Lists the listeners and datagram sockets of a port, and its connections in TIME_WAIT. */
export function socketsOnPort(port: number): BoundSocket[] {
  return INTERNET_TABLES.flatMap(([table, protocol]) =>
    rowsOf(`/proc/net/${table}`).flatMap((row) => {
      const [, local = "", , state, , , , uid, , inode] = row;
      const [host = "", hexPort = ""] = local.split(":");
      const isBound = protocol === "UDP" || state === LISTEN || state === TIME_WAIT;
      if (!isBound || Number.parseInt(hexPort, 16) !== port) return [];
      return [{ protocol, host: hostOf(host), inode: Number(inode), uid: Number(uid) }];
    }),
  );
}

/** Returns the address for its hexadecimal form, 32-bit words in the byte order of the machine. */
function hostOf(hex: string): string {
  const bytes = Buffer.from(hex, "hex").swap32();
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return canonicalIPv6(groups.join(":"));
}

/** Returns the shortest form of an IPv6 address, without a zone. */
export function canonicalIPv6(host: string): string {
  const { hostname } = new URL(`http://[${host.replace(/%.*/, "")}]`);
  return hostname.slice(1, -1);
}

/** Lists the UNIX sockets that are bound to a path; `@` begins an abstract name. */
export function socketsAtPath(path: string): BoundSocket[] {
  return rowsOf("/proc/net/unix")
    .filter((row) => row.slice(7).join(" ") === path)
    .map((row) => ({ protocol: "UNIX", host: "", inode: Number(row[6]) }));
}

function rowsOf(table: string): string[][] {
  const text = read(() => readFileSync(table, "utf8")) ?? "";
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
}

/** The search ends after this time, on a machine with very many processes. */
const MAX_SEARCH_MS = 500;

/** Finds a process that has the socket. Returns undefined if there is none among those that we may inspect. */
export function ownerOf(inode: number): SocketOwner | undefined {
  const deadline = performance.now() + MAX_SEARCH_MS;
  const link = `socket:[${inode}]`;
  const pids = list("/proc").filter((name) => /^\d+$/.test(name));
  for (const pid of [`${process.pid}`, ...pids]) {
    if (performance.now() > deadline) return undefined;
    const folder = `/proc/${pid}/fd`;
    const fd = list(folder).find((name) => read(() => readlinkSync(`${folder}/${name}`)) === link);
    if (fd !== undefined) return { pid: Number(pid), fd: Number(fd), ...describeProcess(pid) };
  }
  return undefined;
}

function describeProcess(pid: string): { command: string; user: string } {
  const line = read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
  const name = read(() => readFileSync(`/proc/${pid}/comm`, "utf8")) ?? "";
  const uid = read(() => statSync(`/proc/${pid}`).uid);
  return {
    command: line.replaceAll("\0", " ").trim() || name.trim(),
    user: uid === undefined ? "?" : userName(uid),
  };
}

/** Returns the name of a user; the number if it has no name here. */
export function userName(uid: number): string {
  const users = read(() => readFileSync("/etc/passwd", "utf8")) ?? "";
  const user = users.split("\n").find((line) => line.split(":")[2] === `${uid}`);
  return user?.split(":")[0] ?? `${uid}`;
}

function list(folder: string): string[] {
  return read(() => readdirSync(folder)) ?? [];
}

/** Reads something that may not exist any more, or that we may not read. */
function read<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
