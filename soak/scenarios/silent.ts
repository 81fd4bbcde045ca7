/** Clients that connect and send nothing. */
import assert from "node:assert/strict";
import { connect, greet } from "../greet.js";
import { clientsOf, isMultiplexed, isTcp, type Scenario } from "../scenario.js";

export const silent: Scenario = {
  title: "clients that send nothing",
  concerns: isTcp,
  async run({ t, target, server, scale, stallTimeout }) {
    const clients = isMultiplexed(target) ? scale(500, 20) : scale(3, 1);
    const sockets = [];
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      t.after(() => socket.close());
      sockets.push(socket);
      // Keeps the accept queue from overflowing.
      if (isMultiplexed(target) && i % 50 === 0) await greet(target, server.address);
    }
    // A client that sends is served, immediately or when the others have been dropped.
    await greet(target, server.address);
    if (target.kind === "echo") return `${clientsOf(clients)}, which stay connected`;
    for (const socket of sockets) assert.equal((await socket.recv(100)).length, 0);
    return `${clientsOf(clients)}, each dropped after ${stallTimeout} s`;
  },
};
