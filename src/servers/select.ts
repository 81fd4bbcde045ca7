/** The select server: one thread, many clients, and select(2) tells whose turn it is. */
import { OSError } from "../errors.js";
import { select } from "../select.js";
import type { Socket } from "../socket.js";
import { Client, outcomeOf } from "./client.js";
import type { ServerEvent } from "./events.js";

const REPLY = Buffer.from("Receive your message");

/** How long accepting rests, in seconds, when the system has no descriptor left for a client. */
const REST = 0.1;

/**
 * Answers each message of each client with `Receive your message`.
 *
 * A client that sent something goes into `wlist`; the next `select()` finds room to write,
 * and the reply goes out in that round. The clients are closed when the generator ends, the
 * listener is the caller's.
 *
 * @example
 * const listener = new Socket();
 * listener.bind(["127.0.0.1", 8888]);
 * listener.listen();
 * for await (const event of selectServer(listener)) {
 *   if (event.type === "message") console.log(`${event.data}`);
 * }
 */
export async function* selectServer(listener: Socket): AsyncGenerator<ServerEvent, void, void> {
  listener.setblocking(false);
  const clients = new Map<Socket, Client>();
  const rlist: Socket[] = [listener];
  const wlist: Socket[] = [];
  const xlist: Socket[] = [];

  function drop(socket: Socket, error: OSError | null): ServerEvent {
    const fd = socket.fileno();
    remove(rlist, socket);
    remove(wlist, socket);
    clients.delete(socket);
    socket.close();
    return { type: "disconnect", fd, error };
  }

  try {
    while (true) {
      const [rs, ws, xs] = await select(
        rlist,
        wlist,
        xlist,
        rlist.includes(listener) ? null : REST,
      );
      yield { type: "ready", call: "select", rlist, wlist, xlist, rs, ws, xs };
      if (!rlist.includes(listener)) rlist.push(listener);

      for (const r of rs) {
        if (r === listener) {
          const accepted = await listener.accept().catch(outcomeOf);
          if (accepted instanceof OSError) {
            remove(rlist, listener);
            yield { type: "accept-failed", error: accepted };
          } else if (accepted !== null) {
            const [socket, address] = accepted;
            clients.set(socket, new Client(socket));
            rlist.push(socket);
            yield { type: "connect", socket, address };
          }
          continue;
        }
        const client = clients.get(r) as Client;
        const data = await client.receive();
        if (data === null) continue;
        if (data instanceof OSError) {
          yield drop(r, data);
        } else if (data.length === 0 && client.pending) {
          client.ended = true;
          remove(rlist, r);
        } else if (data.length === 0) {
          yield drop(r, null);
        } else {
          if (!client.pending) wlist.push(r);
          client.reply(REPLY);
          if (client.congested) remove(rlist, r);
          yield { type: "message", socket: r, data };
        }
      }

      for (const w of ws) {
        const client = clients.get(w);
        if (client === undefined) continue;
        const wasCongested = client.congested;
        const sent = await client.flush();
        if (sent === null) continue;
        if (sent instanceof OSError) {
          yield drop(w, sent);
        } else {
          if (!client.pending) remove(wlist, w);
          if (wasCongested && !client.congested) rlist.push(w);
          yield { type: "sent", socket: w, size: sent };
          if (client.ended && !client.pending) yield drop(w, null);
        }
      }
      yield { type: "handled" };
    }
  } finally {
    for (const socket of clients.keys()) socket.close();
  }
}

function remove(list: Socket[], socket: Socket): void {
  const index = list.indexOf(socket);
  if (index >= 0) list.splice(index, 1);
}
