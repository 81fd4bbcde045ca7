/** A recorded timeline as a picture (SVG) and as text. */
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
} from "../../../constants.js";
import { maskNames } from "../../../mux/event-names.js";
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import { FAINT, INK, num, PAPER, QUIET, svgOf, WIDTH, widthOf } from "../../render/theme.js";
import { columns } from "../round/table.js";
import type { Chart, Lane, Mark } from "./timeline.js";

/** How an event looks. */
interface Sign {
  readonly bit: number;
  readonly letter: string;
  readonly color: string;
  readonly meaning: string;
  /** Shown where it is watched for, not only where it came. */
  readonly asked: boolean;
}

const SELECT_SIGNS: readonly Sign[] = [
  { bit: POLLIN, letter: "R", color: "#1f6feb", meaning: "可读 rlist → rs", asked: true },
  { bit: POLLOUT, letter: "W", color: "#a8510a", meaning: "可写 wlist → ws", asked: true },
  { bit: POLLPRI, letter: "X", color: "#8250df", meaning: "紧急 xlist → xs", asked: true },
];

const POLL_SIGNS: readonly Sign[] = [
  { bit: POLLIN, letter: "I", color: "#1f6feb", meaning: "POLLIN", asked: true },
  { bit: POLLPRI, letter: "P", color: "#8250df", meaning: "POLLPRI", asked: true },
  { bit: POLLOUT, letter: "O", color: "#a8510a", meaning: "POLLOUT", asked: true },
  { bit: POLLERR, letter: "E", color: "#cf222e", meaning: "POLLERR", asked: false },
  { bit: POLLHUP, letter: "H", color: "#57606a", meaning: "POLLHUP", asked: false },
  { bit: POLLNVAL, letter: "N", color: "#24292f", meaning: "POLLNVAL", asked: false },
  { bit: POLLRDHUP, letter: "D", color: "#0a7d6c", meaning: "POLLRDHUP", asked: true },
];

const signsOf = ({ call }: Chart): readonly Sign[] =>
  call === "select" ? SELECT_SIGNS : POLL_SIGNS;

const visible = (sign: Sign, { watched, ready }: Mark): boolean =>
  (ready & sign.bit) !== 0 || (sign.asked && (watched & sign.bit) !== 0);

const LEFT = 128;
const TOP = 58;
const LABELS = 14;
const WIDEST_COLUMN = 130;
const RADIUS = 8.5;
const LINE = 12;

/** Where things go. */
interface Layout {
  readonly chart: Chart;
  readonly column: number;
  /** Where the lanes begin and end. */
  readonly top: number;
  readonly bottom: number;
  x(round: number): number;
  y(lane: number): number;
}

/** The picture: a whole SVG document that brings its own light background. */
export function timelineSvg(chart: Chart): string {
  const rounds = chart.last - chart.first + 1;
  const column = Math.min(WIDEST_COLUMN, (WIDTH - LEFT - 10) / Math.max(1, rounds));
  const tallest = Math.max(1, ...marksOf(chart).map(({ handled }) => handled.length));
  const row = 32 + LINE * tallest;
  const top = chart.labels.size === 0 ? TOP : TOP + LABELS;
  const bottom = top + row * chart.lanes.length;
  const layout: Layout = {
    chart,
    column,
    top,
    bottom,
    x: (round) => LEFT + column * (round - chart.first + 0.5),
    y: (lane) => top + row * lane + 16,
  };
  const legend = legendOf(chart);
  const height = bottom + 14 + legend.height;
  const title = titleOf(chart);
  const content = markup`<text x="14" y="22" font-size="13" font-weight="600" fill="${INK}">${title}</text>
${range(chart.first, chart.last).map((round) => roundHead(round, layout))}
${chart.lanes.map((lane, index) => laneOf(lane, index, layout))}
<g transform="translate(14 ${bottom + 14})">${legend.items}</g>`;
  return svgOf({ title, description: description(chart), height, content });
}

