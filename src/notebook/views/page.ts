/** A web page in a cell: a frame of its own, in which nothing runs and nothing is fetched. */
import { escapeMarkup, markup } from "../../text/markup.js";
import { type MimeBundle, output } from "../host.js";

/** How `showPage()` shows. */
export interface PageOptions {
  /** How high the frame is, in pixels; the page scrolls inside it. Default 420. */
  readonly height?: number;
}

/**
 * Shows an HTML document below the cell, as a browser would; its text where pages are not shown.
 *
 * The page is on its own: its scripts do not run, its links lead nowhere, and it fetches nothing.
 * Styles and pictures show only if they are in the document, as `<style>` and `data:` URLs.
 *
 * @example
 * showPage("<!doctype html><title>Hello</title><h1>Hello</h1><p>from a socket</p>");
 * // Hello
 * // from a socket
 */
export function showPage(html: string, options: PageOptions = {}): void {
  output(pageBundle(html, options));
}

/** Forbids every request; the sandbox forbids scripts and forms. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

const FRAME = "width:100%;border:1px solid #b9b4a6;border-radius:6px";

/** The forms of a page. */
export function pageBundle(html: string, { height = 420 }: PageOptions = {}): MimeBundle {
  const alone = html.replace(LINKS, "$1").replace(FETCHED, "$1");
  const source = /<head\b[^>]*>/i.test(alone)
    ? alone.replace(/<head\b[^>]*>/i, (head) => head + POLICY)
    : POLICY + alone;
  const title = /<title>(.*?)<\/title>/is.exec(html)?.[1] ?? "";
  return {
    "text/plain": textOf(html),
    "text/html":
      markup`<iframe sandbox srcdoc="${source}" title="${plain(title)}" height="${height}" style="${FRAME}"></iframe>`
        .source,
  };
}

/** The address of a link, of which only what stands before it is kept. */
const LINKS = /(<(?:a|area)\b[^>]*?)\shref\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;

/** What the frame could only fail to fetch, and complain of: a style sheet's link, a picture's address. */
const FETCHED =
  /<link\b[^>]*>|(<img\b[^>]*?)\ssrc(?:set)?\s*=\s*(?:"(?!data:)[^"]*"|'(?!data:)[^']*'|(?!["']|data:)[^\s>]+)/gi;

/** What ends a line of text. */
const BLOCKS = /<\/?(?:p|div|h[1-6]|li|tr|br|pre|main|section|table|ul|ol|form)\b[^>]*>/gi;

/** What a reader of the body reads, a line for each block. */
function textOf(html: string): string {
  const body = html
    .replace(/<!--.*?-->/gs, "")
    .replace(/<(head|style|script|title)\b.*?<\/\1\s*>/gis, "");
  return body
    .replace(BLOCKS, "\n")
    .split("\n")
    .map((line) => plain(line.replace(/<[^>]*>/g, "")).trim())
    .filter((line) => line !== "")
    .join("\n");
}

const ENTITIES = ["&", "<", ">", '"', "'"].map((character): [string, string] => [
  escapeMarkup(character),
  character,
]);

function plain(text: string): string {
  return ENTITIES.reduceRight(
    (rest, [entity, character]) => rest.replaceAll(entity, character),
    text,
  );
}
