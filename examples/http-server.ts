// Receives an HTTP request and responds with a page, one client after another.
import { readFile } from "node:fs/promises";
import { ConnectionError, OSError, SO_REUSEADDR, SOL_SOCKET, Socket } from "day29";

const s = new Socket();
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
s.bind(["127.0.0.1", Number(process.argv[2] ?? 8888)]);
s.listen(5);
console.log(`Listen to the port ${s.getsockname()[1]}`);

while (true) {
  try {
    const [c] = await s.accept();
    try {
      c.settimeout(5); // a client that sends nothing must not stop the server
      let request = Buffer.alloc(0);
      while (!request.includes("\r\n\r\n")) {
        const data = await c.recv(4096);
        if (data.length === 0 || request.length > 65536) {
          throw new ConnectionError("The request does not end", "recv");
        }
        request = Buffer.concat([request, data]);
      }
      console.log(`${request}`);

      const file = `${request}`.startsWith("GET / ") ? "data/www/index.html" : "";
      let status = "HTTP/1.1 200 OK";
      let body: Buffer;
      try {
        body = await readFile(file);
      } catch {
        status = "HTTP/1.1 404 Not Found";
        body = Buffer.from("===Sorry not found===");
      }
      const head = `${status}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
      await c.sendall(Buffer.concat([Buffer.from(head), body]));
    } finally {
      c.close();
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    console.log(error.message);
  }
}
