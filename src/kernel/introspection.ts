/** The replies for Tab completion and Shift+Tab. */

import type { Content } from "./transport/wire.js";
import type { Completion, QuickInfo } from "./tslab/adapter.js";

/** Converts a position in characters, as Jupyter counts, to UTF-16 code units: an emoji has two of them. */
export function toUtf16(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}

/** Returns the reply to `inspect_request`: signature, documentation and tags as text. */
export function inspectReply(info: QuickInfo | undefined): Content {
  if (!info) return { status: "ok", found: false, data: {}, metadata: {} };
  const join = (parts: { text: string }[] = []) => parts.map((part) => part.text).join("");
  const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd());
  const details = [join(info.documentation), tags.join("\n")].filter((text) => text !== "");
  const text = [join(info.displayParts), ...details].join("\n\n");
  return { status: "ok", found: true, data: { "text/plain": text }, metadata: {} };
}

/** Returns the reply to `complete_request`. */
export function completeReply(code: string, { start, end, candidates }: Completion): Content {
  return {
    status: "ok",
    matches: candidates,
    cursor_start: toCharacters(code, start),
    cursor_end: toCharacters(code, end),
    metadata: {},
  };
}
