/** Runs the syntax trees of scenarios on day29. */
import { setTimeout } from "node:timers/promises";
import { SCM_CREDENTIALS, SCM_RIGHTS, SOL_SOCKET } from "day29";
import { HANG_MS } from "../../support/hang.js";
import { credentials, fdsIn, helpers } from "./helpers.js";
import type { Answer, Assignment, Call, Expression, Shown, Statement } from "./tree.js";

/** The exports of day29, or of a copy that was broken on purpose. */
export type Library = Readonly<Record<string, unknown>>;

/** Python's names that are not ours after the change to camelCase. */
const classes: Readonly<Record<string, string>> = {
  socket: "Socket",
  poll: "Poll",
  epoll: "Epoll",
};

type Callable = (...args: unknown[]) => unknown;
type Class = new (...args: unknown[]) => unknown;

/** The scenario asks for something that day29 has not. */
class Missing extends Error {}

/** One scenario: its variables, and how its values are shown. */
export class Interpreter {
  readonly #folder: string;
  readonly #library: Library;
  readonly #variables: Map<string, unknown>;
  /** The names of objects and of descriptors. */
  readonly #names = new Map<unknown, string>();
  readonly #fds = new Map<unknown, string>();
  /** Their numbers, in the order of their appearance. */
  readonly #ports = new Map<number, number>();
  readonly #opened = new Set<{ close(): unknown }>();

  constructor(library: Library, folder: string) {
    this.#folder = folder;
    this.#library = library;
    this.#variables = new Map(Object.entries(helpers(folder)));
  }

