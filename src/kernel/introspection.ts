/** The replies for Tab completion and Shift+Tab. */

import type { Content } from "./transport/wire.js";
import type { Completion, SymbolInfo } from "./tslab/language.js";

/** Converts a position in characters, as Jupyter counts, to UTF-16 code units: an emoji has two of them. */
export function toUtf16(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}

/** Returns the reply to `inspect_request`: signature, documentation and tags as text. */
export function inspectReply(info: SymbolInfo | undefined): Content {
  if (!info) return { status: "ok", found: false, data: {}, metadata: {} };
  const tags = (info.tags ?? []).map(formatTag);
  const details = [join(info.documentation), tags.join("\n")].filter((text) => text !== "");
  const text = [join(info.displayParts), ...details].join("\n\n");
  return { status: "ok", found: true, data: { "text/plain": text }, metadata: {} };
}

function formatTag({ name, text }: { name: string; text?: readonly Part[] }): string {
  const details = join(text).trim();
  const separator = name === "example" || details.includes("\n") ? "\n" : " ";
  return `@${name}${separator}${details}`.trimEnd();
}

type Part = SymbolInfo["displayParts"][number];

/** Joins parts; `{@link name text}` becomes the text, or the name if there is none. */
function join(parts: readonly Part[] = []): string {
  const texts = parts.map(({ kind, text }, i) => {
    const isReplaced = kind === "linkName" && parts[i + 1]?.kind === "linkText";
    return kind === "link" || isReplaced ? "" : text;
  });
  return texts.join("");
}

/** Returns the reply to `complete_request`. The kinds are in the field that ipykernel has introduced for them. */
export function completeReply(code: string, { start, end, candidates }: Completion): Content {
  const cursor_start = toCharacters(code, start);
  const cursor_end = toCharacters(code, end);
  return {
    status: "ok",
    matches: candidates.map(({ text }) => text),
    cursor_start,
    cursor_end,
    metadata: {
      _jupyter_types_experimental: candidates.map(({ text, kind }) => ({
        text,
        type: kind,
        start: cursor_start,
        end: cursor_end,
      })),
    },
  };
}
