/** What a run with certain values has shown, as one output. */
import { Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { ALARM, CODE } from "../render/html-table.js";
import type { Knob } from "./spec.js";

type Values = Readonly<Record<string, string | number>>;

/** One output of several, below the values. */
export function drawing(
  knobs: Readonly<Record<string, Knob>>,
  values: Values,
  parts: readonly MimeBundle[],
): MimeBundle {
  const line = Object.entries(values)
    .map(([name, value]) => `${name} = ${valueText(knobs[name], value)}`)
    .join(", ");
  return {
    "text/plain": [line, ...parts.map((part) => part["text/plain"])].join("\n\n"),
    "text/html":
      markup`<p style="margin:0 0 6px"><code style="${CODE}">${line}</code></p>${parts.map(htmlOf)}`
        .source,
  };
}

/** The value, and for a mask its names. */
export function valueText(knob: Knob | undefined, value: string | number): string {
  if (knob === undefined || !("bits" in knob)) return `${value}`;
  const names = Object.entries(knob.bits)
    .filter(([, mask]) => mask !== 0 && (Number(value) & mask) >>> 0 === mask)
    .map(([name]) => name);
  return names.length === 0 ? `${value}` : `${value} (${names.join(" | ")})`;
}

/** An error of a run, in its place. */
export function errorPart(error: unknown): MimeBundle {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    "text/plain": text,
    "text/html": markup`<p role="alert"><code style="${ALARM}">${text}</code></p>`.source,
  };
}

/** A picture becomes an image of its own, as the ids of two pictures in one document could be the same. */
function htmlOf(part: MimeBundle): Markup {
  const { "text/html": html, "image/svg+xml": svg, "text/plain": text } = part;
  if (html !== undefined) return new Markup(html);
  if (svg === undefined) return markup`<pre>${text}</pre>`;
  const data = Buffer.from(svg).toString("base64");
  return markup`<img src="data:image/svg+xml;base64,${data}" alt="${text}" style="max-width:100%">`;
}
