/** Patterns such as `import *`, with which front ends search the history. */

type Part = "*" | ((char: string) => boolean);

/**
 * Returns whether all of `text` matches a pattern with `*`, `?` and `[a-z]` or `[^a-z]`, as in SQLite's GLOB, which
 * IPython uses. Node has `path.matchesGlob()` from 22 on, for which `/` is special. A regular expression would take
 * quadratic time, or worse, for a pattern with several stars.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const chars = [...text];
  const parts = parse(pattern);
  let at = 0;
  let part = 0;
  let star: { part: number; at: number } | undefined;
  while (at < chars.length) {
    const test = parts[part];
    if (test === "*") {
      star = { part, at };
      part += 1;
    } else if (test?.(chars[at] as string)) {
      at += 1;
      part += 1;
    } else if (star) {
      // Only the latest star has to be tried again, with one more character.
      star.at += 1;
      at = star.at;
      part = star.part + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((rest) => rest === "*");
}

function parse(pattern: string): Part[] {
  const tokens = pattern.match(/\[\^?\]?[^\]]*\]|./gsu) ?? [];
  return tokens.map((token) => {
    if (token === "*") return "*";
    if (token === "?") return () => true;
    return token.length > 1 && token.startsWith("[") ? setOf(token) : (char) => char === token;
  });
}

/** Returns the test of a set such as `[a-z_]`. */
function setOf(token: string): (char: string) => boolean {
  const negated = token.startsWith("[^");
  const ranges = token.slice(negated ? 2 : 1, -1).match(/.-.|./gsu) ?? [];
  const bounds = ranges.map((range) => [...range]).map((chars) => [chars[0], chars.at(-1)]);
  return (char) => negated !== bounds.some(([low = "", high = ""]) => low <= char && char <= high);
}
