/** A recording as one HTML output: its data, the player's script, and a form for readers without scripts. */
import { playerScript } from "../player-script.js";
import { onlyLanguage } from "../render/phrases.js";
import type { Recording } from "./format.js";

/**
 * The HTML of a recording with its player, which requests nothing. Without scripts (in an untrusted notebook, on a
 * code host) and on paper, `fallbackHtml` is shown instead. It must be safe to insert.
 */
export function playerHtml(recording: Recording, fallbackHtml: string): string {
  const language = onlyLanguage() ?? "both";
  return `<div data-day29-recording="" data-language="${language}">
<script type="application/json">${jsonForScript(recording)}</script>
<div data-day29-fallback="">${fallbackHtml}</div>
</div>
<script>${playerScript("inline")}</script>`;
}

const ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON that no text in it can end early: `</script>` and `<!--` have a meaning even inside a string. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
