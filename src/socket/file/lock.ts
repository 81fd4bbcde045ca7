/** Runs operations one after the other, in the order of the calls. */
export class Lock {
  /** Settles when the latest operation has ended; `null` when none is under way. */
  #last: Promise<void> | null = null;

  /** Whether an operation is under way. */
  get held(): boolean {
    return this.#last !== null;
  }

  /** Starts `work` at once when no other operation is under way. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last === null ? work() : this.#last.then(work);
    const ended = (): void => {
      if (this.#last === last) this.#last = null;
    };
    const last = result.then(ended, ended);
    this.#last = last;
    return result;
  }
}
