/** The `completed` events: what io_uring had under way in a round, and what was done. */
import { observeCompletions } from "../../inspect/completions.js";
import type { Observation } from "../../inspect/readiness.js";
import type { IoUring } from "../../mux/io-uring.js";
import type { Completed } from "../events.js";

/** A round of io_uring. Most are never read, so nothing is looked up before. */
export class CompletedRound implements Completed {
  readonly type = "completed";
  readonly #ring: Pick<IoUring, "operations">;
  #observation: Observation | undefined;

  constructor(
    ring: Pick<IoUring, "operations">,
    readonly submitted: number,
    readonly completions: number,
  ) {
    this.#ring = ring;
  }

  get observation(): Observation {
    this.#observation ??= observeCompletions(this.#ring.operations());
    return this.#observation;
  }
}
