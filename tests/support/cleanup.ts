/** What runs clean-up work when it ends: a test, or a trial of the soak. */
export interface Cleanup {
  /** Runs `work` at the end. */
  after(work: () => unknown): void;
}
