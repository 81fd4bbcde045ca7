/** Clients that shut down their side after their message: the reply still arrives. */
import assert from "node:assert/strict";
import { SHUT_WR } from "day29";
import { receiveAll } from "../../tests/support/sockets.js";
import { connect } from "../greet.js";
import { clientsOf, isTcp, type Scenario } from "../scenario.js";

export const halfClose: Scenario = {
  title: "half-close: the reply still arrives, then the end",
  concerns: isTcp,
  async run({ target, server, scale }) {
    const clients = scale(1000, 20);
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      try {
        await socket.sendall(target.talk.message);
        socket.shutdown(SHUT_WR);
        const reply = await receiveAll(socket);
        assert.ok(target.talk.complete(reply), `${reply}`);
      } finally {
        socket.close();
      }
    }
    return `${clientsOf(clients)}`;
  },
};
