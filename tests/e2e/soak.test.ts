/** A little of each trial of `npm run soak`, so that it keeps working. */
import { after, describe, it } from "node:test";
import { Cleanups } from "../../soak/cleanups.js";
import { makeRoot } from "../../soak/root.js";
import { lackOfTrial } from "../../soak/scenario.js";
import { scenarios } from "../../soak/scenarios/index.js";
import { targets } from "../../soak/target.js";
import { Soak } from "../../soak/trial.js";
import { skipFor } from "../support/programs.js";

/** The seconds for which the servers let a client stall; on a busy machine an honest client stalls, too. */
const STALL_TIMEOUT_S = 5;

const cleanups = new Cleanups();
const soak = new Soak((_full, short) => short, STALL_TIMEOUT_S, makeRoot(cleanups));
after(async () => {
  await soak.close();
  await cleanups.run();
});

// They wait most of the time.
describe("under faults and load", { concurrency: 4 }, () => {
  for (const target of targets) {
    describe(target.name, { concurrency: 1 }, () => {
      for (const scenario of scenarios) {
        if (scenario.concerns?.(target) === false) continue;
        const skip = skipFor(lackOfTrial(scenario, target));
        it(`survives: ${scenario.title}`, { skip }, async () => {
          const { error } = await soak.try(scenario, target);
          if (error !== undefined) throw error;
        });
      }
    });
  }
});
