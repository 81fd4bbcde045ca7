/** A buffer chart as a picture: two gauges for the last sample, and below them a line for each buffer. */
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import { groupDigits } from "../../render/numbers.js";
import { onlyLanguage, pictureText } from "../../render/phrases.js";
import { svgOf, tenths, textWidth } from "../../render/svg.js";
import { FAINT, INK, PAPER, QUIET, RED } from "../../render/theme.js";
import type { BufferSample } from "./buffer-chart.js";
import { BOTH, labelledSamples, maxBytes, RECEIVE, SEND, type Series } from "./series.js";
import { buffersDescription } from "./text.js";

/** Narrow, with large letters: the picture is watched while it changes, on phones too. */
const WIDTH = 440;
const MARGIN = 14;
const FONT_SIZE = 12.5;

const TITLE = { zh: "发送缓冲区和接收缓冲区", en: "Send buffer and receive buffer" };
const EMPTY = { zh: "还没有取样", en: "no sample yet" };
const CLOSED = { zh: "已关闭", en: "closed" };
const BYTES = { zh: "字节", en: "bytes" };
const NETWORK = { zh: "网络", en: "network" };
const SAMPLE = { zh: "第几次取样", en: "sample" };

/** The chart as an SVG document. */
export function buffersSvg(samples: readonly BufferSample[]): string {
  const last = samples.at(-1);
  const description = buffersDescription(samples);
  const title = pictureText(TITLE, " · ");
  if (last === undefined) {
    const content = markup`<text x="${MARGIN}" y="26" fill="${QUIET}">${pictureText(EMPTY, " · ")}</text>`;
    return svgOf({ title, description, width: WIDTH, height: 42, content });
  }
  const parts = [
    gauge(SEND, last, MARGIN),
    pipe(),
    gauge(RECEIVE, last, MARGIN + GAUGE_WIDTH + GAP),
    history(samples),
  ];
  const content = markup`<g font-size="${FONT_SIZE}">${parts}</g>`;
  return svgOf({ title, description, width: WIDTH, height: BOTTOM + 42, content });
}

const GAP = 48;
const GAUGE_WIDTH = (WIDTH - 2 * MARGIN - GAP) / 2;
const GAUGE_TOP = 34;
const GAUGE_HEIGHT = 64;

/** One buffer, filled in proportion to its size. */
function gauge(series: Series, sample: BufferSample, x: number): Markup {
  const { color, option } = series;
  const bytes = series.bytes(sample);
  const size = series.size(sample);
  const fill = bytes === null || size === null || size === 0 ? 0 : Math.min(1, bytes / size);
  const level = tenths(fill * (GAUGE_HEIGHT - 4));
  const capacity = size === null ? "" : `${option} ${groupDigits(size)}`;
  const amount =
    bytes === null ? pictureText(CLOSED) : `${groupDigits(bytes)} ${pictureText(BYTES)}`;
  return markup`<text x="${x}" y="24" font-weight="600" fill="${INK}">${pictureText(series)}</text><rect x="${x + 2}" y="${tenths(GAUGE_TOP + GAUGE_HEIGHT - 2 - level)}" width="${GAUGE_WIDTH - 4}" height="${level}" fill="${color}" opacity=".8"/><path d="M${x} ${GAUGE_TOP}v${GAUGE_HEIGHT}h${GAUGE_WIDTH}v-${GAUGE_HEIGHT}" fill="none" stroke="${INK}" stroke-width="1.8"/><text x="${x + GAUGE_WIDTH / 2}" y="${GAUGE_TOP + 25}" text-anchor="middle" font-size="15" font-weight="700" fill="${INK}" stroke="${PAPER}" stroke-width="4" paint-order="stroke">${amount}</text><text x="${x + GAUGE_WIDTH}" y="${GAUGE_TOP + GAUGE_HEIGHT + 17}" text-anchor="end" fill="${QUIET}">${capacity}</text>`;
}

function pipe(): Markup {
  const x = MARGIN + GAUGE_WIDTH + 7;
  const y = GAUGE_TOP + GAUGE_HEIGHT - 12;
  const end = x + GAP - 14;
  return markup`<path d="M${x} ${y}H${end - 7}" stroke="${QUIET}" stroke-width="2"/><path d="M${end} ${y}l-9 -5v10z" fill="${QUIET}"/><text x="${(x + end) / 2}" y="${y - 9}" text-anchor="middle" fill="${QUIET}">${onlyLanguage() === "en" ? NETWORK.en : NETWORK.zh}</text>`;
}

