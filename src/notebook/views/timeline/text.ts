/** A timeline as text: a chart of characters, and a description in sentences. */
import { counted } from "../../render/numbers.js";
import { onlyLanguage } from "../../render/phrases.js";
import { alignColumns } from "../../render/text-table.js";
import { readyNames, watchedNames } from "../mask-names.js";
import { signsOf, usedSigns } from "./signs.js";
import type { Chart, ChartRound, Lane } from "./timeline.js";

/** Capital letters mean ready, small letters watched. */
export function timelineText(chart: Chart): string {
  const { rounds, lanes, hidden } = chart;
  const [first] = rounds;
  if (first === undefined) return "timeline: no rounds yet";
  const legend = usedSigns(chart).map(
    ({ call, letter, bit }) => `${letter}/${letter.toLowerCase()} ${watchedNames(call, bit)}`,
  );
  const closed = lanes.some(({ end }) => end !== null) ? "; x closed" : "";
  const earlier = first.number - 1;
  return [
    ...alignColumns([
      ["round", ...rounds.map(roundName), ""],
      ...lanes.map((lane) => [
        lane.name || "-",
        ...rounds.map((round) => cellText(lane, round)),
        `fd ${lane.fd}`,
      ]),
    ]),
    `(capital: ready, small: only watched; ${legend.join(", ")}${closed})`,
    ...(earlier > 0 ? [`(${counted(earlier, "earlier round")} left out)`] : []),
    ...(hidden > 0 ? [`(${counted(hidden, "descriptor")} left out)`] : []),
  ].join("\n");
}

function cellText({ marks }: Lane, { number, call }: ChartRound): string {
  const mark = marks.get(number);
  if (mark === undefined) return "";
  const letters = signsOf(call, mark)
    .map(({ bit, letter }) => ((mark.ready & bit) === 0 ? letter.toLowerCase() : letter))
    .join("");
  const handled = mark.handled.map((label) => (label === "close" ? "close x" : label));
  return [letters, handled.join(", ")].join(" ").trim();
}

/** The timeline in sentences, for screen readers: in English, unless the notebooks are in Chinese. */
export function timelineDescription({ rounds, lanes }: Chart): string {
  const chinese = onlyLanguage() === "zh";
  const sentences = rounds.map((round) => {
    const parts = lanes.flatMap((lane) => {
      const mark = lane.marks.get(round.number);
      if (mark === undefined || mark.ready === 0) return [];
      const handled = mark.handled.length === 0 ? "" : ` (${mark.handled.join(", ")})`;
      return [`${laneName(lane)} ${readyNames(round.call, mark.ready)}${handled}`];
    });
    return chinese
      ? `第 ${roundName(round)} 轮：${parts.join("；") || "没有就绪的"}。`
      : `Round ${roundName(round)}: ${parts.join("; ") || "nothing ready"}.`;
  });
  return sentences.join(chinese ? "" : " ") || (chinese ? "还没有一轮。" : "No rounds yet.");
}

/** The name of a descriptor: that of its socket, or its number. */
export function laneName({ name, fd }: Lane): string {
  return name || `fd ${fd}`;
}

/** `3 (half-closed)`. */
function roundName({ number, label }: ChartRound): string {
  return label === "" ? `${number}` : `${number} (${label})`;
}
