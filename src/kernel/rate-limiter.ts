/** Slows down a cell that prints faster than clients can read. */

/** The rate of text beyond a burst. Clients can keep up with it; otherwise unread text would fill the memory. */
const CHARS_PER_MS = 10_000;
const BURST_CHARS = 10_000_000;
const MAX_WAIT_MS = 100;

/** A token bucket. */
export class RateLimiter {
  #allowance = BURST_CHARS;
  #last = Date.now();

  /** Accounts for `chars` characters. Blocks the thread if they exceed the rate, as writing to a slow terminal does. */
  spend(chars: number): void {
    const now = Date.now();
    const earned = (now - this.#last) * CHARS_PER_MS;
    this.#last = now;
    this.#allowance = Math.min(BURST_CHARS, this.#allowance + earned) - chars;
    if (this.#allowance < 0) sleep(Math.min(MAX_WAIT_MS, -this.#allowance / CHARS_PER_MS));
  }
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

function sleep(ms: number): void {
  Atomics.wait(neverNotified, 0, 0, ms);
}
