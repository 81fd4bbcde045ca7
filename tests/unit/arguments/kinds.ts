/** Kinds of parameters, and the values that each of them must refuse. */
import { inspect } from "node:util";

/** A wrong value, and what the message about it begins with. */
export interface Wrong {
  readonly value: unknown;
  readonly names: string;
}

/** What a parameter of this kind refuses, under the name of the parameter. */
export type Kind = (name: string) => readonly Wrong[];

/** A kind whose messages begin with the name of the parameter. */
function kind(...values: unknown[]): Kind {
  return (names) => values.map((value) => ({ value, names }));
}

/** A kind that is refused under other names, such as those of its parts. */
function named(names: string, ...values: unknown[]): Kind {
  return () => values.map((value) => ({ value, names }));
}

const symbol = Symbol("1");
const nothing = Object.create(null);
const notNumbers = ["1", "", "x\0", {}, [], [1], true, 1n, symbol, () => 1, nothing, Buffer.of(1)];
const notIntegers = [Number.NaN, 0.5, -0.5, Number.POSITIVE_INFINITY, 2 ** 53];
const beyond = [2 ** 32, 2 ** 32 + 1, 2 ** 40, -(2 ** 32)];

function integers(min: number, max: number): Kind {
  return kind(null, ...notNumbers, ...notIntegers, min - 1, max + 1, ...beyond);
}

/** The kind without one value, which the parameter takes. */
export function but(value: unknown, of: Kind): Kind {
  return (name) => of(name).filter((wrong) => wrong.value !== value);
}

/** What any value may be. */
export const none: Kind = () => [];

export const int = integers(-(2 ** 31), 2 ** 31 - 1);
export const size = integers(0, 2 ** 31 - 1);
export const sizeOrAll = integers(-1, 2 ** 31 - 1);
/** Options may take its place. */
export const buffering: Kind = (name) =>
  int(name).filter(({ value }) => typeof value !== "object" && typeof value !== "function");
export const fd = size;
export const mask = integers(-(2 ** 31), 2 ** 32 - 1);
export const mask16 = integers(0, 0xffff);
export const port = integers(0, 0xffff);
export const uint32 = integers(0, 2 ** 32 - 1);
export const integer = kind(null, ...notNumbers, ...notIntegers);
export const sizehint = kind(null, ...notNumbers, ...notIntegers, 0, -2, 2 ** 31, ...beyond);
export const maxevents = kind(null, ...notNumbers, ...notIntegers, 0, -2, 2 ** 31 - 1, ...beyond);
export const option = kind(
  "1",
  null,
  {},
  [1],
  1n,
  symbol,
  nothing,
  ...notIntegers,
  2 ** 31,
  ...beyond,
);
export const events = kind(null, ...notNumbers, ...notIntegers, 0, 4, -1, ...beyond);
export const service = kind(
  true,
  {},
  [],
  1n,
  symbol,
  nothing,
  ...notIntegers,
  -1,
  65536,
  "65536",
  "x\0",
);
export const positive = kind(null, ...notNumbers, ...notIntegers, 0, -1);
export const natural = kind(null, ...notNumbers, ...notIntegers, -1);
export const fileOffset = kind(null, ...notNumbers, ...notIntegers, -2);
export const timeout = kind(...notNumbers, Number.NaN);
export const nonNegativeTimeout = kind(...notNumbers, Number.NaN, -1);
export const seconds = kind(null, ...notNumbers, Number.NaN, -1);

const notStrings = [5, Number.NaN, true, {}, [], ["x"], 1n, symbol, () => "x", nothing];
export const string = kind(null, ...notStrings, Buffer.from("x"));
export const text = kind(null, ...notStrings, Buffer.from("x"), "a\0b");
export const boolean = kind("", "true", null, {}, [], 0.5, Number.NaN, 1n, symbol, nothing);
export const bytes = kind(5, "x", null, true, {}, [1], symbol, nothing, new ArrayBuffer(8));
export const data = kind(5, null, true, {}, [1], 1n, symbol, nothing, new ArrayBuffer(8));
export const linger = kind(5, "x", null, [1], Buffer.alloc(7));
export const array = kind(5, "x", null, true, {}, symbol, nothing);
export const callable = kind(5, "x", null, true, {}, [], symbol, nothing);
export const object = kind(5, "x", null, true, 1n, symbol, [], () => ({}));
export const instance = kind(5, "x", null, true, {}, [], 1n, symbol, nothing, { fileno: () => 1 });
export const kept = but(null, kind(5, "x", true, {}, symbol, nothing, [5], [null]));
export const status = kind(null, ...notNumbers, ...notIntegers, 99, 1000, ...beyond);
export const choice = kind(5, "x", null, {}, [], 1n, symbol, nothing);

