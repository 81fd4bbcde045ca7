/** A busy machine, on purpose. */

/** Stops this thread, as a machine does that runs other programs. */
export function blockThread(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
