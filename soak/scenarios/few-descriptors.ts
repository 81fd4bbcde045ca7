/** A server that has few descriptors from its first client on. */
import type { Socket } from "day29";
import { connect, exchange } from "../greet.js";
import { clientsOf, grouped, isMultiplexed, isTcp, type Scenario } from "../scenario.js";

/** Fewer than the server needs for its own descriptors and all clients. */
const LIMIT = 64;
const CLIENTS = 60;

export const fewDescriptors: Scenario = {
  title: `${LIMIT} descriptors from the first client on (EMFILE)`,
  concerns: (target) => isTcp(target) && isMultiplexed(target),
  stallTimeout: 60,
  fresh: true,
  by: () => ["sh", "-c", `ulimit -n ${LIMIT} && exec "$0" "$@"`],
  async run({ t, target, server, scale }) {
    const sockets: Socket[] = [];
    for (let i = 0; i < CLIENTS; i++) {
      const socket = await connect(target, server.address);
      t.after(() => socket.close());
      sockets.push(socket);
      // Later, no descriptor is free to open a file that is not cached.
      if (i === 0) await exchange(socket, target.talk);
    }
    // Long enough for the server to yield to its event loop while no descriptor is free.
    const messages = scale(20_000, 1000);
    for (let i = 0; i < messages; i++) await exchange(sockets[0] as Socket, target.talk);
    for (const socket of sockets) {
      await exchange(socket, target.talk);
      socket.close();
    }
    return `${clientsOf(CLIENTS)}, ${grouped(messages)} messages before the last is served`;
  },
};
