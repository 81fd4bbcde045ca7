/**
 * HTML tables in the colours of the page around them. Styles are inline, because JupyterLab removes
 * `<style>` from an untrusted notebook.
 */
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import { type Bilingual, bilingual, stacked } from "./phrases.js";

const TABLE =
  "border-collapse:collapse;margin:0 0 6px;table-layout:auto;color:inherit;font-size:13px";
const CAPTION = "caption-side:top;text-align:left;padding:4px 0";
const LINE = "text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid rgba(128,128,128,.35)";

/** The style of a heading. */
export const HEAD = `${LINE};vertical-align:bottom;line-height:1.35`;
/** The style of a cell. */
export const CELL = `${LINE};vertical-align:top;line-height:1.35`;
/** The style of a cell in a less important row. */
export const FADED = `${CELL};opacity:.72`;
/** The style of code. */
export const CODE = "font-family:ui-monospace,monospace;font-size:12px;background:none";
/** The style of an error, readable on light and dark pages. */
export const ALARM = "background:rgba(207,34,46,.16);border-radius:3px;padding:0 3px";

export function htmlTable(caption: Fragment, heads: Fragment, rows: Fragment): string {
  return markup`<table style="${TABLE}"><caption style="${CAPTION}">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`
    .source;
}

/** A heading in both languages. */
export function th(phrase: Bilingual, style: string = HEAD): Markup {
  return markup`<th scope="col" style="${style}">${stacked([phrase])}</th>`;
}

/** A row that says how much is left out. */
export function omittedRow(phrase: Bilingual, columns: number): Markup {
  return markup`<tr><td colspan="${columns}" style="${FADED}">${bilingual(phrase)}</td></tr>`;
}

/** Allows a line break after each `|` of `POLLIN|POLLOUT`. */
export function breakable(mask: string): Fragment {
  return mask.split("|").map((name, index) => [index === 0 ? "" : markup`|<wbr>`, name]);
}
