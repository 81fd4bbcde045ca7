// The words that are found. Chinese has no spaces, so that each two neighbouring characters are a word.

const RUN = /\p{Script=Han}+|[\p{L}\p{N}_]+/gu;
/** Words that occur everywhere. They also end a run of Chinese characters. */
const COMMON =
  /什么|怎么|怎样|[的了是吗呢]|\b(?:an?|and|are|do|does|for|how|in|is|it|of|on|or|the|to|what|when|which|why|with)\b/g;

/** @param {string} text */
export function words(text) {
  const found = [];
  const plain = text.normalize("NFKC");
  for (const [run] of plain.replace(COMMON, " ").matchAll(RUN)) {
    if (/^\p{Script=Han}/u.test(run)) found.push(...pairs([...run]));
    else found.push(...parts(run));
  }
  return found.map((word) => word.toLowerCase());
}

/** @param {string[]} characters */
function pairs(characters) {
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, at) => characters[at] + character);
}

/**
 * A name and its parts: `SO_REUSEADDR` is also found as "reuseaddr", `httpServer` as "server".
 * @param {string} name
 */
function parts(name) {
  const inside = name.match(/\p{Lu}?[\p{Ll}\p{N}]+|[\p{Lu}\p{N}]+(?!\p{Ll})|\p{L}+/gu) ?? [];
  return inside.length > 1 ? [name, ...inside] : [name];
}
