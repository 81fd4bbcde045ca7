/** Exercise: how often epoll reports, level- and edge-triggered. */
import { EPOLLET, EPOLLIN } from "../../constants.js";
import { Epoll } from "../../mux/epoll.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { requireWritten } from "../harness/prediction.js";
import { runChecks } from "../harness/run-checks.js";
import { type Sandbox, wrong } from "../harness/sandbox.js";

/** What a student expects of five rounds. */
export interface PredictedTriggers {
  /** How many of the rounds report the socket, level-triggered. */
  readonly level: number | "?";
  /** How many do, edge-triggered. */
  readonly edge: number | "?";
  /** How many bytes are still unread after the edge-triggered rounds. */
  readonly left: number | "?";
}

const WHY: Record<keyof PredictedTriggers, Bilingual> = {
  level: {
    zh: "水平触发：还有数据就报告。读了 4、4、2 个字节，第四轮就没有了",
    en: "level-triggered: reported while there is data. 4, 4 and 2 bytes are read, and the fourth round has none",
  },
  edge: {
    zh: "边缘触发：只在新数据到达时报告一次，没读完也不再提醒",
    en: "edge-triggered: reported once, when new data arrives; no reminder of what was left",
  },
  left: {
    zh: "只有被报告的那一轮读了 4 个字节，另外 6 个还在接收缓冲区里",
    en: "only the round that reported read 4 bytes; the other 6 are still in the receive buffer",
  },
};

/** Runs the five rounds of the exercise with a real epoll, and compares. */
export function checkTriggers(predicted: PredictedTriggers): Promise<void> {
  return runChecks(
    Object.keys(WHY).map((key) => {
      const name = key as keyof PredictedTriggers;
      return {
        tried: name,
        async run(sandbox: Sandbox) {
          requireWritten(Object.values(predicted));
          const { rounds, left } = await fiveRounds(sandbox, name === "level" ? 0 : EPOLLET);
          const reported = name === "left" ? left : rounds;
          if (predicted[name] !== reported) wrong(`${reported}`, `${predicted[name]}`, WHY[name]);
        },
      };
    }),
  );
}

async function fiveRounds(
  sandbox: Sandbox,
  trigger: number,
): Promise<{ rounds: number; left: number }> {
  const [ours, theirs] = await sandbox.pair();
  const epoll = sandbox.keep(new Epoll());
  epoll.register(theirs, EPOLLIN | trigger);
  await ours.sendall("ten bytes!");
  let rounds = 0;
  for (let round = 0; round < 5; round++) {
    const events = await epoll.poll(round === 0 ? 1 : 0);
    if (events.length === 0) continue;
    rounds++;
    await theirs.recv(4);
  }
  theirs.setblocking(false);
  const left = await theirs.recv(1024).catch(() => Buffer.alloc(0));
  return { rounds, left: left.length };
}
