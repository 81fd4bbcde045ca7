/** Clients that leave in the middle of a message, with a FIN or with a reset. */
import { reset } from "../../tests/support/servers.js";
import { connect, greet } from "../greet.js";
import { clientsOf, isTcp, type Scenario } from "../scenario.js";

export const vanish: Scenario = {
  title: "half a request, then gone",
  concerns: isTcp,
  async run({ target, server, scale }) {
    const clients = scale(2000, 20);
    const { message } = target.talk;
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      await socket.sendall(message.subarray(0, message.length / 2));
      if (i % 2 === 0) reset(socket);
      else socket.close();
      if (i % 50 === 0) await greet(target, server.address);
    }
    return `${clientsOf(clients)}, half of them with a reset`;
  },
};
