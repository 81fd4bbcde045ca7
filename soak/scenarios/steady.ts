/** A client that reads a large file slowly, but never stops. */
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { connect, greet } from "../greet.js";
import { askForLargeFile, LARGE } from "../root.js";
import { grouped, isHttp, isMultiplexed, type Scenario } from "../scenario.js";

export const steady: Scenario = {
  title: "a slow but steady reader",
  concerns: isHttp,
  together: true,
  async run({ t, target, server, scale }) {
    const seconds = scale(60, 2);
    const rate = scale(40_000, 400_000);
    const socket = await connect(target, server.address);
    t.after(() => socket.close());
    await socket.sendall(askForLargeFile);
    const buffer = Buffer.alloc(4096);
    const started = performance.now();
    let size = 0;
    while (size < seconds * rate) {
      size += await socket.recvInto(buffer);
      await setTimeout(Math.max(0, (size / rate) * 1000 - (performance.now() - started)));
    }
    if (isMultiplexed(target)) await greet(target, server.address);
    const rest = Buffer.alloc(2 ** 20);
    while (size < LARGE) {
      const count = await socket.recvInto(rest);
      assert.ok(count > 0, `the server closed the connection after ${grouped(size)} bytes`);
      size += count;
    }
    return `${seconds} s at ${grouped(rate)} bytes/s, then the rest`;
  },
};
