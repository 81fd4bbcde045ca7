/** Many clients at the same time, each of which sends its next message once it has the reply to the last. */
import assert from "node:assert/strict";
import { EPOLLIN, Epoll, type InetAddress, type Socket } from "day29";
import { connect, exchange, PATIENCE } from "./greet.js";
import type { Target } from "./target.js";

/** How many connect at a time: the accept queue of a server has room for them. */
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
      const some = Math.min(BATCH, count - this.#sockets.size);
      const come = async (): Promise<void> => {
        const socket = await connect(this.#target, address);
        this.#sockets.set(socket.fileno(), socket);
        this.#epoll.register(socket, EPOLLIN);
        await exchange(socket, this.#target.talk);
      };
      await Promise.all(Array.from({ length: some }, come));
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
      const ready = await this.#epoll.poll(PATIENCE);
      assert.ok(ready.length > 0, `no reply for ${PATIENCE} s: ${left.size} clients wait`);
      for (const [fd] of ready) {
        const socket = this.#sockets.get(fd) as Socket;
        const size = await socket.recvInto(buffer);
        assert.ok(size > 0, "the server closed a connection");
        const part = buffer.subarray(0, size);
        const begun = replies.get(fd) ?? EMPTY_BYTES;
        const reply = begun.length === 0 ? part : Buffer.concat([begun, part]);
        if (!talk.complete(reply)) {
          replies.set(fd, Buffer.from(reply));
          continue;
        }
        if (begun.length > 0) replies.delete(fd);
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
