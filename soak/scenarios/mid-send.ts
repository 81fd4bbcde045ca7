/** Clients that reset the connection while the server sends. */
import { reset } from "../../tests/support/servers.js";
import { connect, greet } from "../greet.js";
import { askForLargeFile } from "../root.js";
import { clientsOf, isTcp, type Scenario } from "../scenario.js";

export const midSend: Scenario = {
  title: "a reset while the server sends",
  concerns: isTcp,
  async run({ target, server, scale }) {
    const clients = scale(500, 10);
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      try {
        if (target.kind === "http") {
          await socket.sendall(askForLargeFile);
          await socket.recv(65536);
        } else {
          await socket.sendall(Buffer.alloc(100 * 1024, "many messages. "));
          await socket.recv(1);
        }
      } finally {
        reset(socket);
      }
    }
    await greet(target, server.address);
    return `${clientsOf(clients)}`;
  },
};
