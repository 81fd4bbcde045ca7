/** Mutated requests over real connections. */
import assert from "node:assert/strict";
import { SHUT_WR } from "day29";
import fc from "fast-check";
import { HttpConnection } from "#day29/http/connection.js";
import { site } from "#day29/http/site.js";
import { converse } from "../../tests/support/http.js";
import { attack, CANARY, mutate, pieces, statusLines } from "../../tests/support/mutations.js";
import { reset } from "../../tests/support/servers.js";
import { receiveAll } from "../../tests/support/sockets.js";
import { connect } from "../greet.js";
import { grouped, isHttp, isMultiplexed, type Scenario, type Trial } from "../scenario.js";

/** The number of attacks that are generated at a time. */
const BATCH = 100;

type Attack = typeof attack extends fc.Arbitrary<infer T> ? T : never;

/** The status lines of the responses of a connection without a socket. */
function expected(root: string, sent: Buffer): string[] {
  const connection = new HttpConnection(site(root).respond);
  const { output } = converse(connection, [sent]);
  connection.end();
  const last = converse(connection, [Buffer.alloc(0)]).output;
  connection.close();
  return statusLines(Buffer.concat([output, last]));
}

async function strike(trial: Trial, { entries, mutations, cuts, ending }: Attack): Promise<void> {
  const sent = mutations.reduce(mutate, Buffer.concat(entries));
  const socket = await connect(trial.target, trial.server.address);
  try {
    for (const piece of pieces(sent, cuts)) await socket.sendall(piece);
    if (ending === "stalls") {
      reset(socket);
      return;
    }
    socket.shutdown(SHUT_WR);
    const responses = await receiveAll(socket);
    assert.ok(!responses.includes(CANARY), "nothing outside the root is read");
    assert.deepEqual(statusLines(responses), expected(trial.root, sent));
  } catch (error) {
    throw new Error(`for the request ${JSON.stringify(sent.toString("latin1"))}`, { cause: error });
  } finally {
    socket.close();
  }
}

export const fuzz: Scenario = {
  title: "mutated requests",
  concerns: isHttp,
  together: true,
  async run(trial) {
    const seconds = trial.scale(60, 0.5);
    const end = performance.now() + seconds * 1000;
    const concurrency = isMultiplexed(trial.target) ? 8 : 1;
    let requests = 0;
    for (let seed = 1; performance.now() < end; seed++) {
      const attacks = fc.sample(attack, { numRuns: BATCH, seed }).values();
      const striking = Array.from({ length: concurrency }, async () => {
        for (const next of attacks) {
          if (performance.now() >= end) return;
          await strike(trial, next);
          requests++;
        }
      });
      await Promise.all(striking);
    }
    return `${grouped(requests)} connections in ${seconds} s`;
  },
};
