/** A selector over poll(2). */
import { Poll } from "../poll.js";
import { BaseSelector } from "./base.js";
import { fromPollEvent, type Ready, toPollMask } from "./events.js";

/** Watches with `Poll`: any descriptor, but each call passes all of them to the kernel. */
export class PollSelector<Data = unknown> extends BaseSelector<Data> {
  readonly #poll = new Poll();

  protected override watch(fd: number, events: number): void {
    this.#poll.register(fd, toPollMask(events));
  }

  protected override rewatch(fd: number, events: number): void {
    this.#poll.modify(fd, toPollMask(events));
  }

  protected override unwatch(fd: number): void {
    this.#poll.unregister(fd);
  }

  protected override async wait(timeout: number | null): Promise<readonly Ready[]> {
    const events = await this.#poll.poll(timeout === null ? null : timeout * 1000);
    return events.map(fromPollEvent);
  }
}
