/** As many clients at the same time as a server is designed for. */

import { descriptorLimit } from "../../tests/support/proc.js";
import { Crowd } from "../crowd.js";
import { greet } from "../greet.js";
import { clientsOf, grouped, type Scenario } from "../scenario.js";

/** Descriptors that each side needs for other things. */
const RESERVED = 100;

export const crowd: Scenario = {
  title: "many clients at the same time, every byte checked",
  stallTimeout: 600,
  async run({ t, target, server, scale }) {
    const messages = scale(target.kind === "http" ? 20 : 100, 5);
    if (target.maxClients === 1) {
      const clients = scale(200, 5);
      for (let i = 0; i < clients; i++) await greet(target, server.address, messages);
      return `${clientsOf(clients)}, one after the other × ${grouped(messages)} messages`;
    }
    const room = descriptorLimit() - RESERVED;
    const wanted = scale(target.maxClients, 50);
    const clients = Math.min(wanted, room);
    const many = new Crowd(target);
    t.after(() => many.close());
    await many.gather(server.address, clients);
    await many.chat(messages - 1);
    const limit = room < wanted ? `, limited by the number of descriptors (ulimit -Hn)` : "";
    return `${clientsOf(clients)} × ${grouped(messages)} messages${limit}`;
  },
};
