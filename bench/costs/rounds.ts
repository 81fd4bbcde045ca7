/**
 * The cost of a round in which one descriptor is ready among many that are not: rounds.js IDLE...
 * Prints for each number of idle descriptors the median of a round in microseconds, by call.
 */
import {
  AF_INET,
  EPOLLIN,
  Epoll,
  FD_SETSIZE,
  POLLIN,
  Poll,
  SOCK_DGRAM,
  Socket,
  select,
  setWaiting,
  socketpair,
} from "day29";
import { summary } from "../statistics.js";

const ROUNDS = 2000;

setWaiting("blocking");
for (const idle of process.argv.slice(2).map(Number)) {
  const [ready, peer] = socketpair();
  await peer.send("news");
  const sockets: Socket[] = [];
  const poll = new Poll();
  const epoll = new Epoll();
  for (let i = 0; i < idle; i++) sockets.push(new Socket(AF_INET, SOCK_DGRAM));
  const watched = [...sockets, ready];
  for (const socket of watched) {
    poll.register(socket, POLLIN);
    epoll.register(socket, EPOLLIN);
  }
  const fitsSelect = watched.every((socket) => socket.fileno() < FD_SETSIZE);
  const rounds = {
    ...(fitsSelect ? { select: () => select(watched, [], [], 0) } : {}),
    poll: () => poll.poll(0),
    epoll: () => epoll.poll(0),
  };
  for (const [call, round] of Object.entries(rounds)) {
    const count = Math.max(50, Math.round(ROUNDS / Math.max(1, idle / 100)));
    const times: number[] = [];
    for (let i = -count; i < count; i++) {
      const start = process.hrtime.bigint();
      await round();
      if (i >= 0) times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    console.log(JSON.stringify({ idle, call, microseconds: summary(times).median }));
  }
  for (const resource of [...sockets, ready, peer, epoll]) resource.close();
}
