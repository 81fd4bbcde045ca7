/** Broadcast: one datagram, and every socket at that port of the network receives it. */

import type { InetAddress } from "../../address-family.js";
import { SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET } from "../../constants.js";
import { select } from "../../mux/select.js";
import type { Data } from "../../socket/data.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";

/** The broadcast address of the loopback network: what is sent there stays on this machine. */
export const LOOPBACK_BROADCAST = "127.255.255.255";

/** Longer datagrams are cut off. */
const BUFSIZE = 1024;

/** What a `broadcastSender` sends, and where. */
export interface BroadcastOptions {
  /** Where to; default port 8888 of `LOOPBACK_BROADCAST`. */
  readonly to?: InetAddress;
  /** What to send; default `"Hello, everybody"`. */
  readonly message?: Data;
  /** How many datagrams; default 5. */
  readonly count?: number;
  /** How many seconds it rests between two of them; default 2. */
  readonly interval?: number;
}

/**
 * Sends some datagrams to everybody, and ends.
 *
 * Without `SO_BROADCAST`, sending to a broadcast address is a `PermissionError`. Nobody needs to
 * listen: the sender does not know who received what it sent.
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
    message = "Hello, everybody",
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

/** It sends datagrams. */
broadcastSender.socketType = SOCK_DGRAM;

/**
 * Receives what is broadcast to its address, and answers nothing.
 *
 * Linux gives a broadcast to sockets that are bound to the broadcast address itself, or to
 * `0.0.0.0`; not to one that is bound to `127.0.0.1`. Any number may share the address.
 */
export async function* broadcastReceiver(socket: Socket): ServerEvents {
  while (true) {
    // Only connected sockets answer no address.
    const [data, address] = (await socket.recvfrom(BUFSIZE)) as [Buffer, InetAddress];
    yield { type: "datagram", data, address };
    yield { type: "handled" };
  }
}

/** It takes datagrams. */
broadcastReceiver.socketType = SOCK_DGRAM;
/** Every receiver gets every broadcast. */
broadcastReceiver.shared = true;
