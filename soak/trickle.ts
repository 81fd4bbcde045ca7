/** Requests that are never completed. */
import { type Socket, TimeoutError } from "day29";

/**
 * Sends the beginning of a request, then a byte every `seconds`, until the server responds. Returns the
 * response.
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
