/** What goes between CPython and us: the syntax tree of a line, and what the line came to. */

/** An expression of a scenario, as `oracle.py` read it. */
export type Expression =
  | { readonly name: string }
  | { readonly constant: unknown }
  | { readonly bytes: string }
  | { readonly items: readonly Expression[] }
  | { readonly attribute: string; readonly of: Expression }
  | { readonly index: Expression; readonly of: Expression }
  | { readonly operator: string; readonly operands: readonly Expression[] }
  | Call;

export interface Call {
  readonly call: Expression;
  readonly args: readonly Expression[];
  readonly keywords: Readonly<Record<string, Expression>>;
}

/** `a, b = value`, or `a = value`. */
export interface Assignment {
  readonly assign: string | readonly string[];
  readonly value: Expression;
}

export type Statement = Expression | Assignment;

/**
 * A value in which nothing is left that may vary: ports are numbered in the order of their
 * appearance, objects and descriptors go by the names of their variables.
 */
export type Shown =
  | null
  | boolean
  | number
  | string
  | { readonly bytes: string }
  | { readonly port: number }
  | { readonly fd: string }
  | { readonly object: string }
  | readonly Shown[];

/** What a line came to. */
export type Answer = { readonly value: Shown } | Failure;

export interface Failure {
  /** The name of the error's class. */
  readonly error: string;
  readonly errno: number | null;
}

/** A line, as CPython read and answered it. */
export interface Step {
  readonly tree: Statement;
  readonly answer: Answer;
}