const PLOT_LEFT = 62;
const PLOT_TOP = 176;
const PLOT_HEIGHT = 130;
const BOTTOM = PLOT_TOP + PLOT_HEIGHT;

function history(samples: readonly BufferSample[]): Markup {
  const highest = maxBytes(samples);
  const step = gridStep(highest);
  const top = Math.ceil(highest / step) * step;
  const right = WIDTH - MARGIN;
  const column = Math.min(24, (right - PLOT_LEFT) / Math.max(1, samples.length - 1));
  const x = (index: number): number => tenths(PLOT_LEFT + column * index);
  const y = (bytes: number): number => tenths(BOTTOM - (bytes / top) * PLOT_HEIGHT);
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, line) => {
    const at = y(line * step);
    return markup`<line x1="${PLOT_LEFT}" y1="${at}" x2="${right}" y2="${at}" stroke="${FAINT}" stroke-dasharray="2 3"/><text x="${PLOT_LEFT - 6}" y="${at + 4}" text-anchor="end" fill="${QUIET}">${binarySize(line * step)}</text>`;
  });
  const lines = BOTH.map((series) => lineOf(series, samples, x, y));
  const first = samples[0]?.number ?? 1;
  const last = samples.at(-1)?.number ?? 1;
  const axis = markup`<text x="${PLOT_LEFT}" y="${BOTTOM + 17}" text-anchor="middle" fill="${QUIET}">${first}</text><text x="${x(samples.length - 1)}" y="${BOTTOM + 17}" text-anchor="middle" fill="${QUIET}">${last > first ? last : ""}</text><text x="${right}" y="${BOTTOM + 34}" text-anchor="end" fill="${QUIET}">${pictureText(SAMPLE)} →</text>`;
  return markup`${[legend(), grid, labelsOf(samples, x), lines, axis]}`;
}

function lineOf(
  series: Series,
  samples: readonly BufferSample[],
  x: (index: number) => number,
  y: (bytes: number) => number,
): Markup {
  const points = samples.flatMap((sample, index) => {
    const bytes = series.bytes(sample);
    return bytes === null ? [] : [{ x: x(index), y: y(bytes) }];
  });
  const [first] = points;
  if (first === undefined) return markup``;
  const path = points.map((point) => `${point.x} ${point.y}`).join("L");
  return markup`<circle cx="${first.x}" cy="${first.y}" r="2.5" fill="${series.color}"/><path d="M${path}" fill="none" stroke="${series.color}" stroke-width="2" stroke-linejoin="round"${dashOf(series)}/>`;
}

/** Dashes distinguish the two lines without colours, and where they coincide. */
function dashOf(series: Series): Fragment {
  return series === SEND ? "" : markup` stroke-dasharray="6 3"`;
}

function legend(): Markup {
  let x = MARGIN;
  const items = BOTH.map((series) => {
    const { color } = series;
    const text = pictureText(series);
    const item = markup`<line x1="${x}" y1="${PLOT_TOP - 36}" x2="${x + 22}" y2="${PLOT_TOP - 36}" stroke="${color}" stroke-width="2"${dashOf(series)}/><text x="${x + 28}" y="${PLOT_TOP - 32}" fill="${INK}">${text}</text>`;
    x += 46 + textWidth(text, FONT_SIZE);
    return item;
  });
  return markup`${items}`;
}

/** The labels of samples. A label that would overlap the previous one is left out, but not its line. */
function labelsOf(samples: readonly BufferSample[], x: (index: number) => number): Markup {
  let free = -Infinity;
  const marks = labelledSamples(samples).map((sample): Fragment => {
    const { label } = sample;
    const at = x(samples.indexOf(sample));
    const line = markup`<line x1="${at}" y1="${PLOT_TOP - 6}" x2="${at}" y2="${BOTTOM}" stroke="${RED}" stroke-dasharray="1 3"/>`;
    const width = textWidth(label, FONT_SIZE);
    const anchor = at + width + 4 > WIDTH ? "end" : "start";
    const start = anchor === "end" ? at - width : at;
    if (start < free) return line;
    free = start + width + 6;
    return markup`${line}<text x="${at}" y="${PLOT_TOP - 9}" text-anchor="${anchor}" fill="${RED}">${label}</text>`;
  });
  return markup`${marks}`;
}

/** The distance between grid lines: a power of two, so that there are three to five lines. */
function gridStep(highest: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(highest)) - 2);
}

/** `64 KiB`. */
function binarySize(bytes: number): string {
  if (bytes >= 2 ** 20) return `${tenths(bytes / 2 ** 20)} MiB`;
  return bytes >= 1024 ? `${tenths(bytes / 1024)} KiB` : `${bytes} B`;
}
