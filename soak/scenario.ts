/** What a scenario is, and what it gets. */
import { IoUring } from "day29";
import type { Cleanup } from "../tests/support/cleanup.js";
import { lackOf, type NeededProgram } from "../tests/support/programs.js";
import type { ServerProcess } from "./process.js";
import type { Target } from "./target.js";

/** Chooses an amount: `full` in the soak, `short` in the tests. */
export type Scale = (full: number, short: number) => number;

/** A run of a scenario on a server. */
export interface Trial {
  /** Runs clean-up work when the trial ends. */
  readonly t: Cleanup;
  readonly target: Target;
  readonly server: ServerProcess;
  readonly scale: Scale;
  /** The seconds for which the server lets a client stall. */
  readonly stallTimeout: number;
  /** The folder that it serves. */
  readonly root: string;
}

/** A kind of fault or load. */
export interface Scenario {
  readonly title: string;
  /** Whether the scenario applies to a server. By default it applies to all. */
  readonly concerns?: (target: Target) => boolean;
  /** Set if it mostly waits, so that its trials can run at the same time. */
  readonly together?: true;
  /** Overrides `Trial.stallTimeout`. */
  readonly stallTimeout?: number;
  /** A program that it needs. */
  readonly needs?: NeededProgram;
  /** The program that starts the server, such as strace(1). The server then runs for this scenario alone. */
  readonly by?: (root: string) => readonly string[];
  /** Set if no client may have connected to the server before. */
  readonly fresh?: true;
  /** The megabytes by which the server's memory may grow at any moment. */
  readonly memory?: number;
  /** Runs it, and returns a description of the amount. Rejects if a check fails. */
  readonly run: (trial: Trial) => Promise<string>;
}

/** Returns what a scenario or the server lacks on this machine, or `false`. */
export function lackOfTrial({ needs }: Scenario, { name }: Target): string | false {
  const lack = needs !== undefined && lackOf(needs);
  if (lack !== false || !name.includes("uring")) return lack;
  return IoUring.unsupportedReason() ?? false;
}

export const isTcp = ({ kind }: Target): boolean => kind !== "udp";
export const isHttp = ({ kind }: Target): boolean => kind === "http";
/** It serves many clients at the same time. */
export const isMultiplexed = ({ maxClients }: Target): boolean => maxClients > 1;

/** A number with thousands separators. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

export function clientsOf(count: number): string {
  return count === 1 ? "1 client" : `${grouped(count)} clients`;
}
