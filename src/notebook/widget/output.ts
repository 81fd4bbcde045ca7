/** The outputs of widgets, with what to do where no widget can be shown. */
import type { MimeBundle } from "../../sys/host.js";
import { Markup, markup } from "../../text/markup.js";
import { type Bilingual, bilingual } from "../render/phrases.js";

/** What is shown in place of a widget. */
export function adviceBundle(advice: Bilingual): MimeBundle {
  return { "text/plain": advice.en, "text/html": markup`<p>${bilingual(advice)}</p>`.source };
}

/** A place in which the page shows a live part; front ends without widgets show the advice. */
export function placeBundle(place: string, advice: Bilingual): MimeBundle {
  const { "text/html": html = "", ...bundle } = adviceBundle(advice);
  const source = markup`<div data-day29-place="${place}">${new Markup(html)}</div>`.source;
  return { ...bundle, "text/html": source };
}

/** The view of a model; front ends without widgets show the advice. */
export function viewBundle(modelId: string, advice: Bilingual): MimeBundle {
  const view = { version_major: 2, version_minor: 0, model_id: modelId };
  const bundle = {
    "application/vnd.jupyter.widget-view+json": view,
    ...adviceBundle(advice),
  };
  return bundle;
}
