/** npm run soak: runs every scenario on every server, and prints a report. */
import { Cleanups } from "./cleanups.js";
import { describe, Report } from "./report.js";
import { makeRoot } from "./root.js";
import { lackOfTrial } from "./scenario.js";
import { scenarios } from "./scenarios/index.js";
import { targets } from "./target.js";
import { Soak } from "./trial.js";

/** The seconds for which the servers let a client stall. */
const STALL_TIMEOUT_S = 3;

/** A trial runs if its scenario and server have all of these words in their names. */
const words = process.argv.slice(2);
const t = new Cleanups();
const root = makeRoot(t);
const soak = new Soak((full) => full, STALL_TIMEOUT_S, root);
const report = new Report();
async function end(): Promise<void> {
  await soak.close();
  await t.run();
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void end().then(() => process.exit(1));
  });
}

console.log(`${describe()}\n`);
try {
  for (const scenario of scenarios) {
    const concerned = targets.filter((target) => {
      const name = `${scenario.title} ${target.name}`;
      return scenario.concerns?.(target) !== false && words.every((word) => name.includes(word));
    });
    const possible = concerned.filter((target) => {
      const lack = lackOfTrial(scenario, target);
      if (lack !== false) console.log(report.skip(scenario, target, lack));
      return lack === false;
    });
    const trials = possible.map((target) => () => soak.try(scenario, target));
    const started = scenario.together === true ? trials.map((start) => start()) : [];
    for (const [i, start] of trials.entries()) {
      console.log(report.add(await (started[i] ?? start())));
    }
  }
} finally {
  await end();
}
console.log(`\n${report.summary()}`);
process.exitCode = report.failed ? 1 : 0;
