/** The poll server: the select server's work, with poll(2) and no limit on descriptors. */
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from "../constants.js";
import { OSError } from "../errors.js";
import { Poll } from "../poll.js";
import type { Socket } from "../socket.js";
import { Client, outcomeOf } from "./client.js";
import type { ServerEvent } from "./events.js";

const REPLY = Buffer.from("Receive");

/** How long accepting rests, in milliseconds, when the system has no descriptor left for a client. */
const REST = 100;

/**
 * Answers each message of each client with `Receive`.
 *
 * poll(2) answers with descriptor numbers: `fdmap` finds the socket of each. A reply is sent
 * at once; only what the send buffer does not take waits for `POLLOUT`. The clients are closed
 * when the generator ends, the listener is the caller's.
 *
 * @example
 * const listener = new Socket();
 * listener.bind(["127.0.0.1", 8888]);
 * listener.listen();
 * for await (const event of pollServer(listener)) {
 *   if (event.type === "message") console.log(`${event.data}`);
 * }
 */
export async function* pollServer(listener: Socket): AsyncGenerator<ServerEvent, void, void> {
  listener.setblocking(false);
  const poller = new Poll();
  const fdmap = new Map<number, Socket>();
  const clients = new Map<number, Client>();

  function watch(socket: Socket, eventmask: number): void {
    poller.register(socket, eventmask);
    fdmap.set(socket.fileno(), socket);
  }

  function forget(fd: number): void {
    poller.unregister(fd);
    fdmap.delete(fd);
  }

  function drop(fd: number, error: OSError | null): ServerEvent {
    forget(fd);
    clients.get(fd)?.socket.close();
    clients.delete(fd);
    return { type: "disconnect", fd, error };
  }

  /** Watches a client for what it can do next: send us more, take more of a reply. */
  function rewatch(client: Client): void {
    const reading = client.congested || client.ended ? 0 : POLLIN;
    const wanted = reading | (client.pending ? POLLOUT : 0);
    if (wanted !== poller.registered.get(client.socket.fileno())) watch(client.socket, wanted);
  }

  const listening = listener.fileno();
  watch(listener, POLLIN | POLLERR);
  try {
    while (true) {
      const events = await poller.poll(fdmap.has(listening) ? null : REST);
      yield { type: "ready", call: "poll", registered: poller.registered, fdmap, events };
      if (!fdmap.has(listening)) watch(listener, POLLIN | POLLERR);

      for (const [fd, event] of events) {
        if (fd === listening) {
          const accepted = await listener.accept().catch(outcomeOf);
          if (accepted instanceof OSError) {
            forget(listening);
            yield { type: "accept-failed", error: accepted };
          } else if (accepted !== null) {
            const [socket, address] = accepted;
            watch(socket, POLLIN);
            clients.set(socket.fileno(), new Client(socket));
            yield { type: "connect", socket, address };
          }
          continue;
        }
        const client = clients.get(fd) as Client;
        if ((event & (POLLIN | POLLHUP | POLLERR)) !== 0) {
          const data = await client.receive();
          if (data instanceof OSError) {
            yield drop(fd, data);
          } else if (data?.length === 0 && client.pending) {
            client.ended = true;
          } else if (data?.length === 0) {
            yield drop(fd, null);
          } else if (data !== null) {
            yield { type: "message", socket: client.socket, data };
            client.reply(REPLY);
          }
        }
        if (client.pending && clients.has(fd)) {
          const sent = await client.flush();
          if (sent instanceof OSError) {
            yield drop(fd, sent);
            continue;
          }
          if (sent !== null) yield { type: "sent", socket: client.socket, size: sent };
          if (client.ended && !client.pending) yield drop(fd, null);
          else rewatch(client);
        }
      }
      yield { type: "handled" };
    }
  } finally {
    for (const { socket } of clients.values()) socket.close();
  }
}
