/** A recording as text, and as a player with tables for viewers that run no scripts. */
import { type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { CELL, HEAD, htmlTable, th } from "../render/html-table.js";
import { counted } from "../render/numbers.js";
import { type Bilingual, bilingual, inEnglish, omittedPhrase, stacked } from "../render/phrases.js";
import { textTable } from "../render/text-table.js";
import type { RecordedRound, Recording } from "./format.js";
import { playerHtml } from "./player-html.js";
import { timelineTable } from "./timeline-table.js";

export function recordingBundle(recording: Recording): MimeBundle {
  return {
    "text/plain": recordingText(recording),
    "text/html": playerHtml(recording, tablesOf(recording)),
  };
}

/** A row for each round. Descriptors come last, as their width differs between runs. */
export function recordingText({ server, rounds, earlierRounds }: Recording): string {
  if (rounds.length === 0) return `${server}: no rounds yet`;
  return textTable(`${server}: ${counted(rounds.length, "round")}`, [
    ["round", "call", "clients", "ready", "handled"],
    ...rounds.map((round) => [
      `${round.number}`,
      round.call ?? "-",
      clientTexts(round).join(", ") || "-",
      readyTexts(round).join(", ") || "-",
      inEnglish(handledPhrases(round)) || "-",
    ]),
    ...(earlierRounds === 0 ? [] : [`(${counted(earlierRounds, "earlier round")} left out)`]),
  ]);
}

function tablesOf(recording: Recording): string {
  const timeline = recording.rounds.length === 0 ? "" : timelineTable(recording);
  return `${timeline}${recordingTable(recording)}`;
}

/** The same as an HTML table, with what the server did in both languages. */
function recordingTable({ server, rounds, earlierRounds }: Recording): string {
  const counts: Bilingual = {
    zh: `${rounds.length} 轮${earlierRounds ? `，省略前 ${earlierRounds} 轮` : ""}`,
    en: `${counted(rounds.length, "round")}${earlierRounds ? `, ${counted(earlierRounds, "earlier one")} left out` : ""}`,
  };
  return htmlTable(
    markup`<b>${server}</b> · ${bilingual(counts)}`,
    [
      th({ zh: "轮", en: "round" }),
      th({ zh: "调用", en: "call" }),
      th({ zh: "客户端", en: "clients" }),
      th({ zh: "就绪", en: "ready" }),
      th({ zh: "处理", en: "handled" }, `${HEAD};min-width:10em`),
    ],
    rounds.map(rowOf),
  );
}

function rowOf(round: RecordedRound): Markup {
  const td = (content: string): Markup => markup`<td style="${CELL}">${content}</td>`;
  return markup`<tr>${[
    td(`${round.number}`),
    td(round.call ?? "–"),
    td(clientTexts(round).join(", ") || "–"),
    td(readyTexts(round).join(", ") || "–"),
    markup`<td style="${CELL}">${stacked(handledPhrases(round))}</td>`,
  ]}</tr>`;
}

function handledPhrases({ events, omittedEvents = 0 }: RecordedRound): Bilingual[] {
  const phrases = events.map(({ text }) => text);
  if (omittedEvents > 0) phrases.push(omittedPhrase(omittedEvents));
  return phrases;
}

function clientTexts({ clients }: RecordedRound): string[] {
  return clients.map(({ client, action, text }) =>
    text === "" ? `${client}: ${action}` : `${client}: ${action} ${JSON.stringify(text)}`,
  );
}

function readyTexts({ sockets }: RecordedRound): string[] {
  return sockets
    .filter(({ ready }) => ready !== 0)
    .map(({ name, readyText }) => `${name || "?"} ${readyText}`);
}
