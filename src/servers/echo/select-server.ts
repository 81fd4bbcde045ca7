/** The select server: one thread serves many clients, and select(2) reports which are ready. */
import { FD_SETSIZE } from "../../constants.js";
import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import type { SelectReady, ServerEvents } from "../events.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { EchoClients, type Transfer } from "./echo-clients.js";

/** The reply to each message. */
export const SELECT_REPLY: Buffer = Buffer.from("Receive your message");

/**
 * Replies `Receive your message` to each message of each client.
 *
 * A client that sent something goes into `wlist`; the next `select()` finds room to write,
 * and the reply is sent in that round. The clients are closed when the generator ends; the
 * listener is the caller's to close.
 *
 * @example
 * const listener = new Socket();
 * listener.bind(["127.0.0.1", 0]);
 * listener.listen();
 * const client = new Socket();
 * await client.connect(listener.getsockname());
 * await client.sendall("hello");
 * for await (const event of selectServer(listener)) {
 *   if (event.type !== "message") continue;
 *   console.log(`${event.data}`); // hello
 *   break; // ends the server, which would run forever without it
 * }
 * for (const socket of [client, listener]) socket.close();
 */
export function selectServer(listener: Socket): ServerEvents;
/** @internal */
export function selectServer(listener: Socket, transfer: Transfer): ServerEvents;
export function selectServer(listener: Socket, transfer: Transfer = {}): ServerEvents {
  const clients = new EchoClients(listener, SELECT_REPLY, transfer, FD_SETSIZE);
  return new RoundIterator(rounds(listener, clients), clients);
}

async function* rounds(listener: Socket, clients: EchoClients): RoundSource {
  const readers = new Set<Socket>();
  const writers = new Set<Socket>();

  function* handle(ready: SelectReady): Round {
    yield ready;
    clients.resumeAccepting();

    for (const r of ready.rs) {
      if (r === listener) {
        const accepted = clients.accept();
        if (accepted !== null) yield accepted;
        continue;
      }
      const client = clients.get(r.fileno());
      const message = clients.receive(client);
      if (message !== null) yield message;
      const disconnected = clients.settle(client);
      if (disconnected !== null) yield disconnected;
    }

    for (const w of ready.ws) {
      // Closed in this round, after it was reported.
      if (!writers.has(w)) continue;
      const client = clients.get(w.fileno());
      const sent = clients.flush(client);
      if (sent !== null) yield sent;
      const disconnected = clients.settle(client);
      if (disconnected !== null) yield disconnected;
    }
    yield { type: "handled" };
  }

  clients.start({
    watchListener: () => readers.add(listener),
    unwatchListener: () => readers.delete(listener),
    watch({ socket, reading, writing }) {
      put(readers, socket, reading);
      put(writers, socket, writing);
    },
    unwatch({ socket }) {
      readers.delete(socket);
      writers.delete(socket);
    },
  });
  while (true) {
    const [rlist, wlist, xlist] = [[...readers], [...writers], []];
    const [rs, ws, xs] = await select(rlist, wlist, xlist, clients.timeout);
    yield handle({ type: "ready", call: "select", rlist, wlist, xlist, rs, ws, xs });
  }
}

/** Puts a socket on a list, or takes it off. */
function put(list: Set<Socket>, socket: Socket, wanted: boolean): void {
  if (wanted) list.add(socket);
  else list.delete(socket);
}
