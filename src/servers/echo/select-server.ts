/** The select server: one thread, many clients, and select(2) tells whose turn it is. */
import { FD_SETSIZE } from "../../constants.js";
import { OSError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import type { Disconnected, SelectReady, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, acceptReady } from "../runtime/accept.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { ClientConnection } from "./client-connection.js";

const REPLY = Buffer.from("Receive your message");

/**
 * Answers each message of each client with `Receive your message`.
 *
 * A client that sent something goes into `wlist`; the next `select()` finds room to write,
 * and the reply goes out in that round. The clients are closed when the generator ends, the
 * listener is the caller's.
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
 *   break; // ends the server; without it, it serves for ever
 * }
 * for (const socket of [client, listener]) socket.close();
 */
export function selectServer(listener: Socket): ServerEvents {
  return new RoundIterator(rounds(listener));
}

async function* rounds(listener: Socket): RoundSource {
  listener.setblocking(false);
  const clients = new Map<Socket, ClientConnection>();
  const readers = new Set<Socket>([listener]);
  const writers = new Set<Socket>();

  /** Puts a client on the lists of what it can do next, or lets it go. */
  function settle(client: ClientConnection): Disconnected | null {
    put(readers, client.socket, client.reading);
    put(writers, client.socket, client.writing);
    if (!client.left) return null;
    clients.delete(client.socket);
    return client.close();
  }

  function* handle(ready: SelectReady): Round {
    yield ready;
    for (const r of ready.rs) {
      if (r === listener) {
        const accepted = acceptReady(listener, FD_SETSIZE);
        if (accepted instanceof OSError) {
          readers.delete(listener);
          yield { type: "accept-failed", error: accepted };
        } else if (accepted !== null) {
          const [socket, address] = accepted;
          clients.set(socket, new ClientConnection(socket));
          readers.add(socket);
          yield { type: "connect", socket, address };
        }
      } else {
        const client = clients.get(r) as ClientConnection;
        const message = client.receive(REPLY);
        if (message !== null) yield message;
        const gone = settle(client);
        if (gone !== null) yield gone;
      }
    }

    for (const w of ready.ws) {
      const client = clients.get(w);
      if (client === undefined) continue;
      const sent = client.flush();
      if (sent !== null) yield sent;
      const gone = settle(client);
      if (gone !== null) yield gone;
    }
    yield { type: "handled" };
  }

  try {
    while (true) {
      const timeout = readers.has(listener) ? null : ACCEPT_RETRY_S;
      const [rlist, wlist, xlist] = [[...readers], [...writers], []];
      const [rs, ws, xs] = await select(rlist, wlist, xlist, timeout);
      readers.add(listener);
      yield handle({ type: "ready", call: "select", rlist, wlist, xlist, rs, ws, xs });
    }
  } finally {
    for (const socket of clients.keys()) socket.close();
  }
}

/** Puts a socket on a list, or takes it off. */
function put(list: Set<Socket>, socket: Socket, wanted: boolean): void {
  if (wanted) list.add(socket);
  else list.delete(socket);
}
