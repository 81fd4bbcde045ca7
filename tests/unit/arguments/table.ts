/** What the tables say of a public call. */
import type { Kind, Wrong } from "./kinds.js";

// biome-ignore lint/suspicious/noExplicitAny: it is called with wrong arguments
export type Call = (...args: any[]) => unknown;

/** A parameter: what it refuses, and a value that the call takes. */
export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly kind: Kind;
  readonly valid: unknown;
}

/** How to make a call, and its parameters; or the reason why its arguments are not checked. */
export type Entry = string | { readonly call: Call; readonly parameters: readonly Parameter[] };

/**
 * The entries of public calls by their names. `name#variant` is another entry of the same call, for
 * arguments that exclude each other.
 */
export type Table = Readonly<Record<string, Entry>>;

export function entry(call: Call, ...parameters: Parameter[]): Entry {
  return { call, parameters };
}

/** Declares a parameter; one whose name ends with `?` may be omitted. */
export function parameter(name: string, kind: Kind, valid: unknown): Parameter {
  const optional = name.endsWith("?");
  return { name: optional ? name.slice(0, -1) : name, optional, kind, valid };
}

/** Declares an object as a parameter; its members are refused under their own names. */
export function members(
  name: string,
  base: Kind,
  kinds: Readonly<Record<string, Kind>>,
  valid: object = {},
): Parameter {
  const ofMember = ([member, kind]: [string, Kind]): Wrong[] =>
    kind(member).map(({ value, names }) => ({ value: { ...valid, [member]: value }, names }));
  const kind: Kind = (own) => [...base(own), ...Object.entries(kinds).flatMap(ofMember)];
  return parameter(name, kind, valid);
}

/** Returns a call of a method. */
export function method<T extends object>(object: T, name: keyof T): Call {
  return (...args) => (object[name] as Call)(...args);
}

/** Returns a call of a constructor, whose object is closed at once. */
// biome-ignore lint/suspicious/noExplicitAny: it is called with wrong arguments
export function construct(Class: new (...args: any[]) => { close?(): void }): Call {
  return (...args) => new Class(...args).close?.();
}
