/** Exercise: the results of five operations on bits. */
import {
  checkPrediction,
  type PredictionOptions,
  wholeNumberProblem,
} from "../harness/prediction.js";
import type { CheckReport } from "../harness/report.js";

/** Predicted results of operations on 12 and 10; `"?"` is not written yet. */
export interface PredictedBits {
  /** `12 & 10` */
  readonly and: number | "?";
  /** `12 | 10` */
  readonly or: number | "?";
  /** `12 ^ 10` */
  readonly xor: number | "?";
  /** `12 << 2` */
  readonly left: number | "?";
  /** `12 >> 2` */
  readonly right: number | "?";
}

const OPERATIONS = {
  and: {
    title: "12 & 10",
    hint: { zh: "1100 & 1010：两位都是 1 才是 1", en: "1100 & 1010: 1 where both bits are 1" },
  },
  or: {
    title: "12 | 10",
    hint: { zh: "1100 | 1010：有一位是 1 就是 1", en: "1100 | 1010: 1 where either bit is 1" },
  },
  xor: {
    title: "12 ^ 10",
    hint: { zh: "1100 ^ 1010：两位不同才是 1", en: "1100 ^ 1010: 1 where the bits differ" },
  },
  left: {
    title: "12 << 2",
    hint: {
      zh: "1100 后面补两个 0：每移一位乘以 2",
      en: "1100 with two zeros appended: each step doubles",
    },
  },
  right: {
    title: "12 >> 2",
    hint: {
      zh: "1100 去掉最后两位：每移一位除以 2",
      en: "1100 without its last two digits: each step halves",
    },
  },
};

/** Compares the predicted results of the operations on 12 and 10 with those that JavaScript computes. */
export function checkBits(
  predicted: PredictedBits,
  options: PredictionOptions = {},
): Promise<CheckReport> {
  return checkPrediction("bits", predicted, options, {
    problem: wholeNumberProblem,
    parts: OPERATIONS,
    actual: () => ({ and: 12 & 10, or: 12 | 10, xor: 12 ^ 10, left: 12 << 2, right: 12 >> 2 }),
    describe: inBinary,
  });
}

function inBinary(value: number): string {
  return `${value} = 0b${value.toString(2)}`;
}
