/** What the pictures have in common: colours, sizes of text, the frame of an SVG document. */
import { type Fragment, markup } from "../../text/markup.js";

/** The width of most pictures: the column of a page. */
export const WIDTH = 700;

/** Text and lines. */
export const INK = "#23262b";
/** Text that is less important. */
export const QUIET = "#62666e";
/** Grids. */
export const FAINT = "#dcd8cc";
/** The picture's own light background. */
export const PAPER = "#fffefb";
/** What comes in; the first colour of a plot. */
export const BLUE = "#1f6feb";
/** What goes out; the second colour. */
export const BROWN = "#a8510a";
/** The third colour. */
export const VIOLET = "#8250df";
/** The fourth colour. */
export const GREEN = "#0a7d6c";
/** What went wrong; the fifth colour. */
export const RED = "#cf222e";
/** The sixth colour. */
export const GREY = "#57606a";

/** The font of every picture: the system's own, so that Chinese has its glyphs. */
export const FONT = "system-ui, sans-serif";

/** A picture before it has its frame. */
export interface Drawing {
  /** Its name, for those who do not see it. */
  readonly title: string;
  /** What there is to see, in words. */
  readonly description: string;
  /** `WIDTH` unless given. A telephone shows one of at most 440 as a whole, and scrolls a wider one. */
  readonly width?: number;
  readonly height: number;
  readonly content: Fragment;
}

/** A whole SVG document that brings its own background. */
export function svgOf(drawing: Drawing): string {
  const { title, description, width = WIDTH, height, content } = drawing;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}" font-size="11">
<title>${title}</title>
<desc>${description}</desc>
<rect width="${width}" height="${height}" rx="6" fill="${PAPER}"/>
${content}
</svg>`.source;
}

/** Coordinates need no more than a tenth of a pixel. */
export function num(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Roughly, in pixels; a Chinese character is as wide as it is high. */
export function widthOf(text: string, size = 11): number {
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? size : size * 0.6), 0);
}

/** How many columns of a terminal a text takes: a Chinese character two. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
}
