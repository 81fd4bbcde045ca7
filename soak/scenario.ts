/** What can be tried on a server. */
import type { Cleanup } from "../tests/support/cleanup.js";
import { lackOf, type NeededProgram } from "../tests/support/programs.js";
import type { ServerProcess } from "./process.js";
import type { Target } from "./target.js";

/** How much is tried: all of it in the soak, a little of it in the tests. */
export type Scale = (full: number, short: number) => number;

/** A scenario on a server. */
export interface Trial {
  /** Closes what the trial opens when it ends. */
  readonly t: Cleanup;
  readonly target: Target;
  readonly server: ServerProcess;
  readonly scale: Scale;
  /** How many seconds the server lets a client stall. */
  readonly patience: number;
  /** The folder that it serves. */
  readonly root: string;
}

/** Something to try. */
export interface Scenario {
  /** What is tried. */
  readonly title: string;
  /** Whether a server can be tried; all can by default. */
  readonly concerns?: (target: Target) => boolean;
  /** Whether it mostly waits, so that all servers can be tried at the same time. */
  readonly together?: true;
  /** How many seconds the server lets a client stall, where that matters. */
  readonly patience?: number;
  /** A program that it needs. */
  readonly needs?: NeededProgram;
  /** The program that starts the server, such as strace(1). The server then runs for this scenario alone. */
  readonly by?: (root: string) => readonly string[];
  /** How many megabytes the server may need beyond what it had before, at any moment. */
  readonly memory?: number;
  /** Tries it, and returns how much was tried. Rejects when a check fails. */
  readonly run: (trial: Trial) => Promise<string>;
}

/** What a scenario lacks on this machine, or `false`. */
export const lackOfScenario = ({ needs }: Scenario): string | false =>
  needs !== undefined && lackOf(needs);

export const isTcp = ({ kind }: Target): boolean => kind !== "udp";
export const isHttp = ({ kind }: Target): boolean => kind === "http";
/** It serves many clients at the same time. */
export const isMultiplexed = ({ most }: Target): boolean => most > 1;

/** A number with commas. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

/** A number of clients. */
export function clientsOf(count: number): string {
  return count === 1 ? "1 client" : `${grouped(count)} clients`;
}
