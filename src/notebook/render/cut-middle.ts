/** Shortens long lists. */

/** The two ends of a list, and the number of items left out between them. */
export interface Ends<T> {
  readonly head: readonly T[];
  readonly tail: readonly T[];
  readonly hidden: number;
}

/**
 * Shortens a list to `max` items by cutting its middle. Never leaves out a single item: the note would
 * take as much space.
 */
export function cutMiddle<T>(items: readonly T[], max: number): Ends<T> {
  const hidden = items.length - max;
  if (hidden <= 1) return { head: items, tail: [], hidden: 0 };
  const half = Math.ceil(max / 2);
  return { head: items.slice(0, half), tail: items.slice(half + hidden), hidden };
}