  /** Runs a statement. Never rejects: an error is an answer. */
  async answer(statement: Statement): Promise<Answer> {
    try {
      const expression = "assign" in statement ? statement.value : statement;
      const value = await inTime(this.#evaluate(expression));
      this.#keep(value);
      if ("assign" in statement) this.#assign(statement, value);
      return { value: this.#showResult(expression, value) };
    } catch (error) {
      return failure(error);
    }
  }

  /** Closes whatever the scenario opened. */
  async close(): Promise<void> {
    for (const resource of this.#opened) {
      try {
        await resource.close();
      } catch {
        // The scenario closed its descriptor in another way.
      }
    }
    (this.#library.setdefaulttimeout as Callable)(null);
  }

  async #evaluate(expression: Expression): Promise<unknown> {
    if ("name" in expression) return this.#lookUp(expression.name);
    if ("constant" in expression) return expression.constant;
    if ("bytes" in expression) return Buffer.from(expression.bytes, "latin1");
    if ("items" in expression) return this.#evaluateAll(expression.items);
    if ("call" in expression) return this.#call(expression);
    if ("attribute" in expression) {
      const object = (await this.#evaluate(expression.of)) as object;
      return attribute(object, expression.attribute);
    }
    if ("index" in expression) {
      const list = (await this.#evaluate(expression.of)) as unknown[];
      return list[(await this.#evaluate(expression.index)) as number];
    }
    return operate(expression.operator, await this.#evaluateAll(expression.operands));
  }

  async #evaluateAll(expressions: readonly Expression[]): Promise<unknown[]> {
    const values: unknown[] = [];
    for (const expression of expressions) values.push(await this.#evaluate(expression));
    return values;
  }

  /** What is given by keyword in Python is in a last argument of options in day29. */
  async #call({ call, args, keywords }: Call): Promise<unknown> {
    const values = await this.#evaluateAll(args);
    const names = Object.keys(keywords);
    if (names.length > 0) {
      const options = await this.#evaluateAll(Object.values(keywords));
      values.push(Object.fromEntries(names.map((name, i) => [camelCase(name), options[i]])));
    }
    if ("attribute" in call) {
      const object = (await this.#evaluate(call.of)) as object;
      return (attribute(object, call.attribute) as Callable).apply(object, values);
    }
    const callee = await this.#evaluate(call);
    const isClass = "name" in call && /^[A-Z][a-z]/.test(classes[call.name] ?? call.name);
    return isClass ? new (callee as Class)(...values) : (callee as Callable)(...values);
  }

  #lookUp(name: string): unknown {
    if (this.#variables.has(name)) return this.#variables.get(name);
    const ours = classes[name] ?? camelCase(name);
    if (!(ours in this.#library)) throw new Missing(`day29 has no ${ours}`);
    return this.#library[ours];
  }

  #assign({ assign }: Assignment, value: unknown): void {
    if (typeof assign === "string") this.#name(assign, value);
    else for (const [i, name] of assign.entries()) this.#name(name, (value as unknown[])[i]);
  }

  #name(name: string, value: unknown): void {
    this.#variables.set(name, value);
    if (!hasFileno(value)) return;
    if (!this.#names.has(value)) this.#names.set(value, name);
    try {
      this.#fds.set(value.fileno(), name);
    } catch {
      // A file of two buffers has no descriptor.
    }
  }

  #keep(value: unknown): void {
    if (Array.isArray(value)) for (const part of value) this.#keep(part);
    else if (isClosable(value)) this.#opened.add(value);
  }

  /** Shows what a call answered: which of its numbers are descriptors, the call tells. */
  #showResult(expression: Expression, value: unknown): Shown {
    if ("call" in expression) {
      const { call } = expression;
      const method = "attribute" in call ? call.attribute : "";
      if (method === "fileno" || method === "detach") return this.#showFd(value);
      if (method === "poll") {
        return (value as [number, number][]).map(([fd, event]) => [this.#showFd(fd), event]);
      }
      if (method === "select") return inOrder(this.#show(value));
      if ("name" in call && call.name === "recv_fds") {
        const [data, fds, ...others] = value as [unknown, number[], ...unknown[]];
        return this.#show([data, fds.length, ...others]);
      }
      if ("name" in call && call.name === "select") {
        return (value as unknown[][]).map((ready) => ready.map((one) => this.#showFd(one)));
      }
    }
    return this.#show(value);
  }

  #showFd(value: unknown): Shown {
    if (typeof value === "number" && value >= 0) return { fd: this.#fds.get(value) ?? "?" };
    return this.#show(value);
  }

  #show(value: unknown): Shown {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean" || Number.isFinite(value)) return value as Shown;
    if (typeof value === "number") return `${value}`;
    if (typeof value === "string") return value.replaceAll(this.#folder, "<folder>");
    if (value instanceof Uint8Array) {
      return { bytes: Buffer.from(value).toString("latin1").replaceAll(this.#folder, "<folder>") };
    }
    if (Array.isArray(value)) return this.#showArray(value);
    const name = this.#names.get(value);
    if (name !== undefined) return { object: name };
    const object = value as Record<string, unknown>;
    if ("fileobj" in object) {
      const { fileobj, fd, events, data } = object;
      return [this.#showFd(fileobj), this.#showFd(fd), this.#show(events), this.#show(data)];
    }
    if ("canonname" in object) {
      const { family, type, proto, canonname, address } = object;
      return this.#showArray([family, type, proto, canonname, address]);
    }
    return { object: "?" };
  }

  #showArray(values: unknown[]): Shown {
    if (isAncillary(values)) return [values[0], values[1], this.#show(withoutProcess(values))];
    const [host, port, ...others] = values;
    const hasPort = typeof host === "string" && typeof port === "number" && port >= 1024;
    if (!hasPort || (others.length !== 0 && others.length !== 2)) {
      return values.map((value) => this.#show(value));
    }
    if (!this.#ports.has(port)) this.#ports.set(port, this.#ports.size + 1);
    const number = this.#ports.get(port) as number;
    return [host, { port: number }, ...others.map((other) => this.#show(other))];
  }
}

/** CPython has ended the same line; in blocking mode a wait without end stops the whole process. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(HANG_MS, undefined, { signal: late.signal }).then(() => {
    throw new Missing("the line never ended");
  });
  try {
    return await Promise.race([work, timer]);
  } finally {
    timer.catch(() => {});
    late.abort();
  }
}

function attribute(object: object, name: string): unknown {
  const ours = camelCase(name);
  if (!(ours in object)) throw new Missing(`a ${object.constructor.name} has no ${ours}`);
  return object[ours as keyof object];
}

/** `recv_into` is `recvInto`; the names of constants and classes stay. */
export function camelCase(name: string): string {
  if (/[A-Z]/.test(name)) return name;
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function operate(operator: string, [a, b]: unknown[]): unknown {
  if (a instanceof Uint8Array) {
    if (operator === "Add") return Buffer.concat([a, b as Uint8Array]);
    if (operator === "Mult") return Buffer.alloc(a.length * (b as number), a);
  }
  if (Array.isArray(a) && operator === "Mult") return new Array(b as number).fill(a).flat();
  if (typeof a === "string" && operator === "Mult") return a.repeat(b as number);
  const [x, y] = [a, b] as [number, number];
  switch (operator) {
    case "Add":
      return x + y;
    case "Sub":
      return x - y;
    case "Mult":
      return x * y;
    case "Pow":
      return x ** y;
    case "BitOr":
      return x | y;
    case "BitAnd":
      return x & y;
    case "USub":
      return -x;
    case "Invert":
      return ~x;
  }
  throw new Missing(`scenarios have no ${operator}`);
}

/** A fault of JavaScript: no error that the library meant to throw. */
const accident = /^Cannot |is not (a function|defined)/;

function failure(error: unknown): Answer {
  const { name, message, errno } = error as Error & { errno?: number | null };
  const isAccident = error instanceof Missing || accident.test(message);
  return {
    error: isAccident ? `${name}: ${message}` : name,
    errno: errno ?? null,
  };
}

/** The keys that a selector answers come in no order. */
function inOrder(shown: Shown): Shown {
  const keys = shown as Shown[];
  return keys.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function isAncillary(values: unknown[]): values is [number, number, Buffer] {
  return values.length === 3 && values[0] === SOL_SOCKET && values[2] instanceof Uint8Array;
}

/** The content of ancillary data, but for what differs from process to process. */
function withoutProcess(item: [number, number, Buffer]): unknown {
  const [, type, data] = item;
  if (type === SCM_RIGHTS) return fdsIn(item).length;
  return type === SCM_CREDENTIALS ? data.equals(credentials()) : data;
}

function hasFileno(value: unknown): value is { fileno(): number } {
  return typeof (value as { fileno?: unknown } | null)?.fileno === "function";
}

function isClosable(value: unknown): value is { close(): unknown } {
  return typeof (value as { close?: unknown } | null)?.close === "function";
}
