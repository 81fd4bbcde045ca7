/** A buffer chart as a picture: two tanks at this moment, and below how they filled and drained. */
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import {
  BLUE,
  BROWN,
  FAINT,
  INK,
  num,
  PAPER,
  QUIET,
  RED,
  svgOf,
  widthOf,
} from "../../render/theme.js";
import type { BufferSample } from "./buffer-chart.js";

/** One of the two buffers. */
interface Tank {
  readonly zh: string;
  readonly en: string;
  readonly color: string;
  readonly option: string;
  bytes(sample: BufferSample): number | null;
  size(sample: BufferSample): number | null;
}

const SEND: Tank = {
  zh: "发送缓冲区",
  en: "send buffer",
  color: BROWN,
  option: "SO_SNDBUF",
  bytes: ({ send }) => send?.pending ?? null,
  size: ({ send }) => send?.size ?? null,
};

const RECEIVE: Tank = {
  zh: "接收缓冲区",
  en: "receive buffer",
  color: BLUE,
  option: "SO_RCVBUF",
  bytes: ({ receive }) => receive?.waiting ?? null,
  size: ({ receive }) => receive?.size ?? null,
};

const TANKS = [SEND, RECEIVE];

/** Narrow, with large letters: it is watched while it moves, also on a telephone. */
const WIDTH = 440;
const FONT_SIZE = 12.5;

/** The chart as a picture; what the samples do not tell is not drawn. */
export function buffersSvg(samples: readonly BufferSample[]): string {
  const last = samples.at(-1);
  const description = buffersWords(samples);
  const title = "发送缓冲区和接收缓冲区 · Send buffer and receive buffer";
  if (last === undefined) {
    const content = markup`<text x="14" y="26" fill="${QUIET}">还没有取样 · no sample yet</text>`;
    return svgOf({ title, description, width: WIDTH, height: 42, content });
  }
  const parts = [
    tankOf(SEND, last, 14),
    pipe(),
    tankOf(RECEIVE, last, 14 + TANK + GAP),
    history(samples),
  ];
  const content = markup`<g font-size="${FONT_SIZE}">${parts}</g>`;
  return svgOf({ title, description, width: WIDTH, height: BOTTOM + 42, content });
}

const GAP = 48;
const TANK = (WIDTH - 28 - GAP) / 2;
const TANK_TOP = 34;
const TANK_HEIGHT = 64;

/** Lies on its side: bytes come in at the left. */
function tankOf(tank: Tank, sample: BufferSample, x: number): Markup {
  const { zh, en, color, option } = tank;
  const bytes = tank.bytes(sample);
  const size = tank.size(sample);
  const fill = bytes === null || size === null || size === 0 ? 0 : Math.min(1, bytes / size);
  const level = num(fill * (TANK_HEIGHT - 4));
  const capacity = size === null ? "" : `${option} ${count(size)}`;
  const amount = bytes === null ? "已关闭 closed" : `${count(bytes)} 字节 bytes`;
  return markup`<text x="${x}" y="24" font-weight="600" fill="${INK}">${zh} ${en}</text><rect x="${x + 2}" y="${num(TANK_TOP + TANK_HEIGHT - 2 - level)}" width="${TANK - 4}" height="${level}" fill="${color}" opacity=".8"/><path d="M${x} ${TANK_TOP}v${TANK_HEIGHT}h${TANK}v-${TANK_HEIGHT}" fill="none" stroke="${INK}" stroke-width="1.8"/><text x="${x + TANK / 2}" y="${TANK_TOP + 25}" text-anchor="middle" font-size="15" font-weight="700" fill="${INK}" stroke="${PAPER}" stroke-width="4" paint-order="stroke">${amount}</text><text x="${x + TANK}" y="${TANK_TOP + TANK_HEIGHT + 17}" text-anchor="end" fill="${QUIET}">${capacity}</text>`;
}

