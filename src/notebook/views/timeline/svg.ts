/** A timeline as a picture: rounds from left to right, a lane for each descriptor. */
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import { counted } from "../../render/numbers.js";
import { pictureText } from "../../render/phrases.js";
import { svgOf, tenths, textWidth } from "../../render/svg.js";
import { FAINT, INK, LANE, ON_COLOR, PAPER, QUIET, RIM, WIDTH } from "../../render/theme.js";
import { callsOf, type Sign, signMeaning, signsOf, usedSigns } from "./signs.js";
import { laneName, timelineDescription } from "./text.js";
import type { Chart, ChartRound, Lane, Mark } from "./timeline.js";

const LEFT = 128;
const TOP = 58;
const LABEL_HEIGHT = 14;
const MAX_COLUMN = 130;
const RADIUS = 8.5;
const LINE_HEIGHT = 12;

/** The positions of rounds and lanes, in pixels. */
interface Layout {
  readonly chart: Chart;
  /** The width of a round. */
  readonly column: number;
  /** The top of the first lane. */
  readonly top: number;
  /** The bottom of the last lane. */
  readonly bottom: number;
  x(round: number): number;
  y(lane: number): number;
}

/** The timeline as an SVG document. */
export function timelineSvg(chart: Chart): string {
  const layout = layoutOf(chart);
  const { bottom } = layout;
  const legend = legendOf(chart);
  const title = titleOf(chart);
  const content = markup`<text x="14" y="22" font-size="13" font-weight="600" fill="${INK}">${title}</text>
${chart.rounds.map((round) => roundHead(round, layout))}
${chart.lanes.map((lane, index) => laneOf(lane, index, layout))}
<g transform="translate(14 ${bottom + 14})">${legend.items}</g>`;
  const height = bottom + 14 + legend.height;
  return svgOf({ title, description: timelineDescription(chart), height, content });
}

function layoutOf(chart: Chart): Layout {
  const { rounds, lanes } = chart;
  const column = Math.min(MAX_COLUMN, (WIDTH - LEFT - 10) / Math.max(1, rounds.length));
  const marks = lanes.flatMap((lane) => [...lane.marks.values()]);
  const tallest = Math.max(1, ...marks.map(({ handled }) => handled.length));
  const row = 32 + LINE_HEIGHT * tallest;
  const labelLines = Math.max(...rounds.map(({ label }) => linesOf(label).length), 0);
  const top = TOP + LABEL_HEIGHT * labelLines;
  const first = rounds[0]?.number ?? 1;
  return {
    chart,
    column,
    top,
    bottom: top + row * lanes.length,
    x: (round) => LEFT + column * (round - first + 0.5),
    y: (lane) => top + row * lane + 16,
  };
}

function titleOf(chart: Chart): string {
  const { rounds, hidden } = chart;
  const first = rounds[0]?.number ?? 1;
  const last = rounds.at(-1)?.number ?? 0;
  const parts = callsOf(chart).map((call) => (call === "uring" ? "io_uring" : `${call}()`));
  const shown = { zh: `第 ${first}–${last} 轮`, en: `rounds ${first}–${last}` };
  const earlier = {
    zh: `省略前 ${first - 1} 轮`,
    en: `${counted(first - 1, "earlier one")} left out`,
  };
  const omitted = {
    zh: `省略 ${hidden} 个描述符`,
    en: `${counted(hidden, "descriptor")} left out`,
  };
  parts.push(
    first > 1
      ? pictureText(shown)
      : `${last} ${pictureText({ zh: "轮", en: last === 1 ? "round" : "rounds" })}`,
  );
  if (first > 1) parts.push(pictureText(earlier));
  if (hidden > 0) parts.push(pictureText(omitted));
  return parts.join(" · ");
}

/** A label in both languages has a line for each. */
function linesOf(label: string): string[] {
  return label === "" ? [] : label.split(" · ");
}

function roundHead({ number, label }: ChartRound, { x, top, bottom }: Layout): Markup {
  const center = tenths(x(number));
  const below = linesOf(label).map(
    (line, index) =>
      markup`<text x="${center}" y="${TOP + LABEL_HEIGHT * index}" text-anchor="middle" fill="${INK}">${line}</text>`,
  );
  return markup`<line x1="${center}" y1="${top - 8}" x2="${center}" y2="${bottom}" stroke="${FAINT}" stroke-dasharray="2 3"/><text x="${center}" y="${TOP - 14}" text-anchor="middle" fill="${QUIET}">${number}</text>${below}`;
}

