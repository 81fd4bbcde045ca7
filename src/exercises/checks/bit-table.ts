/** Exercise: five operations on bits, in the head. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { requireWritten } from "../harness/prediction.js";
import { runChecks } from "../harness/run-checks.js";
import { wrong } from "../harness/sandbox.js";

/** What a student expects of the operations on 12 and 10. */
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

const A = 12;
const B = 10;

const operations: [name: keyof PredictedBits, sign: string, result: number, why: Bilingual][] = [
  [
    "and",
    `${A} & ${B}`,
    A & B,
    { zh: "1100 & 1010：两位都是 1 才是 1", en: "1100 & 1010: 1 where both bits are 1" },
  ],
  [
    "or",
    `${A} | ${B}`,
    A | B,
    { zh: "1100 | 1010：有一位是 1 就是 1", en: "1100 | 1010: 1 where either bit is 1" },
  ],
  [
    "xor",
    `${A} ^ ${B}`,
    A ^ B,
    { zh: "1100 ^ 1010：两位不同才是 1", en: "1100 ^ 1010: 1 where the bits differ" },
  ],
  [
    "left",
    `${A} << 2`,
    A << 2,
    {
      zh: "1100 后面补两个 0：每移一位乘以 2",
      en: "1100 with two zeros behind it: each step doubles",
    },
  ],
  [
    "right",
    `${A} >> 2`,
    A >> 2,
    {
      zh: "1100 去掉最后两位：每移一位除以 2",
      en: "1100 without its last two digits: each step halves",
    },
  ],
];

/** Compares what the student expects of 12 and 10 with what JavaScript computes. */
export function checkBits(predicted: PredictedBits): Promise<void> {
  return runChecks(
    operations.map(([name, sign, result, why]) => ({
      tried: sign,
      run() {
        requireWritten(Object.values(predicted));
        const came = predicted[name];
        if (came !== result) wrong(inBinary(result), inBinary(Number(came)), why);
      },
    })),
  );
}

function inBinary(value: number): string {
  return `${value} = 0b${value.toString(2)}`;
}
