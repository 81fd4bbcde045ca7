/** The colours, the font and the size of pictures. */
import { Markup, markup } from "../../text/markup.js";

/** The width of most pictures in pixels: the column of a page. */
export const WIDTH = 700;

/** Text and lines. */
export const INK = "#23262b";
/** Less important text. */
export const QUIET = "#62666e";
/** Grid lines. */
export const FAINT = "#dcd8cc";
/** The lines of a timeline. */
export const LANE = "#b9b4a6";
/** The outline of what is only watched. */
export const RIM = "#a5a193";
/** The background of every picture. */
export const PAPER = "#fffefb";
/** Text on a coloured area. */
export const ON_COLOR = "#ffffff";
/** Incoming data; the first colour of a plot. */
export const BLUE = "#1f6feb";
/** Outgoing data; the second colour. */
export const BROWN = "#a8510a";
/** The third colour. */
export const VIOLET = "#8250df";
/** The fourth colour. */
export const GREEN = "#0a7d6c";
/** Errors; the fifth colour. */
export const RED = "#cf222e";
/** The sixth colour. */
export const GREY = "#57606a";
/** What is wrong with the call itself. */
export const BLACK = "#24292f";

/** The system font, which has glyphs for Chinese text. */
export const FONT = "system-ui, sans-serif";

/** The colours of a picture on a dark page. */
const DARK: Readonly<Record<string, string>> = {
  [INK]: "#dfe2e7",
  [QUIET]: "#a3aab5",
  [FAINT]: "#3a404b",
  [LANE]: "#656b77",
  [RIM]: "#7b828e",
  [PAPER]: "#1c1f25",
  [ON_COLOR]: "#14161a",
  white: "#14161a",
  [BLUE]: "#78b0ff",
  [BROWN]: "#f0a860",
  [VIOLET]: "#c8a5ff",
  [GREEN]: "#56c8b4",
  [RED]: "#ff938f",
  [GREY]: "#a9b2bd",
  [BLACK]: "#eceef1",
};

/**
 * The style that makes a picture dark on a dark page. It replaces the colours of attributes, so a viewer
 * without style sheets shows the light picture.
 */
export function darkStyle(content: string): Markup {
  const rules = Object.entries(DARK).flatMap(([light, dark]) =>
    ["fill", "stroke"]
      .filter((name) => content.includes(`${name}="${light}"`))
      .map((name) => new Markup(`[${name}="${light}"]{${name}:${dark}}`)),
  );
  return markup`<style>@media(prefers-color-scheme:dark){${rules}}</style>`;
}
