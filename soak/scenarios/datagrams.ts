/** Datagrams of every size, sent faster than any client reads the replies. */
import { waitingDatagramBytes } from "../../tests/support/proc.js";
import { connect, greet } from "../greet.js";
import { clientsOf, grouped, type Scenario } from "../scenario.js";
import { until } from "../wait.js";

const SIZES = [0, 1, 1024, 1025, 9000, 65_507];

export const datagrams: Scenario = {
  title: "a flood of datagrams whose replies are never read",
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
        // The replies that are still to come are lost.
        socket.close();
      }
    }
    // The server first replies to the datagrams in its buffer; the kernel dropped the rest.
    await until(
      () => waitingDatagramBytes(server.address[1]) === 0,
      () =>
        `the server to have read what is queued, ${waitingDatagramBytes(server.address[1])} bytes`,
    );
    await greet(target, server.address);
    return `${grouped(count)} datagrams of ${clientsOf(clients)}, 0 to 65,507 bytes`;
  },
};
