/** The options of the commands, and the values that they accept. */
import { statSync } from "node:fs";
import { isIP } from "node:net";
import { InvalidArgumentError, Option } from "commander";

/** The options of every command; `purpose` completes the description of its address. */
export function common(host: string, purpose: string): Option[] {
  return [
    new Option("--host <address>", `the address ${purpose}`).default(host).argParser(address),
    new Option("--port <number>", `the port ${purpose}`).default(8888).argParser(port),
    new Option("--quiet", "do not print events"),
    new Option("--trace", "print each system call on standard error, as strace does"),
  ];
}

export const backlog = new Option("--backlog <clients>", "how many clients may wait to be accepted")
  .default(128)
  .argParser(integer(0));

/** A duration. */
export function seconds(name: string, description: string, fallback?: number): Option {
  return new Option(`--${name} <seconds>`, description).default(fallback).argParser(positive);
}

/** An existing directory. */
export function folder(name: string, description: string): Option {
  return new Option(`--${name} <folder>`, description).argParser((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
    throw new InvalidArgumentError("Must be an existing directory.");
  });
}

/** A number of repetitions. */
export function times(name: string, description: string, fallback: number): Option {
  return new Option(`--${name} <times>`, description).default(fallback).argParser(integer(1));
}

function address(text: string): string {
  if (isIP(text) === 0 && text !== "localhost") {
    throw new InvalidArgumentError("Must be an IP address, such as 127.0.0.1 or 0.0.0.0.");
  }
  return text;
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new InvalidArgumentError("Must be a number from 0 to 65535; 0 takes a free port.");
  }
  return Number(text);
}

function positive(text: string): number {
  if (!/^\d{0,9}\.?\d+$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError("Must be a number above 0, such as 2.5.");
  }
  return Number(text);
}

function integer(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`Must be a whole number of at least ${least}.`);
    }
    return Number(text);
  };
}
