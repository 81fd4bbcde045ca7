/** Python's `selectors`: one interface to select, poll and epoll. */
export { BaseSelector, type DataArgument } from "./base.js";
export { EpollSelector, EpollSelector as DefaultSelector } from "./epoll.js";
export { EVENT_READ, EVENT_WRITE, type Ready } from "./events.js";
export type { SelectorKey, SelectorMap } from "./keys.js";
export { PollSelector } from "./poll.js";
export { SelectSelector } from "./select.js";
