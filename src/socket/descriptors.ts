/** Functions on descriptor numbers, for those that no `Socket` owns. */
import { checkInt } from "../validators.js";
import { untrackFd } from "../wait/index.js";
import { closeFd, duplicateFd } from "./handle.js";

/**
 * Closes a descriptor, such as one that `detach()` has returned. Waits on it end with `OSError` (`EBADF`). A
 * socket that owns the descriptor does not notice: use its own `close()`. Throws `OSError` (`EBADF`) for a
 * descriptor that is not open. See close(2).
 */
export function close(fd: number): void {
  checkInt("fd", fd);
  untrackFd(fd);
  closeFd(fd);
}

/**
 * Duplicates a descriptor and returns the new one, which child processes do not inherit. Throws `OSError`
 * (`EBADF`, `EMFILE`). See dup(2).
 *
 * @example
 * const [a, b] = socketpair();
 * const fd = dup(a.fileno());
 * a.close(); // the connection stays open
 * close(fd);
 * b.close();
 */
export function dup(fd: number): number {
  checkInt("fd", fd);
  return duplicateFd(fd);
}
