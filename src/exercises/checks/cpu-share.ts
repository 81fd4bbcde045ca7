/** Exercise: the share of its time in which a program computes. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { functionMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import { fail } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";

/** The work to measure: it computes, waits, or both. */
export type Work = () => void | Promise<void>;

const UNITS: Bilingual = {
  zh: "CPU 时间用 process.cpuUsage()，单位微秒，user 加 system；墙上时间用 performance.now()，单位毫秒",
  en: "CPU time is process.cpuUsage(), in microseconds, user plus system; wall time is performance.now(), in milliseconds",
};
const AWAIT: Bilingual = {
  zh: "等它做完再量：await work()",
  en: "measure once it is done: await work()",
};

const ONCE: Bilingual = {
  zh: "运行 work 的那一次就要量：它可能有副作用",
  en: "measure the one run of work: it may have side effects",
};

/** The largest accepted difference of the shares: the student's measurement covers a little more. */
const TOLERANCE = 0.3;
const DURATION_S = 0.15;

/**
 * Checks a function that runs some work and returns the share of the time in which it kept the CPU
 * busy: 0 if it only waits, about 1 if it only computes.
 */
export function checkCpuShare(cpuShare: (work: Work) => Promise<number>): Promise<CheckReport> {
  /** Compares the result with the check's own measurement of the same run. `computing` is the share. */
  const measuring = (computing: number): Check["run"] => {
    return async (sandbox) => {
      let measured = Number.NaN;
      let runs = 0;
      const work = async (): Promise<void> => {
        runs++;
        const cpu = process.cpuUsage();
        const start = performance.now();
        compute(DURATION_S * computing);
        if (computing < 1) await sandbox.pause(DURATION_S * (1 - computing));
        const { user, system } = process.cpuUsage(cpu);
        measured = (user + system) / 1000 / (performance.now() - start);
      };
      const number = { zh: "一个 0 到 1 左右的数", en: "a number from 0 to about 1" };
      const share = await sandbox.result(() => cpuShare(work), number);
      if (runs > 1) {
        const once = { zh: "work 只运行一次", en: "work runs once" };
        fail(once, { zh: `运行了 ${runs} 次`, en: `it runs ${runs} times` }, ONCE, "runs");
      }
      if (Math.abs(share - measured) <= TOLERANCE) return;
      const actual = typeof share === "number" ? share.toFixed(2) : `${share}`;
      if (Number.isNaN(measured)) {
        const done = { zh: "work 做完以后才返回", en: "a result after work is done" };
        fail(done, actual, AWAIT, "not awaited");
      }
      fail(`${measured.toFixed(2)} ± ${TOLERANCE}`, actual);
    };
  };
  return runChecks("cpu-share", functionMistake(cpuShare, "cpuShare(work)"), [
    {
      title: { zh: "只等待的程序", en: "work that only waits" },
      hint: AWAIT,
      run: measuring(0),
    },
    {
      title: { zh: "只计算的程序", en: "work that only computes" },
      hint: UNITS,
      run: measuring(1),
    },
    {
      title: { zh: "一半计算、一半等待", en: "half computing, half waiting" },
      hint: UNITS,
      run: measuring(0.5),
    },
  ]);
}

function compute(seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}
