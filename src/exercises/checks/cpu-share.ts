/** Exercise: is a program busy computing, or does it wait? */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { runChecks } from "../harness/run-checks.js";
import { type Sandbox, wrong } from "../harness/sandbox.js";

/** What is measured: it computes, or waits, or both. */
export type Work = () => void | Promise<void>;

const HOW: Bilingual = {
  zh: "CPU 时间用 process.cpuUsage()，单位微秒，user 加 system；墙上时间用 performance.now()，单位毫秒",
  en: "CPU time is process.cpuUsage(), in microseconds, user plus system; wall time is performance.now(), in milliseconds",
};
const AWAIT: Bilingual = {
  zh: "等它做完再量：await work()",
  en: "measure once it is done: await work()",
};

/** The shares may differ by this much: the student measures with a little more around it. */
const TOLERANCE = 0.3;
const SECONDS = 0.15;

/**
 * Checks a function that runs some work and answers how much of the time it kept the CPU busy: 0
 * for one that only waits, about 1 for one that only computes.
 */
export function checkCpuShare(cpuShare: (work: Work) => Promise<number>): Promise<void> {
  return runChecks([
    {
      tried: { zh: "只等待的程序", en: "work that only waits" },
      run: (sandbox) => measured(sandbox, cpuShare, (_compute, nap) => nap(SECONDS), AWAIT),
    },
    {
      tried: { zh: "只计算的程序", en: "work that only computes" },
      run: (sandbox) => measured(sandbox, cpuShare, (compute) => compute(SECONDS), HOW),
    },
    {
      tried: { zh: "一半计算、一半等待", en: "half computing, half waiting" },
      async run(sandbox) {
        await measured(
          sandbox,
          cpuShare,
          async (compute, nap) => {
            compute(SECONDS / 2);
            await nap(SECONDS / 2);
          },
          HOW,
        );
      },
    },
  ]);
}

type Mixture = (
  compute: (seconds: number) => void,
  nap: (seconds: number) => Promise<void>,
) => void | Promise<void>;

/** Compares with what the check itself measures of the same run. */
async function measured(
  sandbox: Sandbox,
  cpuShare: (work: Work) => Promise<number>,
  mixture: Mixture,
  hint: Bilingual,
): Promise<void> {
  let expected = Number.NaN;
  const work = async (): Promise<void> => {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await mixture(compute, (seconds) => sandbox.nap(seconds));
    const { user, system } = process.cpuUsage(cpu);
    expected = (user + system) / 1000 / (performance.now() - start);
  };
  const number: Bilingual = { zh: "一个 0 到 1 左右的数", en: "a number from 0 to about 1" };
  const came = await sandbox.answer(() => cpuShare(work), number, hint);
  if (Math.abs(came - expected) <= TOLERANCE) return;
  if (Number.isNaN(expected)) {
    wrong({ zh: "work 做完以后才回答", en: "an answer once work is done" }, `${came}`, AWAIT);
  }
  wrong(
    `${expected.toFixed(2)} ± ${TOLERANCE}`,
    `${typeof came === "number" ? came.toFixed(2) : came}`,
    hint,
  );
}

function compute(seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}
