/** The UDP server: one socket for all clients, without connections. */
import type { InetAddress } from "../../address-family.js";
import { SOCK_DGRAM } from "../../constants.js";
import { Socket } from "../../socket/socket.js";
import { checkInstance } from "../../validators.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { recoverableError } from "../runtime/errors.js";

/** The reply to each datagram. */
export const UDP_REPLY: Buffer = Buffer.from("Receive");

/** Longer datagrams are truncated. */
const BUFSIZE = 1024;

/**
 * Replies `Receive` to the sender of each datagram.
 *
 * @param socket A datagram socket that is bound to the server's address; the caller closes it.
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
  checkInstance("socket", socket, Socket);
  while (true) {
    // recvfrom() returns no address only on a connected socket.
    const [data, address] = (await socket.recvfrom(BUFSIZE)) as [Buffer, InetAddress];
    yield { type: "datagram", data, address };
    yield await reply(socket, address);
    yield { type: "handled" };
  }
}

/** A datagram socket. */
udpServer.socketType = SOCK_DGRAM;

async function reply(socket: Socket, address: InetAddress): Promise<ServerEvent> {
  try {
    const size = await socket.sendto(UDP_REPLY, address);
    return { type: "sent", socket, size, address };
  } catch (reason) {
    return { type: "send-failed", address, error: recoverableError(reason) };
  }
}
