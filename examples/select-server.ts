// Serves many clients at the same time: select() reports which sockets are ready.
import { createServer, FD_SETSIZE, type Socket, select } from "day29";

const s = createServer(["127.0.0.1", Number(process.argv[2] ?? 8888)]);
s.setblocking(false);
console.log(`Listen to the port ${s.getsockname()[1]}`);

const rlist = new Set([s]);
const wlist = new Map<Socket, Buffer>(); // what is left to send to each client

while (true) {
  const [rs, ws] = await select([...rlist], [...wlist.keys()]);
  for (const r of rs) {
    if (r === s) {
      const accepted = await s.accept().catch(() => null);
      if (accepted === null) continue; // the client has already left
      const [c, [host, port]] = accepted;
      console.log(`Connect from ${host}:${port}`);
      c.setblocking(false);
      if (c.fileno() < FD_SETSIZE) rlist.add(c);
      else c.close(); // select() cannot watch it
    } else {
      rlist.delete(r);
      const data = await r.recv(1024).catch(() => Buffer.alloc(0)); // a reset ends the stream, too
      if (data.length === 0) {
        r.close();
      } else {
        console.log(`${data}`);
        wlist.set(r, Buffer.from("Receive your message"));
      }
    }
  }
  for (const w of ws) {
    const reply = wlist.get(w) as Buffer;
    const sent = await w.send(reply).catch(() => reply.length); // recv() will report the end
    wlist.set(w, reply.subarray(sent));
    if (sent === reply.length) {
      wlist.delete(w);
      rlist.add(w); // its next message is read only now
    }
  }
}
