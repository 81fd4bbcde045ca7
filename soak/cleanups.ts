/** The clean-up of a trial, in reverse order. */
import type { Cleanup } from "../tests/support/cleanup.js";

export class Cleanups implements Cleanup {
  #works: (() => unknown)[] = [];

  after(work: () => unknown): void {
    this.#works.push(work);
  }

  /** Runs all of the work, once. */
  async run(): Promise<void> {
    const works = this.#works.reverse();
    this.#works = [];
    for (const work of works) await work();
  }
}
