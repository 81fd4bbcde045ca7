/** A bounded log of the events that `Server.until()` has not searched yet. */
import type { ServerEvent } from "../events.js";

/** At least this many of the latest events are kept; at most twice as many. */
const MAX_EVENTS = 1000;

/** Fewer events are kept if their data exceeds this size. */
const MAX_BYTES = 1024 * 1024;

/** Returns whether an event is the wanted one. */
export type EventFilter = (event: ServerEvent) => boolean;

/** A search for the next event that passes a filter. */
export interface EventSearch {
  readonly filter: EventFilter;
  found: ServerEvent | undefined;
  /** Set if the filter threw: the error. */
  failure: { readonly error: unknown } | undefined;
}

/**
 * The events of a server since the last search stopped.
 *
 * Events are logged even if no search follows, so the log is bounded in number and in bytes.
 * `ready`, `completed` and `handled` occur in every round, and `ready` holds lists of all sockets, so
 * only the latest of each is kept.
 */
export class EventLog {
  /** `null` in place of a `ready`, `completed` or `handled` event after a later one. */
  #events: (ServerEvent | null)[] = [];
  #bytes = 0;
  readonly #latest: { ready?: number; completed?: number; handled?: number } = {};
  readonly #searches = new Set<EventSearch>();

  /**
   * Offers an event to the pending searches, the first of which takes it; keeps it if there are
   * none.
   */
  add(event: ServerEvent): void {
    if (this.#searches.size === 0) {
      this.#keep(event);
      return;
    }
    for (const search of this.#searches) {
      if (concludes(search, event)) {
        this.#searches.delete(search);
        return;
      }
    }
  }

  /**
   * Searches the kept events, and drops those before the match. Without a match, the search
   * continues with future events until `end()`.
   */
  search(filter: EventFilter): EventSearch {
    const search: EventSearch = { filter, found: undefined, failure: undefined };
    const events = this.#takeAll();
    const index = events.findIndex((event) => concludes(search, event));
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
    if (type === "ready" || type === "completed" || type === "handled") {
      const earlier = this.#latest[type];
      if (earlier !== undefined) this.#events[earlier] = null;
      this.#latest[type] = this.#events.length;
    }
    this.#events.push(event);
    const bytes = bytesOf(event);
    this.#bytes += bytes;
    // Drop many at a time: removing one from the front would move all others for each event.
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
    for (const type of ["ready", "completed", "handled"] as const) {
      const index = this.#events.findIndex((event) => event?.type === type);
      if (index >= 0) this.#latest[type] = index;
    }
  }

  #takeAll(): ServerEvent[] {
    const events = this.#events.filter((event) => event !== null);
    this.#events = [];
    this.#bytes = 0;
    delete this.#latest.ready;
    delete this.#latest.completed;
    delete this.#latest.handled;
    return events;
  }
}

/** Returns whether this event ends the search, because it matches or because the filter throws. */
function concludes(search: EventSearch, event: ServerEvent): boolean {
  try {
    if (!search.filter(event)) return false;
    search.found = event;
  } catch (error) {
    search.failure = { error };
  }
  return true;
}

/** Returns the size of the data that an event keeps in memory, in bytes. */
function bytesOf(event: ServerEvent): number {
  if ("data" in event) return event.data.length;
  if (event.type !== "request") return 0;
  return event.lines.reduce((sum, line) => sum + line.length, 0);
}
