// Replies with the time, one client after another; accept() waits at most five seconds.
import { createServer, ctime, OSError, TimeoutError } from "day29";

const s = createServer(["127.0.0.1", Number(process.argv[2] ?? 8888)]);
s.settimeout(5);
console.log(`Listen to the port ${s.getsockname()[1]}`);

while (true) {
  console.log("Waiting for connect ...");
  try {
    const [c, [host, port]] = await s.accept();
    try {
      console.log(`Connect from ${host}:${port}`);
      while (true) {
        const data = await c.recv(1024); // c does not inherit the timeout
        if (data.length === 0) break;
        console.log(`${data}`);
        await c.sendall(ctime());
      }
    } finally {
      c.close();
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    console.log(error instanceof TimeoutError ? ctime() : error.message);
  }
}
