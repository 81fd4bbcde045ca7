/** All that is tried, in the order of the report. */
import type { Scenario } from "../scenario.js";
import { crowd } from "./crowd.js";
import { cycles } from "./cycles.js";
import { halfClose } from "./halfclose.js";
import { queue } from "./queue.js";
import { silent } from "./silent.js";
import { vanish } from "./vanish.js";

export const scenarios: readonly Scenario[] = [crowd, cycles, silent, vanish, halfClose, queue];
