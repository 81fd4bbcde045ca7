/** The frame of an SVG picture, and the width of its text. */
import { type Fragment, markup } from "../../text/markup.js";
import { darkStyle, FONT, PAPER, WIDTH } from "./theme.js";

/** A picture without its frame. */
export interface Drawing {
  /** The picture's name, for screen readers. */
  readonly title: string;
  /** What the picture shows, in words, for screen readers. */
  readonly description: string;
  /** In pixels; `WIDTH` by default. A phone scrolls pictures wider than 440. */
  readonly width?: number;
  /** In pixels. */
  readonly height: number;
  readonly content: Fragment;
}

/** A complete SVG document with its own background, so that it is legible where the scheme is not that of the page. */
export function svgOf(drawing: Drawing): string {
  const { title, description, width = WIDTH, height, content } = drawing;
  const picture = markup`<rect width="${width}" height="${height}" rx="6" fill="${PAPER}"/>
${content}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}" font-size="11">
<title>${title}</title>
<desc>${description}</desc>
${darkStyle(picture.source)}
${picture}
</svg>`.source;
}

/** Rounds a coordinate to a tenth of a pixel, which keeps documents small. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The approximate width of a text in pixels. A Chinese character is as wide as the font size. */
export function textWidth(text: string, size = 11): number {
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? size : size * 0.6), 0);
}
