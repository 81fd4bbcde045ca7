/** More clients than the accept queue has room for, while the server does nothing. */
import { AF_INET, SOCK_STREAM, Socket } from "day29";
import { CLIENT_TIMEOUT_S, exchange } from "../greet.js";
import { clientsOf, isTcp, type Scenario } from "../scenario.js";
import { until } from "../wait.js";

/** Fewer than the queue takes: the others retransmit their SYN after a second. */
const QUEUED = 100;

export const queue: Scenario = {
  title: "a flooded accept queue",
  concerns: isTcp,
  async run({ t, target, server, scale }) {
    const clients = scale(1000, 200);
    server.signal("SIGSTOP");
    t.after(() => server.signal("SIGCONT"));
    let connected = 0;
    const visits = Array.from({ length: clients }, async () => {
      const socket = new Socket(AF_INET, SOCK_STREAM);
      try {
        socket.settimeout(CLIENT_TIMEOUT_S);
        await socket.connect(server.address);
        connected++;
        await exchange(socket, target.talk);
      } finally {
        socket.close();
      }
    });
    const all = Promise.all(visits);
    await Promise.race([
      all,
      until(
        () => connected >= QUEUED,
        () => `${QUEUED} clients in the queue; there are ${connected}`,
      ),
    ]);
    server.signal("SIGCONT");
    await all;
    return `${clientsOf(clients)} at the same time on a queue of 128, all served`;
  },
};
