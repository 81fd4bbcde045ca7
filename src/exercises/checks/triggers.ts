/** Exercise: how often epoll reports, level- and edge-triggered. */
import { EPOLLET, EPOLLIN } from "../../constants.js";
import { Epoll } from "../../mux/epoll.js";
import {
  checkPrediction,
  type PredictionOptions,
  wholeNumberProblem,
} from "../harness/prediction.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

/** What five rounds are predicted to do; `"?"` is not written yet. */
export interface PredictedTriggers {
  /** How many of the rounds report the socket, level-triggered. */
  readonly level: number | "?";
  /** How many do, edge-triggered. */
  readonly edge: number | "?";
  /** How many bytes are still unread after the edge-triggered rounds. */
  readonly left: number | "?";
}

const NUMBERS = {
  level: {
    hint: {
      zh: "水平触发：还有数据就报告。读了 4、4、2 个字节，第四轮就没有了",
      en: "level-triggered: reported as long as there is data. 4, 4 and 2 bytes are read, and the fourth round has none",
    },
  },
  edge: {
    hint: {
      zh: "边缘触发：只在新数据到达时报告一次，没读完也不再提醒",
      en: "edge-triggered: reported once, when new data arrives; what is left is not reported again",
    },
  },
  left: {
    hint: {
      zh: "只有被报告的那一轮读了 4 个字节，另外 6 个还在接收缓冲区里",
      en: "only the round that reported the socket read 4 bytes; the other 6 are still in the receive buffer",
    },
  },
};

/** Runs the five rounds of the exercise with a real epoll, and compares. */
export function checkTriggers(
  predicted: PredictedTriggers,
  options: PredictionOptions = {},
): Promise<CheckReport> {
  return checkPrediction("triggers", predicted, options, {
    problem: wholeNumberProblem,
    parts: NUMBERS,
    async actual(sandbox) {
      const level = await fiveRounds(sandbox, 0);
      const edge = await fiveRounds(sandbox, EPOLLET);
      return { level: level.events, edge: edge.events, left: edge.left };
    },
  });
}

/** Ten bytes arrive; each round that reports them reads four. */
async function fiveRounds(
  sandbox: Sandbox,
  trigger: number,
): Promise<{ events: number; left: number }> {
  const [ours, theirs] = await sandbox.pair();
  const epoll = sandbox.keep(new Epoll());
  epoll.register(theirs, EPOLLIN | trigger);
  await ours.sendall("ten bytes!");
  let events = 0;
  for (let round = 0; round < 5; round++) {
    if ((await epoll.poll(round === 0 ? 1 : 0)).length === 0) continue;
    events++;
    await theirs.recv(4);
  }
  theirs.setblocking(false);
  const left = await theirs.recv(1024).catch(() => Buffer.alloc(0));
  return { events, left: left.length };
}