const notDescriptors = [
  ...["1", null, true, {}, [], 1n, symbol, nothing, 0.5, Number.NaN, -1, 2 ** 31, ...beyond],
  ...[{ fileno: 3 }, { fileno: () => "1" }, { fileno: () => 1n }, { fileno: () => 0.5 }],
  { fileno: () => 2 ** 32 + 1 },
];
export const descriptor = kind(...notDescriptors);
export const descriptors: Kind = (name) => [
  ...kind(5, "x", null, true, {}, symbol, nothing)(name),
  ...notDescriptors.map((value) => ({ value: [value], names: `${name}[0]` })),
];

/** An array or another iterable of a kind, whose members are refused under `member`. */
export function listOf(of: Kind, member: string): Kind {
  return (name) => [
    ...kind(5, "x", null, true, {}, symbol, nothing, new Uint8Array(1))(name),
    ...of(member).map(({ value, names }) => ({ value: [value], names })),
  ];
}

const bytesOfFour = Buffer.alloc(4);

/** Ancillary data: `[level, type, data]`. */
export const ancillary: Kind = (name) => [
  ...kind(
    5,
    "x",
    null,
    true,
    {},
    symbol,
    nothing,
    [5],
    [null],
    [[1, 1]],
    ["x"],
  )(`${name}|${name}[0]`),
  ...int(`the level of ${name}[0]`).map(({ value, names }) => ({
    value: [[value, 1, bytesOfFour]],
    names,
  })),
  ...int(`the type of ${name}[0]`).map(({ value, names }) => ({
    value: [[1, value, bytesOfFour]],
    names,
  })),
  ...bytes(`the data of ${name}[0]`).map(({ value, names }) => ({ value: [[1, 1, value]], names })),
];

const notAddresses = [
  5,
  true,
  {},
  [],
  ["127.0.0.1"],
  ["127.0.0.1", 1, 0, 0, 0],
  1n,
  symbol,
  nothing,
];
/** An address of any family, whose host is not looked up. */
export const numericAddress: Kind = () => [
  ...named("an address", null, ...notAddresses)(""),
  ...named("the host", ["example.org", 80])(""),
  ...named("port", ["127.0.0.1", -1], ["127.0.0.1", 65536])(""),
];

/** A descriptor that is closed, or what owns one. */
export const closable: Kind = kind(
  ...["1", null, true, {}, [], 1n, symbol, nothing, 0.5, Number.NaN, -1, 2 ** 31, ...beyond],
);

const wrongHosts = [5, null, {}, symbol, "127.0.0.1\0.example.org"];

/** An address of IPv4; its parts are refused under their own names. */
export function inetAddress(name: string): Kind {
  return () => [
    ...kind("127.0.0.1:80", "0900", null, { host: "", port: 0 }, ...notAddresses)(name),
    ...wrongHosts.map((host) => ({ value: [host, 80], names: "host" })),
    ...port("port").map(({ value, names }) => ({ value: ["127.0.0.1", value], names })),
  ];
}

export const unixAddress = named(
  "the address of a UNIX socket|a path",
  ...[5, null, true, {}, [], ["127.0.0.1", 80], 1n, symbol, nothing, "a\0b", "\ud800"],
  Buffer.from("a\0b"),
);

/** A context and a port; wrong addresses are refused before socket(2) would need the kernel's part. */
export function vsockAddress(): readonly Wrong[] {
  return [
    ...named("an address", null, "2:80", [2], [2, 80, 0], ...notAddresses)(""),
    ...uint32("cid").map(({ value, names }) => ({ value: [value, 80], names })),
    ...uint32("port").map(({ value, names }) => ({ value: [2, value], names })),
  ];
}

/** What `value` has to be refused with: its name first, a string in quotes, no words of Node or koffi. */
export function problemOf(error: unknown, { value, names }: Wrong): string | null {
  if (error === undefined) return "was taken";
  if (!(error instanceof Error)) return `threw ${inspect(error)}`;
  const { name, message } = error;
  if (name !== "TypeError" && name !== "RangeError") return `${name}: ${message}`;
  if ("code" in error) return `Node's own words: ${message}`;
  if (
    !new RegExp(`^(${names.replace(/[[\]]/g, "\\$&")})(?!\\w).* (must|is|cannot|are) `).test(
      `${message} `,
    )
  ) {
    return `does not begin with ${names}: ${message}`;
  }
  const quoted = typeof value === "string" && value.length < 80 ? inspect(value) : "";
  return message.includes(quoted) ? null : `does not quote ${quoted}: ${message}`;
}
