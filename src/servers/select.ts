/** The select server: one thread, many clients, and select(2) tells whose turn it is. */
import { FD_SETSIZE } from "../constants.js";
import { OSError } from "../errors.js";
import { select } from "../select.js";
import type { Socket } from "../socket.js";
import { turn, turnIsDue } from "../wait/index.js";
import { acceptReady, REST } from "./accept.js";
import { Client } from "./client.js";
import type { Disconnected, ServerEvents } from "./events.js";

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
export async function* selectServer(listener: Socket): ServerEvents {
  listener.setblocking(false);
  const clients = new Map<Socket, Client>();
  const rlist: Socket[] = [listener];
  const wlist: Socket[] = [];
  const xlist: Socket[] = [];

  /** Puts a client on the lists of what it can do next, or lets it go. */
  function settle(client: Client): Disconnected | null {
    put(rlist, client.socket, client.reading);
    put(wlist, client.socket, client.writing);
    if (!client.left) return null;
    clients.delete(client.socket);
    return client.close();
  }

  try {
    while (true) {
      const timeout = rlist.includes(listener) ? null : REST;
      const [rs, ws, xs] = await select(rlist, wlist, xlist, timeout);
      yield { type: "ready", call: "select", rlist, wlist, xlist, rs, ws, xs };
      put(rlist, listener, true);

      for (const r of rs) {
        if (r === listener) {
          const accepted = acceptReady(listener, FD_SETSIZE);
          if (accepted instanceof OSError) {
            put(rlist, listener, false);
            yield { type: "accept-failed", error: accepted };
          } else if (accepted !== null) {
            const [socket, address] = accepted;
            clients.set(socket, new Client(socket));
            put(rlist, socket, true);
            yield { type: "connect", socket, address };
          }
        } else {
          const client = clients.get(r) as Client;
          if (turnIsDue()) await turn();
          const message = client.receive(REPLY);
          if (message !== null) yield message;
          const gone = settle(client);
          if (gone !== null) yield gone;
        }
      }

      for (const w of ws) {
        const client = clients.get(w);
        if (client === undefined) continue;
        const sent = client.flush();
        if (sent !== null) yield sent;
        const gone = settle(client);
        if (gone !== null) yield gone;
      }
      yield { type: "handled" };
    }
  } finally {
    for (const socket of clients.keys()) socket.close();
  }
}

/** Puts a socket on a list, or takes it off. */
function put(list: Socket[], socket: Socket, wanted: boolean): void {
  const index = list.indexOf(socket);
  if (wanted && index < 0) list.push(socket);
  else if (!wanted && index >= 0) list.splice(index, 1);
}
