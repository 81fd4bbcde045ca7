/** The options of the commands, and the parsers of their values. */
import { statSync } from "node:fs";
import { isIP } from "node:net";
import { InvalidArgumentError, Option } from "commander";

/**
 * Returns the options of every command. `purpose` completes "the address" and "the port" in the
 * help.
 */
export function commonOptions(host: string, purpose: string): Option[] {
  return [
    new Option("--host <address>", `the address ${purpose}`).default(host).argParser(parseAddress),
    new Option("--port <number>", `the port ${purpose}`).default(8888).argParser(parsePort),
    new Option("--quiet", "do not print events"),
    new Option("--trace", "print system calls to standard error, as strace(1) does"),
  ];
}

export const backlog = new Option("--backlog <clients>", "how many clients may wait to be accepted")
  .default(128)
  .argParser(integerParser(0));

/** The most processes that `--workers` starts. */
const MAX_WORKERS = 256;

/** Options of the servers that can run in several processes. */
export const workerOptions: readonly Option[] = [
  new Option("--workers <number>", "how many processes share the port and serve").argParser(
    integerParser(1, MAX_WORKERS),
  ),
  // How the process that the user started starts the others.
  new Option("--worker-of <pid>").argParser(integerParser(1)).hideHelp(),
];

/** Creates an option for a duration. */
export function seconds(name: string, description: string, fallback?: number): Option {
  return new Option(`--${name} <seconds>`, description).default(fallback).argParser(parsePositive);
}

/** Creates an option for an existing directory. */
export function directory(name: string, description: string): Option {
  return new Option(`--${name} <directory>`, description).argParser((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
    throw new InvalidArgumentError("Must be an existing directory.");
  });
}

/** Creates an option for a number of repetitions. */
export function times(name: string, description: string, fallback: number): Option {
  return new Option(`--${name} <times>`, description).default(fallback).argParser(integerParser(1));
}

/** Also accepts the brackets that an IPv6 address has in a URL. */
function parseAddress(text: string): string {
  const [, address = text] = /^\[([^\]]*:[^\]]*)\]$/.exec(text) ?? [];
  if (isIP(address) === 0 && address !== "localhost") {
    throw new InvalidArgumentError("Must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::1.");
  }
  return address;
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new InvalidArgumentError("Must be a number from 0 to 65535, where 0 takes a free port.");
  }
  return Number(text);
}

function parsePositive(text: string): number {
  if (!/^\d{0,9}\.?\d+$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError("Must be a number greater than 0, such as 2.5.");
  }
  return Number(text);
}

function integerParser(min: number, max: number = 999_999_999): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`Must be a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}
