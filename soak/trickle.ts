/** A request that never gets whole. */
import { type Socket, TimeoutError } from "day29";

/**
 * Sends the beginning of a request, then a byte every so many seconds, until the server has had
 * enough; answers what it then says.
 */
export async function trickle(socket: Socket, beginning: string, seconds: number): Promise<string> {
  await socket.sendall(beginning);
  socket.settimeout(seconds);
  while (true) {
    await socket.sendall("y");
    try {
      return `${await socket.recv(65536)}`;
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}
