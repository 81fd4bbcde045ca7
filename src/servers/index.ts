/** The servers of the course, and how to run them. */
export type * from "./events.js";
export { pollServer } from "./poll.js";
export { selectServer } from "./select.js";
export { type ServeOptions, Server, type Step, serve } from "./serve.js";