function pipe(): Markup {
  const x = 14 + TANK + 7;
  const y = TANK_TOP + TANK_HEIGHT - 12;
  const end = x + GAP - 14;
  return markup`<path d="M${x} ${y}H${end - 7}" stroke="${QUIET}" stroke-width="2"/><path d="M${end} ${y}l-9 -5v10z" fill="${QUIET}"/><text x="${(x + end) / 2}" y="${y - 9}" text-anchor="middle" fill="${QUIET}">网络</text>`;
}

const PLOT_LEFT = 62;
const PLOT_TOP = 176;
const PLOT_HEIGHT = 130;
const BOTTOM = PLOT_TOP + PLOT_HEIGHT;

function history(samples: readonly BufferSample[]): Markup {
  const highest = Math.max(
    1,
    ...samples.flatMap((sample) => TANKS.map((tank) => tank.bytes(sample) ?? 0)),
  );
  const step = niceStep(highest);
  const top = Math.ceil(highest / step) * step;
  const right = WIDTH - 14;
  const column = Math.min(24, (right - PLOT_LEFT) / Math.max(1, samples.length - 1));
  const x = (index: number): number => num(PLOT_LEFT + column * index);
  const y = (bytes: number): number => num(BOTTOM - (bytes / top) * PLOT_HEIGHT);
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, line) => {
    const at = y(line * step);
    return markup`<line x1="${PLOT_LEFT}" y1="${at}" x2="${right}" y2="${at}" stroke="${FAINT}" stroke-dasharray="2 3"/><text x="${PLOT_LEFT - 6}" y="${at + 4}" text-anchor="end" fill="${QUIET}">${short(line * step)}</text>`;
  });
  const lines = TANKS.map((tank) => lineOf(tank, samples, x, y));
  const first = samples[0]?.number ?? 1;
  const last = samples.at(-1)?.number ?? 1;
  const ends = markup`<text x="${PLOT_LEFT}" y="${BOTTOM + 17}" text-anchor="middle" fill="${QUIET}">${first}</text><text x="${x(samples.length - 1)}" y="${BOTTOM + 17}" text-anchor="middle" fill="${QUIET}">${last > first ? last : ""}</text><text x="${right}" y="${BOTTOM + 34}" text-anchor="end" fill="${QUIET}">第几次取样 sample →</text>`;
  return markup`${[legend(), grid, eventsOf(samples, x), lines, ends]}`;
}

function lineOf(
  tank: Tank,
  samples: readonly BufferSample[],
  x: (index: number) => number,
  y: (bytes: number) => number,
): Markup {
  const points = samples.flatMap((sample, index) => {
    const bytes = tank.bytes(sample);
    return bytes === null ? [] : [`${x(index)} ${y(bytes)}`];
  });
  const [from = ""] = points;
  const ends = markup`<circle cx="${from.split(" ")[0] ?? ""}" cy="${from.split(" ")[1] ?? ""}" r="2.5" fill="${tank.color}"/>`;
  if (points.length === 0) return markup``;
  const dash = tank === SEND ? "" : markup` stroke-dasharray="6 3"`;
  return markup`${ends}<path d="M${points.join("L")}" fill="none" stroke="${tank.color}" stroke-width="2" stroke-linejoin="round"${dash}/>`;
}

function legend(): Markup {
  let x = 14;
  const items = TANKS.map(({ zh, en, color }, index) => {
    const dash = index === 0 ? "" : markup` stroke-dasharray="6 3"`;
    const text = `${zh} ${en}`;
    const item = markup`<line x1="${x}" y1="${PLOT_TOP - 36}" x2="${x + 22}" y2="${PLOT_TOP - 36}" stroke="${color}" stroke-width="2"${dash}/><text x="${x + 28}" y="${PLOT_TOP - 32}" fill="${INK}">${text}</text>`;
    x += 46 + widthOf(text, FONT_SIZE);
    return item;
  });
  return markup`${items}`;
}

