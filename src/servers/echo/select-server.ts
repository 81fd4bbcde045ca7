/** The select server: one thread serves many clients; select(2) reports which of them are ready. */
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
 * A client that has sent a message is added to `wlist`. The next `select()` reports it as writable,
 * and the reply is sent in that round. A client whose descriptor is not below `FD_SETSIZE` is
 * closed immediately. The clients are closed when the generator ends; the caller closes the
 * listener.
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
      // It may have been closed earlier in this round.
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
      setMember(readers, socket, reading);
      setMember(writers, socket, writing);
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

/** Adds a socket to a set, or removes it. */
function setMember(sockets: Set<Socket>, socket: Socket, isMember: boolean): void {
  if (isMember) sockets.add(socket);
  else sockets.delete(socket);
}
