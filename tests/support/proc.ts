/** What proc(5) shows of processes: the one reader of it that tests, soak and bench share. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";

type Pid = number | "self";

/** The USER_HZ of Linux, in which processor time is counted: the same on every machine. */
const TICKS_PER_SECOND = 100;

/** The numbers of the open descriptors of a process. */
export function descriptorsOf(pid: Pid): number[] {
  return readdirSync(`/proc/${pid}/fd`).map(Number);
}

/** Describes the open descriptors of a process, for a message. */
export function filesOf(pid: Pid): string {
  const described = descriptorsOf(pid).map(
    (fd) => `${fd} ${readlinkSync(`/proc/${pid}/fd/${fd}`)}`,
  );
  return described.join(", ");
}

/** How many threads a process has. */
export function threadCountOf(pid: Pid): number {
  return readdirSync(`/proc/${pid}/task`).length;
}

/** The memory of a process in bytes: now, and at its peak. */
export function memoryOf(pid: Pid): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (name: string): number => {
    const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status) ?? [];
    assert.ok(kilobytes !== undefined, `${name} is in /proc/${pid}/status`);
    return Number(kilobytes) * 1024;
  };
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/** Resets the peak of a process's memory to its current memory. */
export function resetPeakOf(pid: Pid): void {
  // proc_pid_clear_refs(5): 5 resets the peak.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** The processor time that a process has used, in seconds, including that of ended threads. */
export function cpuTimeOf(pid: Pid): number {
  const fields = statOf(`/proc/${pid}`);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The state of a thread, such as `R` for running or `S` for sleeping: proc_pid_stat(5). */
export function stateOf(pid: Pid, thread: number): string {
  return statOf(`/proc/${pid}/task/${thread}`)[0] as string;
}

/**
 * Whether a process has ended, even if its parent has not waited for it. Its descriptors are closed when the
 * last of its threads has ended, and its first thread is often not the last.
 */
export function hasEnded(pid: number): boolean {
  try {
    return threadCountOf(pid) <= 1 && statOf(`/proc/${pid}`)[0] === "Z";
  } catch {
    return true;
  }
}

/** The children of a process. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return children === "" ? [] : children.split(" ").map(Number);
}

/**
 * How many descriptors a process may have. Node raises its own limit as far as it can, and the programs
 * that it starts inherit it.
 */
export function descriptorLimit(): number {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const [, soft] = /^Max open files +(\S+)/m.exec(limits) ?? [];
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** The number of bytes of datagrams that are queued at a port of 127.0.0.1: proc_pid_net(5). */
export function waitingDatagramBytes(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = readFileSync("/proc/net/udp", "utf8").split("\n");
  const line = lines.find((line) => line.includes(` ${local} `));
  return Number.parseInt(line?.match(/[0-9A-F]{8}:([0-9A-F]{8}) /)?.[1] ?? "0", 16);
}

/** The fields of a stat file from the third on: the second, a name in parentheses, may hold anything. */
function statOf(folder: string): string[] {
  const stat = readFileSync(`${folder}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
