/** A timeline as a picture and as text. */
import type { MimeBundle } from "../../host.js";
import { timelineSvg } from "./svg.js";
import { timelineText } from "./text.js";
import type { Chart } from "./timeline.js";

export function timelineBundle(chart: Chart): MimeBundle {
  return { "text/plain": timelineText(chart), "image/svg+xml": timelineSvg(chart) };
}
