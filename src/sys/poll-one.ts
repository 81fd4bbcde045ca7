/** poll(2) for one descriptor. */
import { poll } from "./libc.js";

/** `struct pollfd { int fd; short events; short revents; }` */
const pollfd = new DataView(new ArrayBuffer(8));
const bytes = new Uint8Array(pollfd.buffer);

/**
 * The events of `events` that a descriptor has, besides POLLERR, POLLHUP and POLLNVAL; 0 when
 * the time is over, `-errno` on failure. `timeout` is in milliseconds, -1 for ever.
 */
export function pollOne(fd: number, events: number, timeout: number): number {
  pollfd.setInt32(0, fd, true);
  pollfd.setInt16(4, events, true);
  const count = poll(bytes, 1, timeout);
  return count > 0 ? pollfd.getUint16(6, true) : count;
}
