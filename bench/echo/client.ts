/**
 * The clients of the echo benchmark where there is no C compiler, all in one process:
 *   client.js PORT TOTAL ACTIVE WARM-UP-SECONDS SECONDS REPLY-SIZE MESSAGE [REPLY-SIZE MESSAGE]...
 * TOTAL clients connect; ACTIVE of them send a message, and the next one after each reply.
 * Prints "begin" after warming up, and "end MESSAGES SECONDS".
 */
import { EPOLLIN, Epoll, IPPROTO_TCP, Socket, setWaiting, TCP_NODELAY } from "day29";
import { HANG_S } from "../../tests/support/hang.js";

const [port = 0, total = 0, active = 0, warmUp = 0, seconds = 0] = process.argv
  .slice(2, 7)
  .map(Number);
const pairs = process.argv.slice(7);
let sent = 0;

setWaiting("blocking");
const epoll = new Epoll();
const clients = new Map<number, Socket>();
const missing = new Map<number, number>();
for (let i = 0; i < total; i++) {
  const client = new Socket();
  await client.connect(["127.0.0.1", port]);
  client.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
  clients.set(client.fileno(), client);
  if (i >= active) continue;
  epoll.register(client, EPOLLIN);
  await ask(client);
}

let messages = 0;
let start = 0;
const warm = performance.now() + warmUp * 1000;
while (true) {
  for (const [fd] of await epoll.poll(HANG_S)) {
    const client = clients.get(fd) as Socket;
    const { length } = await client.recv(65536);
    const left = (missing.get(fd) ?? 0) - length;
    if (length === 0 || left < 0) throw new Error("the server sent a different reply");
    missing.set(fd, left);
    if (left > 0) continue;
    messages++;
    await ask(client);
  }
  const time = performance.now();
  if (start === 0 && time >= warm) {
    console.log("begin");
    start = time;
    messages = 0;
  } else if (start > 0 && messages > 0 && time >= start + seconds * 1000) {
    console.log(`end ${messages} ${(time - start) / 1000}`);
    process.exit();
  }
}

async function ask(client: Socket): Promise<void> {
  const next = (2 * sent++) % pairs.length;
  missing.set(client.fileno(), Number(pairs[next]));
  await client.send(`${pairs[next + 1]}`);
}
