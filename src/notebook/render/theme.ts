/** The colours, the font and the size of pictures. */

/** The width of most pictures in pixels: the column of a page. */
export const WIDTH = 700;

/** Text and lines. */
export const INK = "#23262b";
/** Less important text. */
export const QUIET = "#62666e";
/** Grid lines. */
export const FAINT = "#dcd8cc";
/** The light background of every picture. */
export const PAPER = "#fffefb";
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

/** The system font, which has glyphs for Chinese text. */
export const FONT = "system-ui, sans-serif";
