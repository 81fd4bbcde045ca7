/** Puts sockets into states that exercises need, and makes data for them. */
import { SO_LINGER, SOL_SOCKET } from "../../constants.js";
import { BlockingIOError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { yieldToEventLoop } from "../../wait/index.js";

/** Closes a socket so that its peer gets a reset instead of the end of the stream. */
export function reset(socket: Socket): void {
  socket.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 0 });
  socket.close();
}

const CHUNK = Buffer.alloc(64 * 1024, "x");

/** Sends to a peer that does not read, until the buffers of both ends are full. */
export async function fillSendBuffer(socket: Socket): Promise<void> {
  // Data that moves on to the peer's receive buffer makes room once more.
  while (await sendWhatFits(socket)) await yieldToEventLoop();
}

/** Returns whether anything fitted. */
async function sendWhatFits(socket: Socket): Promise<boolean> {
  const timeout = socket.gettimeout();
  socket.setblocking(false);
  let sent = 0;
  try {
    while (true) sent += await socket.send(CHUNK);
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
    return sent > 0;
  } finally {
    socket.settimeout(timeout);
  }
}

/** Bytes of which each four are different, so that a part at the wrong place is noticed. They are not UTF-8. */
export function distinctBytes(size: number): Buffer {
  return Buffer.from(new Uint32Array(size / 4).map((_, index) => index).buffer);
}
