/** Events that nobody has searched yet, within limits. */
import type { ServerEvent } from "../events.js";

/** At least this many events are kept, and at times twice as many. */
const MAX_EVENTS = 1000;

/** Fewer events are kept when their data is larger than this, in bytes. */
const MAX_BYTES = 1024 * 1024;

/** Whether an event is the wanted one. */
export type EventFilter = (event: ServerEvent) => boolean;

/** A search for the next event that passes a filter. */
export interface EventSearch {
  readonly filter: EventFilter;
  found: ServerEvent | undefined;
  /** What the filter threw. */
  failure: { readonly error: unknown } | undefined;
}

/**
 * The events of a server, from where the last search stopped.
 *
 * Events arrive whether anybody searches or not, so the log is bounded in number and in bytes. Of
 * `ready` and `handled`, which come in every round and hold lists of all sockets, only the latest
 * of each is kept.
 */
export class EventLog {
  /** `null` where a later `ready` or `handled` has replaced an event. */
  #events: (ServerEvent | null)[] = [];
  #bytes = 0;
  readonly #latest: { ready?: number; handled?: number } = {};
  readonly #searches = new Set<EventSearch>();

  /** Offers an event to the searches under way; keeps it where there are none. */
  add(event: ServerEvent): void {
    if (this.#searches.size === 0) {
      this.#keep(event);
      return;
    }
    for (const search of this.#searches) {
      if (matches(search, event)) {
        this.#searches.delete(search);
        return;
      }
    }
  }

  /**
   * Searches the events that were kept, and drops those that it passes. When none is found, the
   * search continues with the events to come, until `end()`.
   */
  search(filter: EventFilter): EventSearch {
    const search: EventSearch = { filter, found: undefined, failure: undefined };
    const events = this.#takeAll();
    const index = events.findIndex((event) => matches(search, event));
    if (index < 0) this.#searches.add(search);
    else for (const event of events.slice(index + 1)) this.#keep(event);
    return search;
  }

  /** Ends a search, whether it has found an event or not. */
  end(search: EventSearch): void {
    this.#searches.delete(search);
  }

  #keep(event: ServerEvent): void {
    const { type } = event;
    if (type === "ready" || type === "handled") {
      const earlier = this.#latest[type];
      if (earlier !== undefined) this.#events[earlier] = null;
      this.#latest[type] = this.#events.length;
    }
    this.#events.push(event);
    const bytes = bytesOf(event);
    this.#bytes += bytes;
    // Many at a time: to take one from the front would move all the others, for each event.
    const tooMany = this.#events.length === 2 * MAX_EVENTS;
    if (tooMany || (bytes > 0 && this.#bytes > MAX_BYTES)) this.#dropOldest();
  }

  #dropOldest(): void {
    const events = this.#takeAll().slice(-MAX_EVENTS);
    let kept = 0;
    let first = events.length;
    for (; first > 0; first--) {
      const bytes = bytesOf(events[first - 1] as ServerEvent);
      // The latest event with data is kept, however large it is.
      if (kept > 0 && kept + bytes > MAX_BYTES / 2) break;
      kept += bytes;
    }
    this.#events = events.slice(first);
    this.#bytes = kept;
    for (const type of ["ready", "handled"] as const) {
      const index = this.#events.findIndex((event) => event?.type === type);
      if (index >= 0) this.#latest[type] = index;
    }
  }

  #takeAll(): ServerEvent[] {
    const events = this.#events.filter((event) => event !== null);
    this.#events = [];
    this.#bytes = 0;
    delete this.#latest.ready;
    delete this.#latest.handled;
    return events;
  }
}

/** Whether the search is over: with this event, or with an error of its filter. */
function matches(search: EventSearch, event: ServerEvent): boolean {
  try {
    if (!search.filter(event)) return false;
    search.found = event;
  } catch (error) {
    search.failure = { error };
  }
  return true;
}

/** Of the data in an event; that of a socket is in the kernel. */
function bytesOf(event: ServerEvent): number {
  if ("data" in event) return event.data.length;
  if (event.type !== "request") return 0;
  return event.lines.reduce((sum, line) => sum + line.length, 0);
}
