/** One system call, as strace(1) prints it. */
import { inspect } from "node:util";
import { errnoName } from "../../errors.js";
import { strerror } from "../../sys/libc.js";
import type { Perform } from "../../sys/trace-hook.js";
import { parameters, resultFormatters } from "./calls.js";
import { POINTER } from "./text.js";

/** A system call that was made. It prints as strace would: arguments, result, and its time. */
export class SystemCall {
  /** The call, such as `"accept4"`. */
  readonly name: string;
  /** The arguments as they are shown, by the names of the C prototype. */
  readonly args: Readonly<Record<string, string>>;
  /** What it answered; -1 when it failed. */
  readonly result: number;
  /** The symbol of its error, such as `"EAGAIN"`; `null` when it did not fail. */
  readonly errno: string | null;
  /** The system's text for its error; `null` when it did not fail. */
  readonly error: string | null;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** The result as it is shown: more than a number where the call fills in something. */
  readonly answer: string;

  /** `result` is `-errno` on failure; `answer` is what a good one looks like. */
  constructor(
    name: string,
    args: Readonly<Record<string, string>>,
    result: number,
    answer: string,
    seconds: number,
  ) {
    this.name = name;
    this.args = args;
    this.result = Math.max(result, -1);
    this.errno = result < 0 ? errnoName(-result) : null;
    this.error = result < 0 ? strerror(-result) : null;
    this.seconds = seconds;
    this.answer = result < 0 ? `-1 ${this.errno} (${this.error})` : answer;
  }

  /** `recv(21, 0x..., 1024, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable) <0.000003>` */
  toString(): string {
    const call = `${this.name}(${Object.values(this.args).join(", ")})`;
    return `${call} = ${this.answer} <${this.seconds.toFixed(6)}>`;
  }

  /** How it prints: as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }
}

interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

const signatures = new Map<string, Signature>();

/** `int listen(int fd, int backlog)` has the name `listen` and the parameters `fd`, `backlog`. */
function signatureOf(prototype: string): Signature {
  let signature = signatures.get(prototype);
  if (signature === undefined) {
    const [, name = "", list = ""] = /(\w+)\((.*)\)/.exec(prototype) ?? [];
    signature = { name, parameters: list.match(/\w+(?=,|$)/g) ?? [] };
    signatures.set(prototype, signature);
  }
  return signature;
}

/** Performs a call. What it shows is read from its buffers before and after, as others reuse them. */
export function observeCall(
  prototype: string,
  values: readonly unknown[],
  perform: Perform,
): [result: number, call: SystemCall] {
  const { name, parameters: names } = signatureOf(prototype);
  const args = Object.fromEntries(names.map((parameter, index) => [parameter, values[index]]));
  const format = parameters[name];
  const shown = names.map((parameter, index) => {
    const value = args[parameter];
    const show = format?.[index];
    if (show !== undefined) return show(value, args);
    return typeof value === "number" ? `${value}` : POINTER;
  });
  const start = performance.now();
  const result = perform(...values);
  const seconds = (performance.now() - start) / 1000;
  const texts = names.flatMap((parameter, index): [string, string][] => {
    const text = shown[index];
    if (text === null || text === undefined) return [];
    return [[parameter, typeof text === "string" ? text : text(result)]];
  });
  const answer = result < 0 ? "" : (resultFormatters[name]?.(args, result) ?? `${result}`);
  return [result, new SystemCall(name, Object.fromEntries(texts), result, answer, seconds)];
}
