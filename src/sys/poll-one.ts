/** poll(2) for a single descriptor. */
import { poll } from "./libc.js";
import { PollfdArray } from "./structs.js";

const pollfd = PollfdArray.allocate(1);

/**
 * Waits for `events` and returns those that the descriptor has, including POLLERR, POLLHUP and POLLNVAL;
 * 0 when the timeout expires, `-errno` on failure. `timeout` is in milliseconds; -1 waits indefinitely.
 */
export function pollOne(fd: number, events: number, timeout: number): number {
  pollfd.set(0, fd, events);
  const count = poll(pollfd.bytes, 1, timeout);
  return count > 0 ? pollfd.revents(0) : count;
}
