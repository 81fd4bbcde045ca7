/** npm run soak: everything on every server, and a report of it. */
import { Cleanups } from "./cleanups.js";
import { describe, Report } from "./report.js";
import { makeRoot } from "./root.js";
import { scenarios } from "./scenarios/index.js";
import { targets } from "./target.js";
import { Soak } from "./trial.js";

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
    for (const target of targets.filter(scenario.concerns ?? (() => true))) {
      const name = `${scenario.title} ${target.name}`;
      if (!words.every((word) => name.includes(word))) continue;
      console.log(report.add(await soak.try(scenario, target)));
    }
  }
} finally {
  await soak.close();
  await t.run();
}
console.log(`\n${report.summary()}`);
process.exitCode = report.failed ? 1 : 0;
