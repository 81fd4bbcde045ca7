/** Broadcast: one datagram reaches every socket at that port of the network. */

import type { InetAddress } from "../../address-family.js";
import { SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET } from "../../constants.js";
import { select } from "../../mux/select.js";
import type { Data } from "../../socket/data.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";

/** The broadcast address of the loopback network: datagrams to it stay on this machine. */
export const LOOPBACK_BROADCAST = "127.255.255.255";

/** The message that is sent by default. */
export const BROADCAST_MESSAGE = "Hello, everybody";

/** Longer datagrams are truncated. */
const BUFSIZE = 1024;

/** What a `broadcastSender` sends, and where. */
export interface BroadcastOptions {
  /** The destination; default port 8888 of `LOOPBACK_BROADCAST`. */
  readonly to?: InetAddress;
  /** What to send; default `"Hello, everybody"`. */
  readonly message?: Data;
  /** How many datagrams; default 5. */
  readonly count?: number;
  /** The pause between two of them, in seconds; default 2. */
  readonly interval?: number;
}

/**
 * Sends a number of datagrams to a broadcast address, and ends.
 *
 * Without `SO_BROADCAST`, sending to a broadcast address throws `PermissionError`. No receiver is
 * needed: the sender does not learn who has received its datagrams.
 *
 * @example
 * const receiver = await serve(broadcastReceiver, { host: LOOPBACK_BROADCAST });
 * await serve(broadcastSender, { to: receiver.address, count: 1 });
 * console.log(`${(await receiver.until("datagram")).data}`); // Hello, everybody
 * await receiver.stop();
 */
export async function* broadcastSender(
  socket: Socket,
  {
    to = [LOOPBACK_BROADCAST, 8888],
    message = BROADCAST_MESSAGE,
    count = 5,
    interval = 2,
  }: BroadcastOptions = {},
): ServerEvents {
  socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
  const data = Buffer.from(message);
  for (let sent = 0; sent < count; sent++) {
    // Without lists, select() is a sleep.
    if (sent > 0) await select([], [], [], interval);
    await socket.sendto(data, to);
    yield { type: "broadcast", data, address: to };
    yield { type: "handled" };
  }
}

/** The type of its socket. */
broadcastSender.socketType = SOCK_DGRAM;

/**
 * Receives datagrams that are broadcast to its address, and does not reply.
 *
 * Linux delivers a broadcast to sockets that are bound to the broadcast address itself or to
 * `0.0.0.0`, not to one that is bound to `127.0.0.1`. Any number of receivers may share the address.
 */
export async function* broadcastReceiver(socket: Socket): ServerEvents {
  while (true) {
    // Only connected sockets return no address.
    const [data, address] = (await socket.recvfrom(BUFSIZE)) as [Buffer, InetAddress];
    yield { type: "datagram", data, address };
    yield { type: "handled" };
  }
}

/** The type of its socket. */
broadcastReceiver.socketType = SOCK_DGRAM;
/** Every receiver gets every broadcast. */
broadcastReceiver.shared = true;
