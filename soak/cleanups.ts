/** What is to be done at the end of a trial, the last first. */
import type { Cleanup } from "../tests/support/cleanup.js";

export class Cleanups implements Cleanup {
  #works: (() => unknown)[] = [];

  after(work: () => unknown): void {
    this.#works.push(work);
  }

  /** Does it all, once. */
  async run(): Promise<void> {
    const works = this.#works.reverse();
    this.#works = [];
    for (const work of works) await work();
  }
}
