/**
 * The poll server: does the same as the select server with poll(2), without its limit on
 * descriptors.
 */
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from "../../constants.js";
import { Poll } from "../../mux/poll.js";
import type { Socket } from "../../socket/socket.js";
import type { PollReady, ServerEvents } from "../events.js";
import { readyEvent } from "../runtime/ready-events.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { WatchedSockets } from "../runtime/watched-sockets.js";
import type { ClientConnection } from "./client-connection.js";
import { EchoClients, type Transfer } from "./echo-clients.js";

/** The reply to each message. */
export const POLL_REPLY: Buffer = Buffer.from("Receive");

/**
 * Replies `Receive` to each message of each client.
 *
 * poll(2) reports descriptors; the `fdmap` of the `ready` event maps them to sockets. A reply is
 * sent in the same round; only the part that does not fit into the send buffer waits for `POLLOUT`.
 * The clients are closed when the generator ends; the caller closes the listener.
 *
 * @example
 * const listener = new Socket();
 * listener.bind(["127.0.0.1", 0]);
 * listener.listen();
 * const client = new Socket();
 * await client.connect(listener.getsockname());
 * await client.sendall("hello");
 * for await (const event of pollServer(listener)) {
 *   if (event.type !== "message") continue;
 *   console.log(`${event.data}`); // hello
 *   break; // ends the server, which would run forever without it
 * }
 * for (const socket of [client, listener]) socket.close();
 */
export function pollServer(listener: Socket): ServerEvents;
/** @internal */
export function pollServer(listener: Socket, transfer: Transfer): ServerEvents;
export function pollServer(listener: Socket, transfer: Transfer = {}): ServerEvents {
  const clients = new EchoClients(listener, POLL_REPLY, transfer);
  return new RoundIterator(rounds(listener, clients), clients);
}

async function* rounds(listener: Socket, clients: EchoClients): RoundSource {
  const listening = listener.fileno();
  const poller = new Poll();
  const watched = new WatchedSockets();

  function register(socket: Socket, eventmask: number): void {
    poller.register(socket, eventmask);
    watched.set(socket, eventmask);
  }

  function unregister(fd: number): void {
    poller.unregister(fd);
    watched.delete(fd);
  }

  function* handle(ready: PollReady): Round {
    yield ready;
    clients.resumeAccepting();

    const active: ClientConnection[] = [];
    for (const [fd, event] of ready.events) {
      if (fd === listening) {
        const accepted = clients.accept();
        if (accepted !== null) yield accepted;
        continue;
      }
      const client = clients.get(fd);
      active.push(client);
      if ((event & (POLLIN | POLLHUP | POLLERR)) === 0) continue;
      const message = clients.receive(client);
      if (message !== null) yield message;
    }

    // Send after receiving everything: waking a client takes longer than sending its reply.
    for (const client of active) {
      const sent = clients.flush(client);
      if (sent !== null) yield sent;
      const disconnected = clients.settle(client);
      if (disconnected !== null) yield disconnected;
    }
    yield { type: "handled" };
  }

  clients.start({
    watchListener: () => register(listener, POLLIN | POLLERR),
    unwatchListener: () => unregister(listening),
    watch({ socket, fd, reading, writing }) {
      const eventmask = (reading ? POLLIN : 0) | (writing ? POLLOUT : 0);
      if (eventmask !== poller.registered.get(fd)) register(socket, eventmask);
    },
    unwatch: ({ fd }) => unregister(fd),
  });
  while (true) {
    const seconds = clients.timeout;
    const events = await poller.poll(seconds === null ? null : seconds * 1000);
    yield handle(readyEvent("poll", watched, () => events));
  }
}
