/** All scenarios, in the order of the report. */
import type { Scenario } from "../scenario.js";
import { crowd } from "./crowd.js";
import { cycles } from "./cycles.js";
import { datagrams } from "./datagrams.js";
import { failingDisk, slowDisk } from "./disk.js";
import { dripping } from "./drip.js";
import { endless } from "./endless.js";
import { exchanged } from "./exchanged.js";
import { exhaustion } from "./exhaustion.js";
import { fewDescriptors } from "./few-descriptors.js";
import { fuzz } from "./fuzz.js";
import { halfClose } from "./half-close.js";
import { kept } from "./kept.js";
import { killedKernel } from "./kernel.js";
import { killed } from "./killed.js";
import { fullDisk, stalledLog } from "./log.js";
import { midSend } from "./mid-send.js";
import { portInUse } from "./port-in-use.js";
import { queue } from "./queue.js";
import { signals } from "./signals.js";
import { silent } from "./silent.js";
import { slowBodies } from "./slow-body.js";
import { slowHttpTest } from "./slowhttptest.js";
import { steady } from "./steady.js";
import { truncated } from "./truncated.js";
import { unread } from "./unread.js";
import { vanish } from "./vanish.js";

export const scenarios: readonly Scenario[] = [
  crowd,
  cycles,
  silent,
  dripping,
  slowBodies,
  vanish,
  midSend,
  steady,
  unread,
  halfClose,
  kept,
  endless,
  queue,
  exhaustion,
  fewDescriptors,
  portInUse,
  signals,
  slowDisk,
  failingDisk,
  fullDisk,
  stalledLog,
  truncated,
  exchanged,
  fuzz,
  slowHttpTest,
  datagrams,
  killed,
  killedKernel,
];
