/** `plot()`: pictures of measurements. */
import { checkOptions, checkString } from "../../../validators.js";
import { type MimeBundle, output } from "../../host.js";
import { checkSpec } from "./check-spec.js";
import type { PlotSpec } from "./spec.js";
import { dataText } from "./text.js";
import { plotSvg } from "./vega.js";

/** Options of `plot()`. */
export interface PlotOptions {
  /** The text form. Default: a table of the data. */
  readonly text?: string;
}

/**
 * Draws a plot below the cell from a Vega-Lite specification: a picture, and a table of its data for
 * viewers that do not show pictures. It is 700 pixels wide and 300 high unless the specification says
 * otherwise. The kernel draws it; nothing is fetched.
 *
 * Throws `TypeError` if Vega-Lite rejects the specification or would drop a part of it, if the data
 * is missing, and for a field that is not in the data.
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

export async function plotBundle(spec: PlotSpec, options: PlotOptions = {}): Promise<MimeBundle> {
  checkOptions(options);
  const { text } = options;
  if (text !== undefined) checkString("text", text);
  checkSpec(spec);
  return { "text/plain": text ?? dataText(spec), "image/svg+xml": await plotSvg(spec) };
}
