/** Numbers as text. */

const grouped = new Intl.NumberFormat("en-US");
const byteUnits = new Intl.NumberFormat("en-US", {
  style: "unit",
  unit: "byte",
  unitDisplay: "long",
  useGrouping: false,
});

/** `2,626,560`. */
export function groupDigits(value: number): string {
  return grouped.format(value);
}

/** `1 round`, `2 rounds`. */
export function counted(value: number, noun: string): string {
  return `${value} ${value === 1 ? noun : `${noun}s`}`;
}

/** `1 byte`, `5 bytes`. */
export function byteCount(value: number): string {
  return byteUnits.format(value);
}