function titleOf({ call, first, last, hidden }: Chart): string {
  const parts = [`${call}()`];
  parts.push(first > 1 ? `第 ${first}–${last} 轮 rounds ${first}–${last}` : `${last} 轮 rounds`);
  if (first > 1) parts.push(`省略前 ${first - 1} 轮 ${first - 1} earlier ones left out`);
  if (hidden > 0) parts.push(`省略 ${hidden} 个描述符 ${hidden} descriptors left out`);
  return parts.join(" · ");
}

function roundHead(round: number, { chart, x, top, bottom }: Layout): Markup {
  const center = num(x(round));
  const label = chart.labels.get(round);
  const below = label
    ? markup`<text x="${center}" y="${TOP}" text-anchor="middle" fill="${INK}">${label}</text>`
    : "";
  return markup`<line x1="${center}" y1="${top - 8}" x2="${center}" y2="${bottom}" stroke="${FAINT}" stroke-dasharray="2 3"/><text x="${center}" y="${TOP - 14}" text-anchor="middle" fill="${QUIET}">${round}</text>${below}`;
}

function laneOf(lane: Lane, index: number, layout: Layout): Markup {
  const { chart, x } = layout;
  const y = layout.y(index);
  const from = lane.start < chart.first ? LEFT - 4 : x(lane.start);
  const to = lane.end === null ? WIDTH - 10 : x(lane.end) + layout.column * 0.34;
  const close = markup`<path d="M${num(to - 4)} ${y - 4}l8 8m0 -8l-8 8" stroke="${INK}" stroke-width="1.8"/>`;
  return markup`<g><text x="14" y="${y}" font-weight="600" font-size="12" fill="${INK}">${lane.name || `fd ${lane.fd}`}</text><text x="14" y="${y + 13}" fill="${QUIET}">${lane.name ? `fd ${lane.fd}` : ""}</text><line x1="${num(from)}" y1="${y}" x2="${num(to)}" y2="${y}" stroke="#b9b4a6" stroke-width="2"/><circle cx="${num(from)}" cy="${y}" r="3" fill="#b9b4a6"/>${lane.end === null ? "" : close}${[...lane.marks].map(([round, mark]) => markOf(mark, x(round), y, layout))}</g>`;
}

function markOf(mark: Mark, x: number, y: number, { chart, column }: Layout): Markup {
  const signs = signsOf(chart).filter((sign) => visible(sign, mark));
  const step = Math.min(2 * RADIUS + 2, (column - 2) / Math.max(1, signs.length));
  const left = x - (step * (signs.length - 1)) / 2;
  const labels = mark.handled.map(
    (label, line) =>
      markup`<text x="${num(x)}" y="${y + 22 + LINE * line}" text-anchor="middle" font-size="10" fill="${INK}">${label}</text>`,
  );
  return markup`${signs.map((sign, index) => disc(sign, (mark.ready & sign.bit) !== 0, left + step * index, y))}${labels}`;
}

/** Filled for ready, hollow for watched. */
function disc({ letter, color }: Sign, ready: boolean, x: number, y: number): Markup {
  const [fill, stroke, ink] = ready ? [color, color, "#ffffff"] : [PAPER, "#a5a193", QUIET];
  return markup`<circle cx="${num(x)}" cy="${y}" r="${RADIUS}" fill="${fill}" stroke="${stroke}" stroke-width="1.3"/><text x="${num(x)}" y="${y + 3.5}" text-anchor="middle" font-size="10" font-weight="700" fill="${ink}">${letter}</text>`;
}

/** Epoll has the events of poll, under names of its own. */
function meaningOf({ bit, meaning }: Sign, { call }: Chart): string {
  return call === "epoll" ? maskNames.epoll(bit) : meaning;
}

