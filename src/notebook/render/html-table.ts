/** The look of HTML tables: inline styles only, and the colours of the page around them. */
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import { type Bilingual, bilingual, stacked } from "./phrases.js";

/** The table itself. */
export const TABLE =
  "border-collapse:collapse;margin:0 0 6px;table-layout:auto;color:inherit;font-size:13px";
/** Its caption, above it. */
export const CAPTION = "caption-side:top;text-align:left;padding:4px 0";
/** What any cell has. */
export const LINE =
  "text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid rgba(128,128,128,.35)";
/** A heading. */
export const HEAD = `${LINE};vertical-align:bottom;line-height:1.35`;
/** A cell of the body. */
export const CELL = `${LINE};vertical-align:top;line-height:1.35`;
/** A cell whose row matters less. */
export const FADED = `${CELL};opacity:.72`;
/** What is code. */
export const CODE = "font-family:ui-monospace,monospace;font-size:12px;background:none";
/** A background that both light and dark pages bear. */
export const ALARM = "background:rgba(207,34,46,.16);border-radius:3px;padding:0 3px";

/** A heading in both languages. */
export function th(words: Bilingual, style: string = HEAD): Markup {
  return markup`<th scope="col" style="${style}">${stacked([words])}</th>`;
}

/** A whole table. */
export function table(caption: Fragment, heads: Fragment, rows: Fragment): string {
  return markup`<table style="${TABLE}"><caption style="${CAPTION}">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`
    .source;
}

/** A row that says what is left out. */
export function leftOut(words: Bilingual, columns: number): Markup {
  return markup`<tr><td colspan="${columns}" style="${FADED}">${bilingual(words)}</td></tr>`;
}

/** Lets `POLLIN|POLLOUT` take two lines where there is no room for one. */
export function breakable(mask: string): Fragment {
  return mask.split("|").map((name, index) => [index === 0 ? "" : markup`|<wbr>`, name]);
}
