/** Content negotiation by media type: RFC 9110 section 12.5.1. */

/** A media range, such as `text/*`, in lower case, and its quality from 0, not acceptable, to 1. */
interface MediaRange {
  readonly name: string;
  readonly quality: number;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const PARAMETER = `[ \\t]*;[ \\t]*(?:${TOKEN}=(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*"))?`;
/** A member of the list, from the position of the last match on. */
const MEMBER = new RegExp(`[ \\t,]*(${TOKEN}/${TOKEN})((?:${PARAMETER})*)[ \\t]*(?:,|$)`, "y");
/** Section 12.4.2. */
const QUALITY = /;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)(?=[ \t]*(?:;|$))/i;

/**
 * Returns whether a client that sends this Accept field prefers HTML to plain text. It has to name HTML:
 * programs that accept everything, such as curl(1), are for text.
 */
export function prefersHtml(accept: string = ""): boolean {
  const ranges = rangesOf(accept);
  const html = qualityOf("text/html", ranges);
  const plain = qualityOf("text/plain", ranges);
  if (html === 0 || html < plain) return false;
  return html > plain || ranges.some(({ name }) => name === "text/html");
}

/** Returns the valid members of an Accept field up to the first one that is not valid. */
function rangesOf(accept: string): MediaRange[] {
  const ranges: MediaRange[] = [];
  MEMBER.lastIndex = 0;
  for (let match = MEMBER.exec(accept); match !== null; match = MEMBER.exec(accept)) {
    const [, name = "", parameters = ""] = match;
    const quality = QUALITY.exec(parameters)?.[1] ?? "1";
    ranges.push({ name: name.toLowerCase(), quality: Number(quality) });
  }
  return ranges;
}

/** Returns the quality of a type by the most specific range that includes it. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const [major] = type.split("/");
  for (const wanted of [type, `${major}/*`, "*/*"]) {
    const found = ranges.filter(({ name }) => name === wanted);
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality));
  }
  return 0;
}
