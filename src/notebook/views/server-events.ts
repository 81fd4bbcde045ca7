/** Events of a server: the descriptor that they concern, and their descriptions. */
import type { ServerEvent } from "../../servers/index.js";
import { markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { clientName } from "../keep.js";
import { eventPhrase } from "../render/event-phrases.js";
import { type Bilingual, bilingual } from "../render/phrases.js";

/** Describes an event, with the name under which an accepted client is kept. */
export function describeEvent(event: ServerEvent): Bilingual {
  const client = event.type === "connect" ? clientName(event.socket, event.address) : "";
  return eventPhrase(event, client);
}

/** The descriptor on which a server acted; for a client that was accepted, the listener. -1 if none. */
export function eventFd(event: ServerEvent, listener: number): number {
  switch (event.type) {
    case "connect":
    case "accept-failed":
    case "waiting":
    case "idle":
    case "datagram":
    case "broadcast":
    case "send-failed":
      return listener;
    case "disconnect":
      return event.fd;
    case "message":
    case "sent":
    case "request":
    case "response":
      return event.socket.fileno();
    case "ready":
    case "completed":
    case "handled":
      return -1;
  }
}

/** For servers without select, poll or epoll: a line for each event. */
export function eventsBundle(events: readonly ServerEvent[]): MimeBundle {
  const phrases = events.map(describeEvent);
  return {
    "text/plain": phrases.map(({ en }) => en).join("\n"),
    "text/html": markup`${phrases.map((phrase) => markup`<div>${bilingual(phrase)}</div>`)}`.source,
  };
}
