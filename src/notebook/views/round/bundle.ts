/** A round of select, poll or epoll. */
import type { Observation } from "../../../inspect/readiness.js";
import type { MimeBundle } from "../../host.js";
import { roundHtml } from "./html.js";
import { type RoundContext, tableOf } from "./table.js";
import { roundText } from "./text.js";

export function roundBundle(observation: Observation, context?: RoundContext): MimeBundle {
  const table = tableOf(observation, context);
  return { "text/plain": roundText(table), "text/html": roundHtml(table) };
}
