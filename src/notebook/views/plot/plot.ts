/** Plots of measurements: Vega-Lite draws them here in the kernel, without a browser. */
import { createHash } from "node:crypto";
import { inspect } from "node:util";
import type { Spec } from "vega";
import type { Config, TopLevelSpec } from "vega-lite";
import { escapeMarkup } from "../../../text/markup.js";
import { type MimeBundle, output } from "../../host.js";
import { minifySvg } from "../../render/svg-minify.js";
import {
  BLUE,
  BROWN,
  columnsOf,
  FAINT,
  FONT,
  GREEN,
  GREY,
  INK,
  PAPER,
  QUIET,
  RED,
  VIOLET,
  WIDTH,
  widthOf,
} from "../../render/theme.js";
import { columns } from "../round/table.js";

/** One row of data: values by the name of their field. */
export type PlotRow = Readonly<Record<string, unknown>>;

/** What a plot is of. */
export interface PlotData {
  /** The rows. */
  readonly values: readonly PlotRow[];
}

/**
 * A Vega-Lite specification. The members that a simple plot has are named here; there are more, see
 * https://vega.github.io/vega-lite/docs/.
 */
export interface PlotSpec {
  /** What the plot is called; in the picture, and for those who do not see it. */
  readonly title?: string | readonly string[] | object;
  /** What there is to see, for those who do not see it. */
  readonly description?: string;
  /** The rows. Plots read no files and no network. */
  readonly data?: PlotData;
  /** What is drawn for each row, such as `"line"`, `"bar"`, `"point"`. */
  readonly mark?: string | object;
  /** Which field goes where: `x`, `y`, `color`, ... */
  readonly encoding?: Readonly<Record<string, unknown>>;
  /** Several plots on top of each other. */
  readonly layer?: readonly PlotSpec[];
  /** Whatever else Vega-Lite knows. */
  readonly [property: string]: unknown;
}

/** How `plot()` shows. */
export interface PlotOptions {
  /** The text form; a table of the data unless given. */
  readonly text?: string;
}

/**
 * Draws a plot below the cell from a Vega-Lite specification: a picture, and its data as a table of
 * text where pictures are not shown. It is 700 pixels wide and 300 high unless the specification
 * says otherwise. The kernel draws; nothing is fetched.
 *
 * Throws `TypeError` for what is no specification, for a field that the data does not have, and
 * where Vega-Lite would leave something out.
 *
 * @example
 * await plot({
 *   title: "连接越多，select 越慢 · select slows down",
 *   data: { values: [{ connections: 10, time: 4 }, { connections: 100, time: 31 }] },
 *   mark: { type: "line", point: true },
 *   encoding: {
 *     x: { field: "connections", type: "quantitative", title: "连接数 · connections" },
 *     y: { field: "time", type: "quantitative", title: "微秒 · µs" },
 *   },
 * });
 */
export async function plot(spec: PlotSpec, options: PlotOptions = {}): Promise<void> {
  output(await plotBundle(spec, options));
}

/** The forms of a plot. */
export async function plotBundle(spec: PlotSpec, { text }: PlotOptions = {}): Promise<MimeBundle> {
  checkSpec(spec);
  return { "text/plain": text ?? tableText(spec), "image/svg+xml": await plotSvg(spec) };
}

/** Vega, loaded at the first plot: it takes a fifth of a second. */
async function load(): Promise<{ vega: typeof import("vega"); lite: typeof import("vega-lite") }> {
  const [vega, lite] = await Promise.all([import("vega"), import("vega-lite")]);
  // Without a canvas Vega takes a Chinese character to be as narrow as a Latin one.
  const metrics = (vega as unknown as { textMetrics: TextMetrics }).textMetrics;
  metrics.width = (item, value) => widthOf(`${value ?? ""}`, item.fontSize ?? 11);
  return { vega, lite };
}

interface TextMetrics {
  width: (item: { fontSize?: number }, text: unknown) => number;
}

let loading: ReturnType<typeof load> | undefined;

async function plotSvg(spec: PlotSpec): Promise<string> {
  loading ??= load();
  const { vega, lite } = await loading;
  const sized: Record<string, unknown> = { ...DEFAULTS, ...spec };
  if (isComposed(spec)) {
    for (const key of ["width", "height", "autosize"]) if (!(key in spec)) delete sized[key];
  }
  const compiled = compile(lite, sized);
  const runtime = vega.parse(compiled, { background: PAPER });
  const view = new vega.View(runtime, { renderer: "none", logLevel: vega.Error });
  try {
    return framed(await view.toSVG(), spec);
  } finally {
    view.finalize();
  }
}

