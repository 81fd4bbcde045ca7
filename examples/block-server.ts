// Replies with the time, one client after another; accept() never waits, so it is retried.
import { setTimeout } from "node:timers/promises";
import { BlockingIOError, createServer, ctime, OSError } from "day29";

const s = createServer(["127.0.0.1", Number(process.argv[2] ?? 8888)]);
s.setblocking(false);
console.log(`Listen to the port ${s.getsockname()[1]}`);

while (true) {
  console.log("Waiting for connect ...");
  try {
    const [c, [host, port]] = await s.accept();
    try {
      console.log(`Connect from ${host}:${port}`);
      while (true) {
        const data = await c.recv(1024); // c blocks, although s does not
        if (data.length === 0) break;
        console.log(`${data}`);
        await c.sendall(ctime());
      }
    } finally {
      c.close();
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    if (error instanceof BlockingIOError) {
      await setTimeout(2000);
      console.log(ctime());
    } else {
      console.log(error.message);
    }
  }
}
