/** Template literals for HTML and SVG that escape inserted values. */

/** A piece of HTML or SVG that is safe to insert. */
export class Markup {
  constructor(readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

/** A value in a template: text is escaped, markup is inserted unchanged, lists are joined. */
export type Fragment = string | number | Markup | readonly Fragment[];

/**
 * Template tag for HTML or SVG; escapes the values that it inserts.
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(markup`<td>${"a < b"}</td>`.source, "<td>a &lt; b</td>");
 */
export function markup(parts: TemplateStringsArray, ...values: Fragment[]): Markup {
  return new Markup(String.raw({ raw: parts }, ...values.map(sourceOf)));
}

function sourceOf(value: Fragment): string {
  if (value instanceof Markup) return value.source;
  if (typeof value === "string") return escapeMarkup(value);
  if (typeof value === "number") return String(value);
  return value.map(sourceOf).join("");
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that an XML document must not contain, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** Escapes text for use between tags and inside quoted attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] as string);
}
