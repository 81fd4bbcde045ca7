/** Many clients at the same time, each of which sends its next message when it has the last reply. */
import assert from "node:assert/strict";
import { EPOLLIN, Epoll, type InetAddress, type Socket } from "day29";
import { CLIENT_TIMEOUT_S, connect, exchange } from "./greet.js";
import type { Target } from "./target.js";

/** The number that connect at a time: the accept queue of a server has room for them. */
const BATCH = 100;

const EMPTY_BYTES = Buffer.alloc(0);

/** Clients that stay connected. */
export class Crowd {
  readonly #target: Target;
  readonly #sockets = new Map<number, Socket>();
  readonly #epoll = new Epoll();

  constructor(target: Target) {
    this.#target = target;
  }

  /** Connects clients until there are `count`; each exchanges one message. */
  async gather(address: InetAddress, count: number): Promise<void> {
    while (this.#sockets.size < count) {
      const size = Math.min(BATCH, count - this.#sockets.size);
      const join = async (): Promise<void> => {
        const socket = await connect(this.#target, address);
        this.#sockets.set(socket.fileno(), socket);
        this.#epoll.register(socket, EPOLLIN);
        await exchange(socket, this.#target.talk);
      };
      await Promise.all(Array.from({ length: size }, join));
    }
  }

  /** Each client exchanges `count` messages, all clients at the same time. */
  async chat(count: number): Promise<void> {
    const { talk } = this.#target;
    const left = new Map<number, number>();
    const replies = new Map<number, Buffer>();
    const buffer = Buffer.alloc(65536);
    for (const [fd, socket] of this.#sockets) {
      left.set(fd, count);
      await socket.sendall(talk.message);
    }
    while (left.size > 0) {
      const ready = await this.#epoll.poll(CLIENT_TIMEOUT_S);
      assert.ok(ready.length > 0, `no reply for ${CLIENT_TIMEOUT_S} s: ${left.size} clients wait`);
      for (const [fd] of ready) {
        const socket = this.#sockets.get(fd) as Socket;
        const size = await socket.recvInto(buffer);
        assert.ok(size > 0, "the server closed a connection");
        const part = buffer.subarray(0, size);
        const earlier = replies.get(fd) ?? EMPTY_BYTES;
        const reply = earlier.length === 0 ? part : Buffer.concat([earlier, part]);
        if (!talk.complete(reply)) {
          replies.set(fd, Buffer.from(reply));
          continue;
        }
        if (earlier.length > 0) replies.delete(fd);
        const more = (left.get(fd) ?? 0) - 1;
        assert.ok(more >= 0, "more replies than messages arrived");
        if (more === 0) left.delete(fd);
        else left.set(fd, more);
        if (more > 0) await socket.sendall(talk.message);
      }
    }
  }

  /** Closes all connections. */
  close(): void {
    this.#epoll.close();
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }
}
