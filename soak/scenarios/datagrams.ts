/** Datagrams faster than anybody reads the answers, of every size. */
import { waitingDatagramBytes } from "../../tests/support/proc.js";
import { connect, greet } from "../greet.js";
import { clientsOf, grouped, type Scenario } from "../scenario.js";
import { until } from "../wait.js";

const SIZES = [0, 1, 1024, 1025, 9000, 65_507];

export const datagrams: Scenario = {
  title: "a flood of datagrams, whose answers nobody reads",
  concerns: ({ kind }) => kind === "udp",
  async run({ target, server, scale }) {
    const count = scale(200_000, 500);
    const clients = scale(20, 2);
    const bytes = SIZES.map((size) => Buffer.alloc(size, "x"));
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      try {
        for (let k = 0; k < count / clients; k++) {
          await socket.send(bytes[k % bytes.length] as Buffer);
        }
      } finally {
        // The answers that are still to come reach nobody.
        socket.close();
      }
    }
    // What is in the server's buffer is answered first; what finds no room there is lost.
    await until(
      () => waitingDatagramBytes(server.address[1]) === 0,
      () =>
        `the server has read what waits for it, ${waitingDatagramBytes(server.address[1])} bytes`,
    );
    await greet(target, server.address);
    return `${grouped(count)} datagrams of ${clientsOf(clients)}, 0 to 65,507 bytes`;
  },
};
