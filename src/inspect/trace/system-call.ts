/** One system call, as strace(1) prints it. */
import { inspect } from "node:util";
import { errnoName } from "../../errors.js";
import { strerror } from "../../sys/libc.js";
import type { Invoke } from "../../sys/trace-hook.js";
import { argumentFormatters, resultFormatters } from "./calls.js";
import { POINTER } from "./text.js";
import { observeEntries } from "./uring-entries.js";

/** A system call that was made. Prints in the format of strace: arguments, result and duration. */
export class SystemCall {
  /** The call, such as `"accept4"`. */
  readonly name: string;
  /** The arguments in strace's notation, by the parameter names of the C prototype. */
  readonly args: Readonly<Record<string, string>>;
  /** The result; -1 when it failed. */
  readonly result: number;
  /** The symbol of the error, such as `"EAGAIN"`; `null` when it succeeded. */
  readonly errno: string | null;
  /** The system's message for the error, see strerror(3); `null` when it succeeded. */
  readonly error: string | null;
  /** Its duration, in seconds. */
  readonly seconds: number;
  /** The result in strace's notation, which for some calls contains more than the number. */
  readonly resultText: string;
  /**
   * For io_uring_enter(2), what strace cannot see: a line for each entry of the submission queue that was submitted,
   * and for each completion that has arrived. Empty for other calls.
   */
  readonly details: readonly string[];

  /** `result` is `-errno` on failure; `resultText` is used only on success. */
  constructor(
    name: string,
    args: Readonly<Record<string, string>>,
    result: number,
    resultText: string,
    seconds: number,
    details: readonly string[] = [],
  ) {
    this.name = name;
    this.details = details;
    this.args = args;
    this.result = Math.max(result, -1);
    this.errno = result < 0 ? errnoName(-result) : null;
    this.error = result < 0 ? strerror(-result) : null;
    this.seconds = seconds;
    this.resultText = result < 0 ? `-1 ${this.errno} (${this.error})` : resultText;
  }

  /**
   * `recv(21, 0x..., 1024, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable) <0.000003>`, followed by a line
   * for each of its details.
   */
  toString(): string {
    const call = `${this.name}(${Object.values(this.args).join(", ")})`;
    const line = `${call} = ${this.resultText} <${this.seconds.toFixed(6)}>`;
    return [line, ...this.details.map((detail) => `    ${detail}`)].join("\n");
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }
}

interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

const signatures = new Map<string, Signature>();

/** `int listen(int fd, int backlog)` has the name `listen` and the parameters `fd` and `backlog`. */
function signatureOf(prototype: string): Signature {
  let signature = signatures.get(prototype);
  if (signature === undefined) {
    const [, name = "", list = ""] = /(\w+)\((.*)\)/.exec(prototype) ?? [];
    signature = { name, parameters: list.match(/\w+(?=,|$)/g) ?? [] };
    signatures.set(prototype, signature);
  }
  return signature;
}

/**
 * Makes a call and formats it: input buffers before the call, output buffers right after it, because
 * later calls reuse them.
 */
export function observeCall(
  prototype: string,
  values: readonly unknown[],
  invoke: Invoke,
): [result: number, call: SystemCall] {
  const { name, parameters: names } = signatureOf(prototype);
  const args = Object.fromEntries(names.map((parameter, index) => [parameter, values[index]]));
  const formatters = argumentFormatters[name];
  const formatted = names.map((parameter, index) => {
    const value = args[parameter];
    const format = formatters?.[index];
    if (format !== undefined) return format(value, args);
    return typeof value === "number" ? `${value}` : POINTER;
  });
  const finish = name === "io_uring_enter" ? observeEntries(args) : undefined;
  const start = performance.now();
  const result = invoke(...values);
  const seconds = (performance.now() - start) / 1000;
  const texts = names.flatMap((parameter, index): [string, string][] => {
    const text = formatted[index];
    if (text === null || text === undefined) return [];
    return [[parameter, typeof text === "string" ? text : text(result)]];
  });
  const resultText = result < 0 ? "" : (resultFormatters[name]?.(args, result) ?? `${result}`);
  const details = finish?.(result);
  const call = new SystemCall(
    name,
    Object.fromEntries(texts),
    result,
    resultText,
    seconds,
    details,
  );
  return [result, call];
}
