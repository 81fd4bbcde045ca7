/** A buffer chart as a picture and as text. */
import type { MimeBundle } from "../../host.js";
import type { BufferSample } from "./buffer-chart.js";
import { buffersSvg } from "./svg.js";
import { buffersText } from "./text.js";

export function bufferChartBundle(samples: readonly BufferSample[]): MimeBundle {
  return { "text/plain": buffersText(samples), "image/svg+xml": buffersSvg(samples) };
}
