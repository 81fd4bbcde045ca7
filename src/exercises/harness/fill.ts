/** A send buffer into which nothing more fits. */
import { BlockingIOError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { yieldToEventLoop } from "../../wait/index.js";

const CHUNK = Buffer.alloc(64 * 1024, "x");

/** Sends until nothing more fits, for good; answers how much did. The peer does not read. */
export async function fillUp(socket: Socket): Promise<number> {
  let size = 0;
  let more: number;
  do {
    more = await fillOnce(socket);
    size += more;
    await yieldToEventLoop(); // what is on its way may make room once more
  } while (more > 0);
  return size;
}

async function fillOnce(socket: Socket): Promise<number> {
  const timeout = socket.gettimeout();
  socket.setblocking(false);
  let size = 0;
  try {
    while (true) size += await socket.send(CHUNK);
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
    return size;
  } finally {
    socket.settimeout(timeout);
  }
}
