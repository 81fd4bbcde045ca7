/** npm run soak: everything on every server, and a report of it. */
import { Cleanups } from "./cleanups.js";
import { describe, Report } from "./report.js";
import { makeRoot } from "./root.js";
import { lackOf } from "./scenario.js";
import { scenarios } from "./scenarios/index.js";
import { targets } from "./target.js";
import { type Outcome, Soak } from "./trial.js";

/** How many seconds the servers let a client stall. */
const PATIENCE = 3;

/** Words that a scenario or a server must have in its name. */
const words = process.argv.slice(2);
const t = new Cleanups();
const root = makeRoot(t);
const soak = new Soak((full) => full, PATIENCE, root);
const report = new Report();
console.log(`${describe()}\n`);
try {
  for (const scenario of scenarios) {
    const concerned = targets.filter((target) => {
      const name = `${scenario.title} ${target.name}`;
      return scenario.concerns?.(target) !== false && words.every((word) => name.includes(word));
    });
    const lack = lackOf(scenario);
    if (lack !== false) {
      for (const target of concerned) console.log(report.skip(scenario, target, lack));
      continue;
    }
    const outcomes: Promise<Outcome>[] = [];
    for (const target of concerned) {
      const outcome = soak.try(scenario, target);
      if (scenario.together !== true) await outcome;
      outcomes.push(outcome);
    }
    for (const outcome of outcomes) console.log(report.add(await outcome));
  }
} finally {
  await soak.close();
  await t.run();
}
console.log(`\n${report.summary()}`);
process.exitCode = report.failed ? 1 : 0;
