/** Clients that announce a body and never send all of it. */
import assert from "node:assert/strict";
import { connect, greet } from "../greet.js";
import { clientsOf, isHttp, isMultiplexed, type Scenario } from "../scenario.js";
import { trickle } from "../trickle.js";

const BEGINNING = "POST /echo HTTP/1.1\r\nHost: soak\r\nContent-Length: 1000\r\n\r\n";

export const slowBodies: Scenario = {
  title: "a slow body, one byte a second",
  concerns: isHttp,
  together: true,
  async run({ t, target, server, scale, stallTimeout }) {
    const clients = isMultiplexed(target) ? scale(200, 10) : 1;
    const all = Promise.all(
      Array.from({ length: clients }, async () => {
        const socket = await connect(target, server.address);
        t.after(() => socket.close());
        assert.match(await trickle(socket, BEGINNING, scale(1, 0.1)), /^HTTP\/1\.1 408 /);
      }),
    );
    await greet(target, server.address);
    await all;
    return `${clientsOf(clients)}, each refused (408) after ${stallTimeout} s`;
  },
};
