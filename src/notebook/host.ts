/** Output below a cell or, outside a notebook, as text on stdout. */
import { getHost, type MimeBundle } from "../sys/host.js";
import { captured } from "./capture.js";

export type { MimeBundle } from "../sys/host.js";

/** Shows a bundle below the cell, or prints its text in a plain script. */
export function output(bundle: MimeBundle): void {
  if (captured(bundle)) return;
  const host = getHost();
  if (host) host.display(bundle);
  else console.log(bundle["text/plain"]);
}
