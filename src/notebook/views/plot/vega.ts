/** Draws plots with Vega-Lite in the kernel, without a browser. */
import { createHash } from "node:crypto";
import type { Spec } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { escapeMarkup } from "../../../text/markup.js";
import { textWidth } from "../../render/svg.js";
import { minifySvg } from "../../render/svg-minify.js";
import { darkStyle, PAPER, WIDTH } from "../../render/theme.js";
import type { PlotSpec } from "./spec.js";
import { descriptionOf, titleOf } from "./text.js";
import { CONFIG } from "./vega-config.js";

/** Throws `TypeError` if Vega-Lite rejects the specification or would drop a part of it. */
export async function plotSvg(spec: PlotSpec): Promise<string> {
  loading ??= load();
  const { vega, lite } = await loading;
  const size = isComposed(spec) ? {} : SIZE;
  const compiled = compile(lite, { padding: 14, ...size, ...spec });
  const runtime = vega.parse(compiled, { background: PAPER });
  const view = new vega.View(runtime, { renderer: "none", logLevel: vega.Error });
  try {
    return finish(await view.toSVG(), spec);
  } finally {
    view.finalize();
  }
}

type VegaLite = typeof import("vega-lite");

/** Loads Vega for the first plot only, because that takes 0.2 s. */
async function load(): Promise<{ vega: typeof import("vega"); lite: VegaLite }> {
  const [vega, lite] = await Promise.all([
    import("vega").catch(explain),
    import("vega-lite").catch(explain),
  ]);
  // Without a canvas, Vega assumes that a Chinese character is as narrow as a Latin one.
  const metrics = (vega as unknown as { textMetrics: TextMetrics }).textMetrics;
  metrics.width = (item, value) => textWidth(`${value ?? ""}`, item.fontSize ?? 11);
  return { vega, lite };
}

/**
 * Vega is an optional peer of this package, with the versions of package.json, because only plots need it. Bundlers accept
 * that a package is missing if `catch()` follows `import()`.
 */
function explain(cause: NodeJS.ErrnoException): never {
  loading = undefined; // so that the next plot finds what has been installed since
  if (cause.code !== "ERR_MODULE_NOT_FOUND" && cause.code !== "MODULE_NOT_FOUND") throw cause;
  const command = "npm i vega@~6.2.0 vega-lite@~6.4.3";
  throw new Error(`plot() needs packages that are not installed: ${command}`, { cause });
}

interface TextMetrics {
  width: (item: { fontSize?: number }, text: unknown) => number;
}

let loading: ReturnType<typeof load> | undefined;

const SIZE = { width: WIDTH, height: 300, autosize: { type: "fit", contains: "padding" } };

/** The parts of a composed plot have their own sizes. */
function isComposed(spec: PlotSpec): boolean {
  return ["hconcat", "vconcat", "concat", "repeat", "facet"].some((key) => key in spec);
}

function compile(lite: VegaLite, spec: PlotSpec): Spec {
  // biome-ignore lint/suspicious/noExplicitAny: the logger's type differs between Vega's packages.
  const options = { logger: STRICT_LOGGER as any, config: CONFIG };
  try {
    return lite.compile(spec as unknown as TopLevelSpec, options).spec as Spec;
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw new TypeError(`plot: Vega-Lite rejects the specification: ${why}`, { cause: error });
  }
}

/** Vega-Lite only warns when it drops a part of a specification. */
const STRICT_LOGGER = {
  level: () => STRICT_LOGGER,
  error: reject,
  warn: reject,
  info: () => STRICT_LOGGER,
  debug: () => STRICT_LOGGER,
};

function reject(...messages: readonly unknown[]): never {
  throw new Error(messages.join(" "));
}

/** Minifies Vega's SVG, makes its ids unique within a page, and describes it for screen readers. */
function finish(svg: string, spec: PlotSpec): string {
  const small = minifySvg(svg);
  const prefix = `p${createHash("sha256").update(small).digest("hex").slice(0, 8)}`;
  const title = escapeMarkup(titleOf(spec));
  const description = escapeMarkup(descriptionOf(spec));
  const style = darkStyle(small);
  return small
    .replace(/(\sid="|url\(#|href="#)/g, `$1${prefix}-`)
    .replace(
      /^<svg [^>]*?(width="[^"]*") (height="[^"]*") (viewBox="[^"]*")>/,
      (_, width, height, viewBox) =>
        `<svg xmlns="http://www.w3.org/2000/svg" ${width} ${height} ${viewBox} role="img">\n<title>${title}</title>\n<desc>${description}</desc>\n${style}\n`,
    );
}
