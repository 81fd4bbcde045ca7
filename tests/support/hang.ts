/**
 * The only time limit of the tests. A test that waits this long hangs, however busy the machine is. No
 * test passes because this limit expires.
 */
export const HANG_S = 300;

/** The same in milliseconds. */
export const HANG_MS = HANG_S * 1000;
