// Finds sections of the pages, and the piece of their text that shows why.
import MiniSearch from "minisearch";
import { words } from "./words.js";

/**
 * @typedef {object} Section
 * @property {string} href
 * @property {string} page the title of the page, as HTML
 * @property {string} heading of the section, as HTML
 * @property {string} zh
 * @property {string} en
 * @property {string} code and other text that belongs to no language
 * @property {string} folded what a reader opens after thinking, which is found but not shown
 * @property {number} weight
 */

const WEIGHTS = { heading: 5, page: 2, zh: 1, en: 1, code: 0.5, folded: 0.5 };
const BEFORE = 24;
const LENGTH = 110;

/** @param {Section[]} sections */
export function createEngine(sections) {
  const index = new MiniSearch({
    idField: "href",
    fields: Object.keys(WEIGHTS),
    extractField: (section, field) => section[field].replace(/<[^>]*>/g, " "),
    tokenize: words,
    processTerm: (word) => word,
    searchOptions: {
      boost: WEIGHTS,
      boostDocument: (href) => byHref.get(href).weight,
      prefix: (word) => word.length > 2 || /^\p{Script=Han}$/u.test(word),
    },
  });
  const byHref = new Map(sections.map((section) => [section.href, section]));
  index.addAll(sections);

  const attempts = [{ combineWith: "AND" }, {}, { fuzzy: 0.2 }];

  /**
   * The best sections first: those with all words, or else with some, or else with similar ones.
   * @param {string} query
   */
  return (query) => {
    for (const options of attempts) {
      const found = index.search(query, options);
      if (found.length > 0) {
        return found.map(({ id, terms }) => ({ section: byHref.get(id), terms }));
      }
    }
    return [];
  };
}

/**
 * The piece of a text around the first place with many of the terms: parts, of which every second is marked.
 * @param {string} text
 * @param {string[]} terms
 */
export function excerpt(text, terms) {
  const marked = marks(text, terms);
  let [best, most] = [0, 0];
  for (let at = marked.indexOf(true); at >= 0; at = marked.indexOf(true, at + 1)) {
    const count = marked.slice(at, at + LENGTH - BEFORE).filter(Boolean).length;
    if (count > most) [best, most] = [at, count];
  }
  const start = best <= BEFORE ? 0 : breakAfter(text, best - BEFORE);
  const end = start + LENGTH < text.length ? breakAfter(text, start + LENGTH) : text.length;
  const parts = [start > 0 ? "…" : ""];
  for (let at = start; at < end; at++) {
    if (marked[at] !== (parts.length % 2 === 0)) parts.push("");
    parts[parts.length - 1] += text[at];
  }
  if (end < text.length) parts.push(...(parts.length % 2 === 0 ? ["…"] : ["", "…"]));
  return { parts, count: most };
}

/**
 * @param {string} text
 * @param {string[]} terms
 */
function marks(text, terms) {
  const lower = text.toLowerCase();
  const marked = Array(text.length).fill(false);
  for (const term of terms) {
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + 1)) {
      marked.fill(true, at, at + term.length);
    }
  }
  return marked;
}

/**
 * The end of the English word at this place, if there is one.
 * @param {string} text
 * @param {number} at
 */
function breakAfter(text, at) {
  return at + (/^[\w'-]*/.exec(text.slice(at))?.[0].length ?? 0);
}
