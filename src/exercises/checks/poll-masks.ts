/** Exercise: which mask poll reports. */
import { POLLIN, POLLOUT } from "../../constants.js";
import { eventNames } from "../../mux/event-names.js";
import { Poll } from "../../mux/poll.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { requireWritten } from "../harness/prediction.js";
import { runChecks } from "../harness/run-checks.js";
import { type Sandbox, wrong } from "../harness/sandbox.js";

/** What a student expects poll to report: a mask, 0 for a socket that is not reported. */
export interface PredictedMasks {
  /** Sent `hi`; watched for `POLLIN | POLLOUT`. */
  readonly ann: number | "?";
  /** Said nothing; watched for `POLLIN`. */
  readonly bob: number | "?";
  /** Has closed; watched for `POLLIN`. */
  readonly cat: number | "?";
  /** Has reset the connection; watched for `POLLIN`. */
  readonly dan: number | "?";
  /** Closed by ourselves without a word to poll; watched for `POLLIN`. */
  readonly eve: number | "?";
}

type Name = keyof PredictedMasks;

const WHY: Record<Name, Bilingual> = {
  ann: {
    zh: "有数据可读，也有空间可写：两位都报告",
    en: "there is data to read and room to write: both bits are reported",
  },
  bob: { zh: "没有动静的不在结果里", en: "who has nothing to say is not among the events" },
  cat: {
    zh: "对方关闭，是“可读”：recv 返回零字节。POLLHUP 要两个方向都关了才有",
    en: "a peer that closes is readable: recv gives zero bytes. POLLHUP takes both directions",
  },
  dan: {
    zh: "重置：有错误要报告，两个方向都没有了，读也不用等；POLLERR 和 POLLHUP 不用登记",
    en: "a reset: an error is pending, both directions are gone, and reading would not wait; POLLERR and POLLHUP come unasked",
  },
  eve: {
    zh: "描述符已经关闭，是无效的：POLLNVAL",
    en: "the descriptor is closed, hence not valid: POLLNVAL",
  },
};

/** Makes the situation of the exercise, asks poll, and compares. */
export function checkPollMasks(predicted: PredictedMasks): Promise<void> {
  return runChecks(
    Object.keys(WHY).map((key) => {
      const name = key as Name;
      return {
        tried: name,
        async run(sandbox: Sandbox) {
          requireWritten(Object.values(predicted));
          const reported = (await masks(sandbox))[name];
          const came = Number(predicted[name]);
          if (came !== reported) wrong(say(reported), say(came), WHY[name]);
        },
      };
    }),
  );
}

async function masks(sandbox: Sandbox): Promise<Record<Name, number>> {
  const poller = new Poll();
  const fds = {} as Record<Name, number>;
  const ends = {} as Record<Name, [ours: Socket, theirs: Socket]>;
  for (const key of Object.keys(WHY)) {
    const name = key as Name;
    ends[name] = await sandbox.pair();
    fds[name] = ends[name][1].fileno();
    poller.register(fds[name], name === "ann" ? POLLIN | POLLOUT : POLLIN);
  }
  await ends.ann[0].sendall("hi");
  ends.cat[0].close();
  sandbox.reset(ends.dan[0]);
  ends.eve[1].close();
  const reported = new Map(await poller.poll(1000));
  const result = {} as Record<Name, number>;
  for (const key of Object.keys(WHY)) result[key as Name] = reported.get(fds[key as Name]) ?? 0;
  return result;
}

function say(mask: number): string {
  return mask === 0 ? "0" : `${eventNames(mask)} (${mask})`;
}