function laneOf(lane: Lane, index: number, layout: Layout): Markup {
  const { chart, x } = layout;
  const { rounds } = chart;
  const y = layout.y(index);
  const from = lane.start < (rounds[0]?.number ?? 1) ? LEFT - 4 : x(lane.start);
  const to = lane.end === null ? WIDTH - 10 : x(lane.end) + layout.column * 0.34;
  const cross = markup`<path d="M${tenths(to - 4)} ${y - 4}l8 8m0 -8l-8 8" stroke="${INK}" stroke-width="1.8"/>`;
  const marks = rounds.map((round) => {
    const mark = lane.marks.get(round.number);
    return mark === undefined ? "" : markOf(mark, round, y, layout);
  });
  return markup`<g><text x="14" y="${y}" font-weight="600" font-size="12" fill="${INK}">${laneName(lane)}</text><text x="14" y="${y + 13}" fill="${QUIET}">${lane.name ? `fd ${lane.fd}` : ""}</text><line x1="${tenths(from)}" y1="${y}" x2="${tenths(to)}" y2="${y}" stroke="${LANE}" stroke-width="2"/><circle cx="${tenths(from)}" cy="${y}" r="3" fill="${LANE}"/>${lane.end === null ? "" : cross}${marks}</g>`;
}

function markOf(mark: Mark, { number, call }: ChartRound, y: number, layout: Layout): Markup {
  const x = layout.x(number);
  const signs = signsOf(call, mark);
  const step = Math.min(2 * RADIUS + 2, (layout.column - 2) / Math.max(1, signs.length));
  const left = x - (step * (signs.length - 1)) / 2;
  const labels = mark.handled.map(
    (label, line) =>
      markup`<text x="${tenths(x)}" y="${y + 22 + LINE_HEIGHT * line}" text-anchor="middle" font-size="10" fill="${INK}">${label}</text>`,
  );
  return markup`${signs.map((sign, index) => disc(sign, (mark.ready & sign.bit) !== 0, left + step * index, y))}${labels}`;
}

/** Filled for ready, hollow for watched. */
function disc({ letter, color }: Sign, ready: boolean, x: number, y: number): Markup {
  const [fill, stroke, ink] = ready ? [color, color, ON_COLOR] : [PAPER, RIM, QUIET];
  return markup`<circle cx="${tenths(x)}" cy="${y}" r="${RADIUS}" fill="${fill}" stroke="${stroke}" stroke-width="1.3"/><text x="${tenths(x)}" y="${y + 3.5}" text-anchor="middle" font-size="10" font-weight="700" fill="${ink}">${letter}</text>`;
}

function legendOf(chart: Chart): { items: Fragment; height: number } {
  const samples: { sample: Fragment; text: string }[] = [
    ...usedSigns(chart).map((sign) => ({
      sample: disc(sign, true, 9, 9),
      text: signMeaning(sign),
    })),
    {
      sample: markup`<circle cx="9" cy="9" r="${RADIUS}" fill="${PAPER}" stroke="${RIM}" stroke-width="1.3"/>`,
      text: pictureText({ zh: "只关注，未就绪", en: "watched only" }),
    },
  ];
  if (chart.lanes.some(({ end }) => end !== null)) {
    samples.push({
      sample: markup`<path d="M5 5l8 8m0 -8l-8 8" stroke="${INK}" stroke-width="1.8"/>`,
      text: pictureText({ zh: "关闭", en: "closed" }),
    });
  }
  let x = 0;
  let y = 0;
  const items = samples.map(({ sample, text }) => {
    const width = 40 + textWidth(text);
    if (x + width > WIDTH - 28) {
      x = 0;
      y += 24;
    }
    const item = markup`<g transform="translate(${x} ${y})">${sample}<text x="24" y="13" fill="${INK}">${text}</text></g>`;
    x += width;
    return item;
  });
  return { items, height: y + 30 };
}
