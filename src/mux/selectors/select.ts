/** A selector over select(2). */
import { select } from "../select.js";
import { BaseSelector } from "./base.js";
import { EVENT_READ, EVENT_WRITE, type Ready } from "./events.js";

/** Watches with `select()`: only descriptors below `FD_SETSIZE` (1024). */
export class SelectSelector<Data = unknown> extends BaseSelector<Data> {
  readonly #readers = new Set<number>();
  readonly #writers = new Set<number>();

  protected override watch(fd: number, events: number): void {
    if ((events & EVENT_READ) !== 0) this.#readers.add(fd);
    if ((events & EVENT_WRITE) !== 0) this.#writers.add(fd);
  }

  protected override rewatch(fd: number, events: number): void {
    this.unwatch(fd);
    this.watch(fd, events);
  }

  protected override unwatch(fd: number): void {
    this.#readers.delete(fd);
    this.#writers.delete(fd);
  }

  protected override async wait(timeout: number | null): Promise<readonly Ready[]> {
    const [rs, ws] = await select([...this.#readers], [...this.#writers], [], timeout);
    const ready = new Map(rs.map((fd) => [fd, EVENT_READ]));
    for (const fd of ws) ready.set(fd, (ready.get(fd) ?? 0) | EVENT_WRITE);
    return [...ready];
  }
}
