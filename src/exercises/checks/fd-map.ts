/** Exercise: poll reports descriptors, the program works with sockets. */
import { POLLIN, POLLOUT } from "../../constants.js";
import { eventNames } from "../../mux/event-names.js";
import { Poll } from "../../mux/poll.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionsMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { expectEqual, fail, format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

/** Two functions that keep a poll object and a map of sockets in step. */
export interface Watching {
  /** Watches a socket for these events, and enters it in the map under its descriptor. */
  watch(poller: Poll, sockets: Map<number, Socket>, socket: Socket, eventmask: number): void;
  /** Stops watching a socket, removes it from the map, and closes it. */
  forget(poller: Poll, sockets: Map<number, Socket>, socket: Socket): void;
}

const NO_ERROR: Bilingual = { zh: "没有错误", en: "no error" };
const BOTH: Bilingual = {
  zh: "两处都要记：poller.register 和 sockets.set，键是 fileno()",
  en: "record it in both: poller.register and sockets.set, with fileno() as the key",
};
const ORDER: Bilingual = {
  zh: "关闭以后 fileno() 就是 -1：先取出描述符，再 unregister 和 delete，最后才 close",
  en: "once it is closed, fileno() is -1: take the descriptor first, then unregister and delete, and close last",
};

/**
 * Checks two functions that keep a poll object and a map from descriptors to sockets in step: after
 * `watch()` an event leads to its socket; after `forget()` nothing is left, and a new connection
 * with the same number is not taken for the old one.
 */
export function checkWatching(watching: Watching): Promise<CheckReport> {
  return runChecks(
    "watching",
    functionsMistake(
      watching,
      "watch(poller, sockets, socket, eventmask)",
      "forget(poller, sockets, socket)",
    ),
    [
      {
        title: {
          zh: "watch：每个事件都能找到它的套接字",
          en: "watch: each event leads to its socket",
        },
        hint: BOTH,
        async run(sandbox) {
          const table = new SocketTable(sandbox, watching);
          await table.watch("ann", "bob", "cat");
          await table.expectEvents("ann", "cat");
        },
      },
      {
        title: {
          zh: "watch：关注的就是 eventmask",
          en: "watch: it is registered for eventmask",
        },
        hint: BOTH,
        async run(sandbox) {
          const [, socket] = await sandbox.pair();
          const poller = new Poll();
          const sockets = new Map<number, Socket>();
          const eventmask = POLLIN | POLLOUT;
          await sandbox.result(() => watching.watch(poller, sockets, socket, eventmask), NO_ERROR);
          const registered = poller.registered.get(socket.fileno());
          expectEqual(registered ?? 0, eventmask, undefined, eventNames);
        },
      },
      {
        title: {
          zh: "forget：关闭，并且两处都不再有它",
          en: "forget: it is closed, and gone from both",
        },
        hint: ORDER,
        async run(sandbox) {
          const table = new SocketTable(sandbox, watching);
          await table.watch("ann", "bob");
          const { closed } = await table.forget("ann");
          const describe = (registered: number, sockets: number, isClosed: boolean): string =>
            `registered ${registered}, sockets ${sockets}, fileno() ${isClosed ? -1 : "≥ 0"}`;
          const expected = describe(1, 1, true);
          const actual = describe(table.poller.registered.size, table.sockets.size, closed);
          if (actual !== expected) fail(expected, actual);
        },
      },
      {
        title: {
          zh: "forget 以后，同一个号码给了新的连接",
          en: "after forget, a new connection gets the same number",
        },
        hint: ORDER,
        async run(sandbox) {
          const table = new SocketTable(sandbox, watching);
          await table.watch("ann", "bob");
          await table.forget("ann");
          await table.watch("dan", "eve");
          await table.expectEvents("bob", "dan", "eve");
        },
      },
    ],
  );
}

/** A poll object and a map, and named connections on which the student's functions are called. */
class SocketTable {
  readonly poller = new Poll();
  readonly sockets = new Map<number, Socket>();
  readonly #connections = new Map<string, [ours: Socket, theirs: Socket]>();

  constructor(
    readonly sandbox: Sandbox,
    readonly watching: Watching,
  ) {}

  async watch(...names: string[]): Promise<void> {
    for (const name of names) {
      const [ours, theirs] = await this.sandbox.pair();
      this.#connections.set(name, [ours, theirs]);
      const { poller, sockets } = this;
      await this.sandbox.result(
        () => this.watching.watch(poller, sockets, theirs, POLLIN),
        NO_ERROR,
      );
    }
  }

  async forget(name: string): Promise<{ closed: boolean }> {
    const { poller, sockets } = this;
    const [, theirs] = this.#connections.get(name) as [Socket, Socket];
    await this.sandbox.result(() => this.watching.forget(poller, sockets, theirs), NO_ERROR);
    this.#connections.delete(name);
    return { closed: theirs.fileno() === -1 };
  }

  /** Sends something on these connections, and expects an event for each. */
  async expectEvents(...names: string[]): Promise<void> {
    for (const name of names) await this.#connections.get(name)?.[0].sendall("hi");
    const events = await this.poller.poll(1000);
    expectEqual(events.map(([fd]) => this.#nameOf(this.sockets.get(fd))).sort(), names);
  }

  #nameOf(socket: Socket | undefined): string {
    for (const [name, [, theirs]] of this.#connections) if (theirs === socket) return name;
    return format(socket);
  }
}
