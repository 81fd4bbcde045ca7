/** A step of a server: its round and what the server did. */
import type { Step } from "../../servers/index.js";
import type { MimeBundle } from "../host.js";
import { bilingual } from "../render/phrases.js";
import { roundBundle } from "./round/bundle.js";
import { eventsBundle } from "./server-events.js";

const TIMED_OUT = { zh: "在限定时间内没有就绪", en: "nothing became ready in time" };

export function stepBundle({ readiness, events }: Step): MimeBundle {
  if (readiness !== null) return roundBundle(readiness, { events });
  if (events.length > 0) return eventsBundle(events);
  return { "text/plain": TIMED_OUT.en, "text/html": bilingual(TIMED_OUT).source };
}
