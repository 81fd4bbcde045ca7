/** A web page in a frame in which no script runs and nothing is fetched. */
import { escapeMarkup, markup } from "../../text/markup.js";
import { checkInteger, checkOptions, checkString } from "../../validators.js";
import { type MimeBundle, output } from "../host.js";
import { bilingual } from "../render/phrases.js";

/** Options of `showPage()`. */
export interface PageOptions {
  /** The height of the frame in pixels; the page scrolls inside it. Default 420. */
  readonly height?: number;
}

/**
 * Shows an HTML document below the cell as a browser would. Its text is folded below it: viewers that
 * remove frames, such as GitHub, show that.
 *
 * The page is isolated: scripts do not run, links do nothing, and nothing is fetched. Styles and
 * images show only if the document contains them, as `<style>` and `data:` URLs.
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

const TEXT = { zh: "网页里的文字", en: "The text of the page" };

const FRAME = "width:100%;border:1px solid #b9b4a6;border-radius:6px";

export function pageBundle(html: string, options: PageOptions = {}): MimeBundle {
  checkString("html", html);
  checkOptions(options);
  const { height = 420 } = options;
  checkInteger("height", height, 1);
  const isolated = html.replace(LINKS, "$1").replace(FETCHED, "$1");
  const source = /<head\b[^>]*>/i.test(isolated)
    ? isolated.replace(/<head\b[^>]*>/i, (head) => head + POLICY)
    : POLICY + isolated;
  const title = /<title>(.*?)<\/title>/is.exec(html)?.[1] ?? "";
  const text = textOf(html);
  const frame = markup`<iframe sandbox srcdoc="${source}" title="${decoded(title)}" height="${height}" style="${FRAME}"></iframe>`;
  return {
    "text/plain": text,
    // Hosts of code remove the frame and keep the text.
    "text/html": markup`${frame}
<details><summary>${bilingual(TEXT)}</summary><pre style="white-space:pre-wrap">${text}</pre></details>`
      .source,
  };
}

/** The URL of a link; the group captures everything before it. */
const LINKS = /(<(?:a|area)\b[^>]*?)\shref\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;

/** Style sheets and URLs of images: the policy would block them, and log an error in the console. */
const FETCHED =
  /<link\b[^>]*>|(<img\b[^>]*?)\ssrc(?:set)?\s*=\s*(?:"(?!data:)[^"]*"|'(?!data:)[^']*'|(?!["']|data:)[^\s>]+)/gi;

/** Tags that begin or end a line of text. */
const BLOCKS = /<\/?(?:p|div|h[1-6]|li|tr|br|pre|main|section|table|ul|ol|form)\b[^>]*>/gi;

/** The text of the body, a line for each block. */
function textOf(html: string): string {
  const body = html
    .replace(/<!--.*?-->/gs, "")
    .replace(/<(head|style|script|title)\b.*?<\/\1\s*>/gis, "");
  return body
    .replace(BLOCKS, "\n")
    .split("\n")
    .map((line) => decoded(line.replace(/<[^>]*>/g, "")).trim())
    .filter((line) => line !== "")
    .join("\n");
}

const ENTITIES = ["&", "<", ">", '"', "'"].map((character): [string, string] => [
  escapeMarkup(character),
  character,
]);

function decoded(text: string): string {
  return ENTITIES.reduceRight(
    (rest, [entity, character]) => rest.replaceAll(entity, character),
    text,
  );
}
