/** Exercise: which mask poll reports. */
import { POLLIN, POLLOUT } from "../../constants.js";
import { eventNames } from "../../mux/event-names.js";
import { Poll } from "../../mux/poll.js";
import type { Socket } from "../../socket/socket.js";
import {
  checkPrediction,
  type PredictionOptions,
  wholeNumberProblem,
} from "../harness/prediction.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { reset } from "../harness/socket-states.js";

/** The masks that poll is predicted to report, 0 for none; `"?"` is not written yet. */
export interface PredictedMasks {
  /** Has sent `hi`; watched for `POLLIN | POLLOUT`. */
  readonly ann: number | "?";
  /** Has sent nothing; watched for `POLLIN`. */
  readonly bob: number | "?";
  /** Has closed; watched for `POLLIN`. */
  readonly cat: number | "?";
  /** Has reset the connection; watched for `POLLIN`. */
  readonly dan: number | "?";
  /** Closed on our side while still registered; watched for `POLLIN`. */
  readonly eve: number | "?";
}

type Name = keyof PredictedMasks;

const CLIENTS = {
  ann: {
    hint: {
      zh: "有数据可读，也有空间可写：两位都报告",
      en: "there is data to read and room to write: both bits are reported",
    },
  },
  bob: {
    hint: { zh: "没有动静的不在结果里", en: "a socket on which nothing happens is not reported" },
  },
  cat: {
    hint: {
      zh: "对端关闭，是“可读”：recv 返回零字节。POLLHUP 要两个方向都关了才有",
      en: "a socket whose peer has closed is readable: recv returns zero bytes. POLLHUP is reported once both directions are closed",
    },
  },
  dan: {
    hint: {
      zh: "重置：有错误要报告，两个方向都没有了，读也不用等；POLLERR 和 POLLHUP 不用登记",
      en: "a reset: an error is pending, both directions are closed, and reading does not wait; POLLERR and POLLHUP are reported even if not requested",
    },
  },
  eve: {
    hint: {
      zh: "描述符已经关闭，是无效的：POLLNVAL",
      en: "the descriptor is closed, hence invalid: POLLNVAL",
    },
  },
};

/** Sets up the situation of the exercise, calls poll, and compares. */
export function checkPollMasks(
  predicted: PredictedMasks,
  options: PredictionOptions = {},
): Promise<CheckReport> {
  return checkPrediction("poll-masks", predicted, options, {
    problem: wholeNumberProblem,
    parts: CLIENTS,
    actual: reportedMasks,
    describe: describe,
  });
}

async function reportedMasks(sandbox: Sandbox): Promise<Record<Name, number>> {
  const poller = new Poll();
  const watchedPair = async (eventmask: number): Promise<[ours: Socket, theirs: Socket]> => {
    const pair = await sandbox.pair();
    poller.register(pair[1], eventmask);
    return pair;
  };
  const pairs = {
    ann: await watchedPair(POLLIN | POLLOUT),
    bob: await watchedPair(POLLIN),
    cat: await watchedPair(POLLIN),
    dan: await watchedPair(POLLIN),
    eve: await watchedPair(POLLIN),
  };
  const fds = Object.entries(pairs).map(([name, [, theirs]]) => [name, theirs.fileno()] as const);
  await pairs.ann[0].sendall("hi");
  pairs.cat[0].close();
  reset(pairs.dan[0]);
  pairs.eve[1].close();
  const events = new Map(await poller.poll(1000));
  const masks = fds.map(([name, fd]) => [name, events.get(fd) ?? 0]);
  return Object.fromEntries(masks) as Record<Name, number>;
}

function describe(mask: number): string {
  return mask === 0 ? "0" : `${eventNames(mask)} (${mask})`;
}
