/** Checks of knobs, and of the values that the page sends. */
import { checkInteger, checkOptions, checkString, shown } from "../../validators.js";
import type { Knob } from "./spec.js";

const MAX_KNOBS = 8;
const MAX_OPTIONS = 32;

type Spec = Readonly<Record<string, Knob>>;

/** Checks knobs. */
export function checkKnobs(knobs: Spec): void {
  checkOptions(knobs, "knobs");
  const entries = Object.entries(knobs);
  checkInteger("the number of knobs", entries.length, 1, MAX_KNOBS);
  for (const [name, knob] of entries) {
    checkOptions(knob, name);
    if ("options" in knob) {
      const { options } = knob;
      if (!Array.isArray(options) || options.length === 0 || options.length > MAX_OPTIONS) {
        throw new TypeError(
          `${name}.options must be an array of 1 to ${MAX_OPTIONS} values, not ${shown(options)}`,
        );
      }
      for (const option of options) if (typeof option !== "number") checkString(name, option);
    } else if ("bits" in knob) {
      checkOptions(knob.bits, `${name}.bits`);
      const masks = Object.entries(knob.bits);
      checkInteger(`the number of bits of ${name}`, masks.length, 1, MAX_OPTIONS);
      for (const [bit, mask] of masks) checkInteger(`${name}.bits.${bit}`, mask, 1, 2 ** 31);
    } else {
      const { min, max, step = 1 } = knob;
      for (const [member, value] of Object.entries({ min, max, step })) {
        if (Number.isFinite(value)) continue;
        throw new TypeError(`${name}.${member} must be a number, not ${shown(value)}`);
      }
      if (step <= 0 || max < min) {
        throw new RangeError(`${name} must have min <= max and step > 0, not ${shown(knob)}`);
      }
    }
    if (knob.value === undefined || nearestValue(knob, knob.value) === knob.value) continue;
    throw new RangeError(`${name}.value must be a value of the knob, not ${shown(knob.value)}`);
  }
}

/** The nearest value of a knob; its first one for what is none at all. */
export function nearestValue(knob: Knob, value: unknown = knob.value): string | number {
  if ("options" in knob) {
    return knob.options.find((option) => option === value) ?? (knob.options[0] as string | number);
  }
  const number = Number.isFinite(value) ? (value as number) : Number.NaN;
  if ("bits" in knob) {
    const all = Object.values(knob.bits).reduce((sum, mask) => sum | mask, 0);
    return ((number | 0) & all) >>> 0;
  }
  const { min, max, step = 1 } = knob;
  if (Number.isNaN(number)) return min;
  const steps = Math.round((Math.min(max, Math.max(min, number)) - min) / step);
  // Without rounding, 0.1 + 2 * 0.1 would be 0.30000000000000004.
  return Number(Math.min(max, min + steps * step).toFixed(10));
}
