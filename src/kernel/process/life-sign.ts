/** A file that exists while the kernel runs, so that the next kernel learns whether this one ended by itself. */
import { rmSync, statSync, writeFileSync } from "node:fs";

/** Keeps the file of one kernel, which is started again with the same connection file. */
export class LifeSign {
  readonly #path: string;

  constructor(connectionFile: string) {
    this.#path = `${connectionFile}.running`;
  }

  /** Leaves the sign. Returns whether an earlier kernel has ended without removing its own. */
  leave(): boolean {
    const remains = statSync(this.#path, { throwIfNoEntry: false }) !== undefined;
    try {
      writeFileSync(this.#path, "");
    } catch {
      // The folder is read-only. Then the next kernel learns nothing.
    }
    return remains;
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