function compile(lite: typeof import("vega-lite"), spec: Record<string, unknown>): Spec {
  const complain = (...messages: readonly unknown[]): never => {
    throw new TypeError(`plot: ${messages.map(String).join(" ")}`);
  };
  const logger = {
    level: () => logger,
    error: complain,
    warn: complain,
    info: () => logger,
    debug: () => logger,
  };
  // biome-ignore lint/suspicious/noExplicitAny: the logger's type differs between Vega's packages.
  const options = { logger: logger as any, config: CONFIG };
  try {
    return lite.compile(spec as unknown as TopLevelSpec, options).spec as Spec;
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("plot: ")) throw error;
    const why = error instanceof Error ? error.message : inspect(error);
    throw new TypeError(`plot: Vega-Lite cannot read this specification: ${why}`);
  }
}

/** Side by side: its parts have their own sizes. */
function isComposed(spec: PlotSpec): boolean {
  return ["hconcat", "vconcat", "concat", "repeat", "facet"].some((key) => key in spec);
}

const DEFAULTS = {
  width: WIDTH,
  height: 300,
  autosize: { type: "fit", contains: "padding" },
  padding: 14,
};

const CONFIG: Config = {
  background: PAPER,
  font: FONT,
  axis: {
    domainColor: QUIET,
    gridColor: FAINT,
    gridDash: [2, 3],
    labelColor: INK,
    labelFontSize: 11,
    labelLimit: 320,
    tickColor: QUIET,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: 600,
    titlePadding: 8,
  },
  axisX: { labelFlush: false },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    labelLimit: 320,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: 600,
    orient: "top",
  },
  header: { labelColor: INK, labelFontSize: 12, titleColor: INK, titleFontSize: 12 },
  title: { anchor: "start", color: INK, fontSize: 13, fontWeight: 600, offset: 10 },
  range: { category: [BLUE, BROWN, VIOLET, GREEN, RED, GREY] },
  mark: { color: BLUE },
  text: { color: INK, fontSize: 11 },
  rule: { color: QUIET },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 50 },
  view: { stroke: null },
};

