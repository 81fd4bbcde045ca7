/** Whoever is told what to do at the end: a test, or a trial of the soak. */
export interface Cleanup {
  /** Does `work` when everything is over. */
  after(work: () => unknown): void;
}
