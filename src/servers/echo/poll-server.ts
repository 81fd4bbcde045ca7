/** The poll server: the select server's work, with poll(2) and no limit on descriptors. */
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from "../../constants.js";
import { OSError } from "../../errors.js";
import { Poll } from "../../mux/poll.js";
import type { Socket } from "../../socket/socket.js";
import type { Disconnected, PollReady, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, acceptReady } from "../runtime/accept.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { ClientConnection } from "./client-connection.js";

const REPLY = Buffer.from("Receive");

/**
 * Answers each message of each client with `Receive`.
 *
 * poll(2) answers with descriptor numbers: `fdmap` finds the socket of each. A reply is sent
 * at once; only what the send buffer does not take waits for `POLLOUT`. The clients are closed
 * when the generator ends, the listener is the caller's.
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
 *   break; // ends the server; without it, it serves for ever
 * }
 * for (const socket of [client, listener]) socket.close();
 */
export function pollServer(listener: Socket): ServerEvents {
  return new RoundIterator(rounds(listener));
}

async function* rounds(listener: Socket): RoundSource {
  listener.setblocking(false);
  const listening = listener.fileno();
  const poller = new Poll();
  const { registered } = poller;
  const fdmap = new Map<number, Socket>();
  const clients = new Map<number, ClientConnection>();

  function watch(socket: Socket, eventmask: number): void {
    poller.register(socket, eventmask);
    fdmap.set(socket.fileno(), socket);
  }

  function forget(fd: number): void {
    poller.unregister(fd);
    fdmap.delete(fd);
  }

  /** Watches a client for what it can do next, or lets it go. */
  function settle(client: ClientConnection): Disconnected | null {
    if (client.left) {
      forget(client.fd);
      clients.delete(client.fd);
      return client.close();
    }
    const wanted = (client.reading ? POLLIN : 0) | (client.writing ? POLLOUT : 0);
    if (wanted !== registered.get(client.fd)) watch(client.socket, wanted);
    return null;
  }

  function* handle(ready: PollReady): Round {
    yield ready;
    if (!fdmap.has(listening)) watch(listener, POLLIN | POLLERR);

    const active: ClientConnection[] = [];
    for (const [fd, event] of ready.events) {
      if (fd === listening) {
        const accepted = acceptReady(listener);
        if (accepted instanceof OSError) {
          forget(listening);
          yield { type: "accept-failed", error: accepted };
        } else if (accepted !== null) {
          const [socket, address] = accepted;
          watch(socket, POLLIN);
          clients.set(socket.fileno(), new ClientConnection(socket));
          yield { type: "connect", socket, address };
        }
      } else {
        const client = clients.get(fd) as ClientConnection;
        active.push(client);
        if ((event & (POLLIN | POLLHUP | POLLERR)) === 0) continue;
        const message = client.receive(REPLY);
        if (message !== null) yield message;
      }
    }

    // After all messages: a reply wakes its client, and waking takes longer than sending.
    for (const client of active) {
      const sent = client.writing ? client.flush() : null;
      if (sent !== null) yield sent;
      const gone = settle(client);
      if (gone !== null) yield gone;
    }
    yield { type: "handled" };
  }

  watch(listener, POLLIN | POLLERR);
  try {
    while (true) {
      const events = await poller.poll(fdmap.has(listening) ? null : ACCEPT_RETRY_S * 1000);
      yield handle({ type: "ready", call: "poll", registered, fdmap, events });
    }
  } finally {
    for (const { socket } of clients.values()) socket.close();
  }
}
