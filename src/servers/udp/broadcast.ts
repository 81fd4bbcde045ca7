/** Broadcast: one datagram reaches every socket that is bound to its port on the network. */
import type { InetAddress } from "../../address-family.js";
import { SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET } from "../../constants.js";
import { select } from "../../mux/select.js";
import { checkInetAddress } from "../../net/sockaddr.js";
import { type Data, toBytes } from "../../socket/data.js";
import { Socket } from "../../socket/socket.js";
import { checkInstance, checkInteger, checkOptions, checkSeconds } from "../../validators.js";
import type { ServerEvents } from "../events.js";

/** The broadcast address of the loopback network: datagrams to it do not leave this machine. */
export const LOOPBACK_BROADCAST = "127.255.255.255";

/** The default message of a `broadcastSender`. */
export const BROADCAST_MESSAGE = "Hello, everybody";

/** Longer datagrams are truncated. */
const BUFSIZE = 1024;

/** The options of a `broadcastSender`. */
export interface BroadcastOptions {
  /** The destination. Default: port 8888 of `LOOPBACK_BROADCAST`. */
  readonly to?: InetAddress;
  /** The content of each datagram. Default `"Hello, everybody"`. */
  readonly message?: Data;
  /** The number of datagrams. Default 5. */
  readonly count?: number;
  /** The pause between two datagrams, in seconds. Default 2. */
  readonly interval?: number;
}

/**
 * Sends a number of datagrams to a broadcast address, and ends.
 *
 * Sets `SO_BROADCAST`, without which sending to a broadcast address throws `PermissionError`.
 * Sending succeeds even if there is no receiver. Throws the `OSError` of a failed `sendto()`. See
 * socket(7).
 *
 * @example
 * const receiver = await serve(broadcastReceiver, { host: LOOPBACK_BROADCAST });
 * await serve(broadcastSender, { to: receiver.address, count: 1 });
 * console.log(`${(await receiver.until("datagram")).data}`); // Hello, everybody
 * await receiver.stop();
 */
export async function* broadcastSender(
  socket: Socket,
  options: BroadcastOptions = {},
): ServerEvents {
  checkInstance("socket", socket, Socket);
  checkOptions(options);
  const {
    to = [LOOPBACK_BROADCAST, 8888],
    message = BROADCAST_MESSAGE,
    count = 5,
    interval = 2,
  } = options;
  checkInetAddress(to, 4, "to");
  checkInteger("count", count, 0);
  checkSeconds("interval", interval);
  socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
  const data = Buffer.from(toBytes(message));
  for (let sent = 0; sent < count; sent++) {
    // Without sockets, select() only sleeps.
    if (sent > 0) await select([], [], [], interval);
    await socket.sendto(data, to);
    yield { type: "broadcast", data, address: to };
    yield { type: "handled" };
  }
}

/** A datagram socket. */
broadcastSender.socketType = SOCK_DGRAM;

/**
 * Receives datagrams that are broadcast to the address of its socket, and does not reply.
 *
 * Linux delivers a broadcast to sockets that are bound to the broadcast address itself or to
 * `0.0.0.0`, but not to a socket that is bound to `127.0.0.1`. Any number of receivers can share
 * the address.
 */
export async function* broadcastReceiver(socket: Socket): ServerEvents {
  checkInstance("socket", socket, Socket);
  while (true) {
    // recvfrom() returns no address only on a connected socket.
    const [data, address] = (await socket.recvfrom(BUFSIZE)) as [Buffer, InetAddress];
    yield { type: "datagram", data, address };
    yield { type: "handled" };
  }
}

/** A datagram socket. */
broadcastReceiver.socketType = SOCK_DGRAM;
/** Several receivers share the address, and each receives every broadcast. */
broadcastReceiver.shared = true;
