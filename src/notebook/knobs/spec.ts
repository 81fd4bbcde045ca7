/** What knobs there are. The page reads this file, too, so it has types only. */
import type { Bilingual } from "../render/phrases.js";

/** The common part of all knobs. */
export interface KnobBase {
  /** Written beside the knob; default: its name. */
  readonly label?: string | Bilingual;
}

/** A slider. */
export interface NumberKnob extends KnobBase {
  /** The smallest value. */
  readonly min: number;
  /** The largest value. */
  readonly max: number;
  /** The distance of two values. Default 1. */
  readonly step?: number;
  /** The value at first. Default `min`. */
  readonly value?: number;
}

/** A list to choose from. */
export interface OptionsKnob<Option extends string | number = string | number> extends KnobBase {
  /** The values. */
  readonly options: readonly Option[];
  /** The value at first. Default the first one. */
  readonly value?: Option;
}

/** A mask, whose bits are switched one by one. */
export interface BitsKnob extends KnobBase {
  /** The masks by their names, such as `{ POLLIN, POLLOUT }`. */
  readonly bits: Readonly<Record<string, number>>;
  /** The mask at first. Default 0. */
  readonly value?: number;
}

/** A knob: a slider, a list or a mask. */
export type Knob = NumberKnob | OptionsKnob | BitsKnob;

/** The values of knobs by their names. */
export type KnobValues<Knobs> = {
  -readonly [Name in keyof Knobs]: Knobs[Name] extends {
    readonly options: readonly (infer Option)[];
  }
    ? Option
    : number;
};
