/** A selector over epoll(7). */
import { Epoll } from "../epoll.js";
import { BaseSelector } from "./base.js";
import { fromPollEvent, type Ready, toPollMask } from "./events.js";

/**
 * Watches with `Epoll`, level-triggered. The cost of a call grows with the number of ready descriptors.
 * Close it when it is no longer used; pending calls then throw `OSError` (`EBADF`).
 */
export class EpollSelector<Data = unknown> extends BaseSelector<Data> {
  readonly #epoll = new Epoll();

  /** Returns the descriptor of the epoll; -1 once the selector is closed. */
  fileno(): number {
    return this.#epoll.fileno();
  }

  override close(): void {
    this.#epoll.close();
    super.close();
  }

  protected override watch(fd: number, events: number): void {
    this.#epoll.register(fd, toPollMask(events));
  }

  protected override rewatch(fd: number, events: number): void {
    this.#epoll.modify(fd, toPollMask(events));
  }

  protected override unwatch(fd: number): void {
    this.#epoll.unregister(fd);
  }

  protected override async wait(timeout: number | null): Promise<readonly Ready[]> {
    const maxevents = Math.max(this.getMap()?.size ?? 0, 1);
    const events = await this.#epoll.poll(timeout, maxevents);
    return events.map(fromPollEvent);
  }
}