/** Vega's SVG without what nobody sees, and with words for those who see nothing of it. */
function framed(svg: string, spec: PlotSpec): string {
  const slim = minifySvg(svg);
  // Pages hold many pictures, and the ids of a page must differ.
  const prefix = `p${createHash("sha256").update(slim).digest("hex").slice(0, 8)}`;
  const named = slim
    .replace(/(\sid="|url\(#|href="#)/g, `$1${prefix}-`)
    .replace(
      /^<svg [^>]*?(width="[^"]*") (height="[^"]*") (viewBox="[^"]*")>/,
      '<svg xmlns="http://www.w3.org/2000/svg" $1 $2 $3 role="img">',
    );
  const description = spec.description ?? tableText(spec, Infinity).replaceAll("\n", "; ");
  const words = `<title>${escapeMarkup(titleOf(spec))}</title>\n<desc>${escapeMarkup(description.replace(/ {2,}/g, " "))}</desc>`;
  return named.replace(/^(<svg[^>]*>)/, `$1\n${words}\n`);
}

function titleOf({ title, encoding }: PlotSpec): string {
  const text = Array.isArray(title) || typeof title === "string" ? title : Object(title).text;
  if (text !== undefined) return [text].flat().join(" ");
  const [x, y] = ["x", "y"].map((channel) => nameOf(encoding?.[channel]));
  return [y, x].filter((name) => name !== "").join(" / ") || "图 · plot";
}

function nameOf(channel: unknown): string {
  const { title, field } = Object(channel) as { title?: unknown; field?: unknown };
  return `${title ?? field ?? ""}`;
}

/** Longer tables are cut in the middle. */
const MAX_ROWS = 16;

/** The data as lines of text, under the title. */
function tableText(spec: PlotSpec, most = MAX_ROWS): string {
  const rows =
    spec.data?.values ?? partsOf(spec).find(({ data }) => data !== undefined)?.data?.values ?? [];
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => fields.map((field) => cellText(row[field])));
  const hidden = lines.length - most;
  const half = Math.ceil(most / 2);
  const shown =
    hidden <= 0
      ? lines
      : [...lines.slice(0, half), [`(${hidden} more)`], ...lines.slice(half + hidden)];
  const right = fields.map((field) => rows.every((row) => typeof row[field] === "number"));
  const table = [fields, ...shown];
  const widths = fields.map((_, column) =>
    Math.max(...table.map((line) => columnsOf(line[column] ?? ""))),
  );
  const aligned = table.map((line) =>
    line.map((cell, column) =>
      right[column] && line.length === fields.length
        ? " ".repeat((widths[column] ?? 0) - columnsOf(cell)) + cell
        : cell,
    ),
  );
  return [titleOf(spec), ...columns(aligned).map((line) => `  ${line}`)].join("\n");
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" && !Number.isInteger(value))
    return `${Number(value.toPrecision(4))}`;
  if (value instanceof Date) return value.toISOString();
  return `${value}`;
}

const PARTS = ["layer", "hconcat", "vconcat", "concat"] as const;

function partsOf(spec: PlotSpec): PlotSpec[] {
  const parts = PARTS.flatMap((key) => (spec[key] ?? []) as readonly PlotSpec[]);
  if (spec.spec !== undefined) parts.push(spec.spec as PlotSpec);
  return parts;
}

const MARKS: readonly unknown[] =
  "arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail".split(
    " ",
  );

/** The fields of the data; `null` where a transform makes others, `undefined` where there is no data. */
type Fields = ReadonlySet<string> | null | undefined;

/** Fails with the name of the culprit. `outer` are the fields of what it stands in. */
function checkSpec(spec: PlotSpec, path = "", outer?: Fields): void {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    const name = path || "the specification";
    throw new TypeError(`plot: ${name} must be an object, not ${inspect(spec, { depth: 0 })}`);
  }
  const prefix = path === "" ? "" : `${path}.`;
  const fields = fieldsOf(spec, prefix) ?? outer;
  const known = spec.transform === undefined && spec.repeat === undefined ? fields : null;
  const parts = PARTS.flatMap((key) =>
    ((spec[key] ?? []) as readonly PlotSpec[]).map((part, index): [string, PlotSpec] => [
      `${prefix}${key}[${index}]`,
      part,
    ]),
  );
  if (spec.spec !== undefined) parts.push([`${prefix}spec`, spec.spec as PlotSpec]);
  for (const [name, part] of parts) checkSpec(part, name, known);
  if (parts.length === 0) checkMark(spec, prefix);
  if (parts.length === 0 && fields === undefined) {
    throw new TypeError(`plot: ${prefix}data is missing: give it { values: [...] }`);
  }
  checkEncoding(spec, prefix, known);
}

function fieldsOf({ data }: PlotSpec, prefix: string): Fields {
  if (data === undefined) return undefined;
  const { values } = Object(data) as { values?: unknown };
  if (!Array.isArray(values)) {
    throw new TypeError(`plot: ${prefix}data must be { values: [...] }: a plot reads no files`);
  }
  const odd = values.findIndex((row) => typeof row !== "object" || row === null);
  if (odd >= 0) {
    const found = inspect(values[odd]);
    throw new TypeError(`plot: ${prefix}data.values[${odd}] must be an object, not ${found}`);
  }
  return new Set(values.flatMap((row) => Object.keys(row)));
}

function checkMark({ mark }: PlotSpec, prefix: string): void {
  if (mark === undefined) {
    throw new TypeError(`plot: ${prefix}mark is missing: say what to draw, such as mark: "line"`);
  }
  const type = typeof mark === "string" ? mark : Object(mark).type;
  if (!MARKS.includes(type)) {
    throw new TypeError(
      `plot: ${prefix}mark must be one of ${MARKS.join(", ")}, not ${inspect(type)}`,
    );
  }
}

function checkEncoding({ encoding = {} }: PlotSpec, prefix: string, fields: Fields): void {
  if (!fields) return;
  for (const [channel, definitions] of Object.entries(encoding)) {
    for (const definition of [definitions].flat()) {
      const { field } = Object(definition) as { field?: unknown };
      if (typeof field !== "string" || fields.has(field)) continue;
      // `point.x` is a member of the field `point`.
      if (fields.has(field.split(/[.[]/)[0] ?? "")) continue;
      const names = [...fields].join(", ") || "no fields";
      throw new TypeError(
        `plot: ${prefix}encoding.${channel}.field is ${inspect(field)}, but the data has ${names}`,
      );
    }
  }
}