function legendOf(chart: Chart): { items: Fragment; height: number } {
  const marks = marksOf(chart);
  const signs = signsOf(chart).filter((sign) => marks.some((mark) => visible(sign, mark)));
  const samples: { sample: Fragment; text: string }[] = [
    ...signs.map((sign) => ({ sample: disc(sign, true, 9, 9), text: meaningOf(sign, chart) })),
    {
      sample: markup`<circle cx="9" cy="9" r="${RADIUS}" fill="${PAPER}" stroke="#a5a193" stroke-width="1.3"/>`,
      text: "只关注，未就绪 watched only",
    },
  ];
  if (hasEnds(chart)) {
    samples.push({
      sample: markup`<path d="M5 5l8 8m0 -8l-8 8" stroke="${INK}" stroke-width="1.8"/>`,
      text: "关闭 closed",
    });
  }
  let x = 0;
  let y = 0;
  const items = samples.map(({ sample, text }) => {
    const width = 40 + widthOf(text);
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

/** The picture in words, for those who do not see it. */
function description(chart: Chart): string {
  const sentences = range(chart.first, chart.last).map((round) => {
    const parts = chart.lanes.flatMap((lane) => {
      const mark = lane.marks.get(round);
      if (mark === undefined || mark.ready === 0) return [];
      const done = mark.handled.length === 0 ? "" : ` (${mark.handled.join(", ")})`;
      return [`${lane.name || `fd ${lane.fd}`} ${readyNames(chart, mark)}${done}`];
    });
    return `${roundName(chart, "Round ", round)}: ${parts.join("; ") || "nothing ready"}.`;
  });
  return sentences.join(" ");
}

/** `Round 3 (half-closed)`. */
function roundName({ labels }: Chart, prefix: string, round: number): string {
  const label = labels.get(round);
  return `${prefix}${round}${label === undefined ? "" : ` (${label})`}`;
}

function readyNames(chart: Chart, { ready }: Mark): string {
  if (chart.call !== "select") return maskNames[chart.call](ready);
  return SELECT_SIGNS.filter(({ bit }) => (ready & bit) !== 0)
    .map(({ meaning }) => meaning.slice(-2))
    .join(", ");
}

/** The timeline as a chart of characters: capitals for ready, small letters for watched. */
export function timelineText(chart: Chart): string {
  const rounds = range(chart.first, chart.last);
  const lines = chart.lanes.map((lane) => [
    lane.name || "-",
    ...rounds.map((round) => cellText(chart, lane, round)),
    `fd ${lane.fd}`,
  ]);
  const used = signsOf(chart).filter((sign) => marksOf(chart).some((mark) => visible(sign, mark)));
  const legend = used.map(({ letter, bit }) => {
    const name = chart.call === "select" ? listName(bit) : maskNames[chart.call](bit);
    return `${letter}/${letter.toLowerCase()} ${name}`;
  });
  const ends = hasEnds(chart);
  const left = [
    ...(chart.first > 1 ? [`${chart.first - 1} earlier rounds left out`] : []),
    ...(chart.hidden > 0 ? [`${chart.hidden} descriptors left out`] : []),
  ];
  return [
    ...columns([["round", ...rounds.map((round) => roundName(chart, "", round)), ""], ...lines]),
    `(capital: ready, small: only watched; ${legend.join(", ")}${ends ? "; x closed" : ""})`,
    ...left.map((text) => `(${text})`),
  ].join("\n");
}

function listName(bit: number): string {
  if (bit === POLLIN) return "rlist";
  return bit === POLLOUT ? "wlist" : "xlist";
}

function cellText(chart: Chart, lane: Lane, round: number): string {
  const mark = lane.marks.get(round);
  if (mark === undefined) return "";
  const letters = signsOf(chart)
    .filter((sign) => visible(sign, mark))
    .map(({ bit, letter }) => ((mark.ready & bit) === 0 ? letter.toLowerCase() : letter))
    .join("");
  const handled = mark.handled.map((label) => (label === "close" ? "close x" : label));
  return [letters, handled.join(", ")].join(" ").trim();
}

function marksOf({ lanes }: Chart): Mark[] {
  return lanes.flatMap(({ marks }) => [...marks.values()]);
}

function hasEnds({ lanes }: Chart): boolean {
  return lanes.some(({ end }) => end !== null);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
