/** The UDP server: one socket for all clients, and no connections. */

import type { InetAddress } from "../../address-family.js";
import { SOCK_DGRAM } from "../../constants.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { failureOf } from "../runtime/failure.js";

const REPLY = Buffer.from("Receive");

/** Longer datagrams are cut off. */
const BUFSIZE = 1024;

/**
 * Answers each datagram with `Receive`, one to whoever sent it.
 *
 * The socket is bound to the server's address; it is the caller's to close.
 *
 * @example
 * const server = await serve(udpServer);
 * const client = new Socket(AF_INET, SOCK_DGRAM);
 * await client.sendto("hello", server.address);
 * console.log(`${(await client.recvfrom(1024))[0]}`); // Receive
 * client.close();
 * await server.stop();
 */
export async function* udpServer(socket: Socket): ServerEvents {
  while (true) {
    // Only connected sockets answer no address.
    const [data, address] = (await socket.recvfrom(BUFSIZE)) as [Buffer, InetAddress];
    yield { type: "datagram", data, address };
    yield await answer(socket, address);
    yield { type: "handled" };
  }
}

/** It takes datagrams. */
udpServer.socketType = SOCK_DGRAM;

async function answer(socket: Socket, address: InetAddress): Promise<ServerEvent> {
  try {
    const size = await socket.sendto(REPLY, address);
    return { type: "sent", socket, size, address };
  } catch (reason) {
    return { type: "send-failed", address, error: failureOf(reason) };
  }
}
