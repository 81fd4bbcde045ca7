/** A test or a trial of the soak, which runs clean-up work when it ends. */
export interface Cleanup {
  /** Runs `work` at the end. */
  after(work: () => unknown): void;
}
