/** Clients that send one byte a second. */
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { connect, greet, receive } from "../greet.js";
import { clientsOf, isMultiplexed, isTcp, type Scenario, type Trial } from "../scenario.js";
import { trickle } from "../trickle.js";

const BEGINNING = "GET /small.txt HTTP/1.1\r\nX: ";

/** One client, a byte at a time. For an echo server each byte is a message. */
async function drip({ t, target, server, scale }: Trial): Promise<void> {
  const socket = await connect(target, server.address);
  t.after(() => socket.close());
  const seconds = scale(1, 0.1);
  if (target.kind === "http") {
    assert.match(await trickle(socket, BEGINNING, seconds), /^HTTP\/1\.1 408 /);
    return;
  }
  for (let i = 0; i < 5; i++) {
    await socket.sendall("x");
    await receive(socket, target.talk);
    await setTimeout(seconds * 1000);
  }
  socket.close();
}

export const dripping: Scenario = {
  title: "one byte a second",
  concerns: isTcp,
  together: true,
  async run(trial) {
    const { target, server, scale, stallTimeout } = trial;
    const clients = isMultiplexed(target) ? scale(100, 10) : 1;
    const all = Promise.all(Array.from({ length: clients }, () => drip(trial)));
    // A multiplexing server serves others meanwhile.
    await greet(target, server.address);
    await all;
    const end =
      target.kind === "http" ? `each refused (408) after ${stallTimeout} s` : "5 bytes each";
    return `${clientsOf(clients)}, ${end}`;
  },
};
