/** Clients that never read. */
import assert from "node:assert/strict";
import { SHUT_WR, type Socket } from "day29";
import { connect, greet } from "../greet.js";
import { askForLargeFile, LARGE } from "../root.js";
import { clientsOf, isMultiplexed, isTcp, type Scenario, type Trial } from "../scenario.js";
import { until } from "../wait.js";

const MEGABYTE = 2 ** 20;

/** Requests a large file and reads none of it: the server drops the client. */
async function unreadFile({ t, target, server, scale, stallTimeout }: Trial): Promise<string> {
  const before = server.descriptors().length;
  const clients = isMultiplexed(target) ? scale(50, 5) : 1;
  const sockets: Socket[] = [];
  for (let i = 0; i < clients; i++) {
    const socket = await connect(target, server.address);
    t.after(() => socket.close());
    sockets.push(socket);
    await socket.sendall(askForLargeFile);
  }
  await greet(target, server.address);
  await until(
    () => server.descriptors().length === before,
    () => `all were dropped; there are ${server.files()}`,
  );
  for (const socket of sockets) {
    assert.ok((await sizeOfRest(socket)) < LARGE, "what the server could not send is lost");
  }
  return `${clientsOf(clients)} of a file of ${LARGE / MEGABYTE} MB, dropped after ${stallTimeout} s`;
}

/** Sends many messages before it reads the replies: none is lost. */
async function unreadReplies({ target, server, scale }: Trial): Promise<string> {
  const megabytes = scale(10, 1);
  const socket = await connect(target, server.address);
  try {
    await socket.sendall(Buffer.alloc(megabytes * MEGABYTE, "x"));
    if (isMultiplexed(target)) await greet(target, server.address);
    socket.shutdown(SHUT_WR);
    const least = (megabytes * MEGABYTE) / 1024;
    const { length: reply } = target.talk;
    const size = await sizeOfRest(socket);
    assert.equal(size % reply, 0, "only whole replies arrive");
    assert.ok(size / reply >= least, `${size / reply} replies`);
  } finally {
    socket.close();
  }
  return `1 client, ${megabytes} MB sent before it reads`;
}

async function sizeOfRest(socket: Socket): Promise<number> {
  const buffer = Buffer.alloc(65536);
  let size = 0;
  try {
    for (let count = await socket.recvInto(buffer); count > 0; ) {
      size += count;
      count = await socket.recvInto(buffer);
    }
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ECONNRESET");
  }
  return size;
}

export const unread: Scenario = {
  title: "never reading",
  concerns: isTcp,
  together: true,
  run: (trial) => (trial.target.kind === "http" ? unreadFile(trial) : unreadReplies(trial)),
};
