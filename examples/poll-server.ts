// Serves many clients at the same time: poll() reports ready descriptors and has no limit.
import { createServer, POLLIN, POLLOUT, Poll, type Socket } from "day29";

const s = createServer(["127.0.0.1", Number(process.argv[2] ?? 8888)]);
s.setblocking(false);
console.log(`Listen to the port ${s.getsockname()[1]}`);

const p = new Poll();
p.register(s, POLLIN);
const fdmap = new Map([[s.fileno(), s]]);
const replies = new Map<number, Buffer>(); // what is left to send to each client

while (true) {
  for (const [fd, event] of await p.poll()) {
    const socket = fdmap.get(fd) as Socket;
    if (socket === s) {
      const accepted = await s.accept().catch(() => null);
      if (accepted === null) continue; // the client has already left
      const [c, [host, port]] = accepted;
      console.log(`Connect from ${host}:${port}`);
      c.setblocking(false);
      p.register(c, POLLIN);
      fdmap.set(c.fileno(), c);
    } else if ((event & POLLOUT) !== 0) {
      const reply = replies.get(fd) as Buffer;
      const sent = await socket.send(reply).catch(() => reply.length); // recv() will report the end
      replies.set(fd, reply.subarray(sent));
      if (sent === reply.length) p.modify(fd, POLLIN);
    } else {
      // POLLIN, POLLHUP or POLLERR (always reported): recv() returns or throws immediately.
      const data = await socket.recv(1024).catch(() => Buffer.alloc(0));
      if (data.length === 0) {
        p.unregister(fd);
        fdmap.delete(fd);
        socket.close();
      } else {
        console.log(`${data}`);
        replies.set(fd, Buffer.from("Receive"));
        p.modify(fd, POLLOUT); // its next message is read only after the reply
      }
    }
  }
}