/** Labels of samples: of a run of the same label, the first one tells. Those that would collide are left out. */
function eventsOf(samples: readonly BufferSample[], x: (index: number) => number): Markup {
  let free = -Infinity;
  const marks = samples.map((sample, index): Fragment => {
    const { label } = sample;
    if (label === "" || samples[index - 1]?.label === label) return "";
    const at = x(index);
    const line = markup`<line x1="${at}" y1="${PLOT_TOP - 6}" x2="${at}" y2="${BOTTOM}" stroke="${RED}" stroke-dasharray="1 3"/>`;
    const width = widthOf(label, FONT_SIZE);
    const anchor = at + width + 4 > WIDTH ? "end" : "start";
    const start = anchor === "end" ? at - width : at;
    if (start < free) return line;
    free = start + width + 6;
    return markup`${line}<text x="${at}" y="${PLOT_TOP - 9}" text-anchor="${anchor}" fill="${RED}">${label}</text>`;
  });
  return markup`${marks}`;
}

/** 1, 2 or 4 times a power of two, so that there are three to five lines. */
function niceStep(highest: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(highest)) - 2);
}

/** `64 KiB`. */
function short(bytes: number): string {
  if (bytes >= 2 ** 20) return `${num(bytes / 2 ** 20)} MiB`;
  return bytes >= 1024 ? `${num(bytes / 1024)} KiB` : `${bytes} B`;
}

/** `2,626,560`. */
function count(bytes: number): string {
  return `${bytes}`.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The chart as lines of text. */
export function buffersText(samples: readonly BufferSample[]): string {
  const last = samples.at(-1);
  if (last === undefined) return "buffers: no sample yet";
  const highest = Math.max(
    1,
    ...samples.flatMap((sample) => TANKS.map((tank) => tank.bytes(sample) ?? 0)),
  );
  const now = TANKS.map((tank) => {
    const bytes = tank.bytes(last);
    const size = tank.size(last);
    const amount = bytes === null ? "closed" : `${count(bytes)} bytes`;
    return `${tank.en.padEnd(14)}  ${amount}${size === null ? "" : ` (${tank.option} ${count(size)})`}`;
  });
  const bars = TANKS.map((tank) => {
    const line = samples.map((sample) => bar((tank.bytes(sample) ?? 0) / highest)).join("");
    return `${tank.en.padEnd(14)}  ${line}`;
  });
  const events = eventNames(samples);
  return [
    ...now,
    `samples ${samples[0]?.number}-${last.number}, the highest bar is ${count(highest)} bytes:`,
    ...bars,
    ...(events.length === 0 ? [] : [events.join(", ")]),
  ].join("\n");
}

function bar(part: number): string {
  return part <= 0
    ? "·"
    : (BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))] as string);
}

const BARS = [..."▁▂▃▄▅▆▇█"];

/** `7 EAGAIN`: what happened, at the sample at which it began. */
function eventNames(samples: readonly BufferSample[]): string[] {
  return samples.flatMap(({ number, label }, index) =>
    label === "" || samples[index - 1]?.label === label ? [] : [`${number} ${label}`],
  );
}

/** The picture in words, for those who do not see it. */
function buffersWords(samples: readonly BufferSample[]): string {
  const last = samples.at(-1);
  if (last === undefined) return "No sample yet.";
  const parts = TANKS.map((tank) => {
    const amounts = samples.map((sample) => tank.bytes(sample) ?? 0);
    const now = tank.bytes(last);
    const most = Math.max(...amounts);
    return `${tank.en}: ${now === null ? "closed" : `${count(now)} bytes now`}, at most ${count(most)} (sample ${samples[amounts.indexOf(most)]?.number}).`;
  });
  const events = eventNames(samples);
  const told = events.length === 0 ? "" : ` By sample: ${events.join(", ")}.`;
  return `${last.number} samples. ${parts.join(" ")}${told}`;
}
