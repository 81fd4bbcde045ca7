// What a program of a consumer does: bytes through a socketpair, a wait, a TCP connection, a server.
module.exports = async function exchange({ Socket, socketpair }, { selectServer, serve }) {
  const [left, right] = socketpair();
  await left.sendall("at once");
  const ready = String(await right.recv(100));
  const waiting = right.recv(100);
  setImmediate(() => left.sendall("later"));
  const later = String(await waiting);

  const listener = new Socket();
  listener.bind(["127.0.0.1", 0]);
  listener.listen();
  const client = new Socket();
  await client.connect(listener.getsockname());
  const [peer] = await listener.accept();
  await client.sendall("by TCP");
  const received = String(await peer.recv(100));

  const server = await serve(selectServer);
  const visitor = new Socket();
  await visitor.connect(server.address);
  await visitor.sendall("hello");
  const reply = String(await visitor.recv(100));
  for (const socket of [left, right, listener, client, peer, visitor]) socket.close();
  await server.stop();
  console.log(JSON.stringify([ready, later, received, reply]));
};
