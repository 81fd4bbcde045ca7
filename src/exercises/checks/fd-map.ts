/** Exercise: poll speaks of numbers, the program of sockets. */
import { POLLIN } from "../../constants.js";
import { Poll } from "../../mux/poll.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown, wrong } from "../harness/sandbox.js";

/** What a student writes to keep a poll and a map of sockets in step. */
export interface Watching {
  /** Watches a socket for these events, and remembers it by its descriptor. */
  watch(poller: Poll, sockets: Map<number, Socket>, socket: Socket, eventmask: number): void;
  /** No longer watches a socket, forgets it, and closes it. */
  forget(poller: Poll, sockets: Map<number, Socket>, socket: Socket): void;
}

const BOTH: Bilingual = {
  zh: "两处都要记：poller.register 和 sockets.set，键是 fileno()",
  en: "both have to know it: poller.register and sockets.set, by its fileno()",
};
const ORDER: Bilingual = {
  zh: "关闭以后 fileno() 就是 -1：先取出描述符，再 unregister 和 delete，最后才 close",
  en: "once it is closed, fileno() is -1: take the descriptor first, then unregister and delete, and close last",
};

/**
 * Checks two functions that keep a poll and a map from descriptors to sockets in step: after
 * `watch()` an event leads to its socket, after `forget()` nothing is left, and a new connection
 * that gets the same number is itself.
 */
export function checkWatching({ watch, forget }: Watching): Promise<void> {
  const done: Bilingual = { zh: "没有错误", en: "no error" };
  const watched = async (sandbox: Sandbox, state: State, names: string[]): Promise<void> => {
    for (const name of names) {
      const [ours, theirs] = await sandbox.pair();
      state.ends.set(name, [ours, theirs]);
      await sandbox.answer(() => watch(state.poller, state.sockets, theirs, POLLIN), done, BOTH);
    }
  };
  const forgotten = async (sandbox: Sandbox, state: State, name: string): Promise<Socket> => {
    const [, theirs] = state.ends.get(name) as [Socket, Socket];
    await sandbox.answer(() => forget(state.poller, state.sockets, theirs), done, ORDER);
    state.ends.delete(name);
    return theirs;
  };
  return runChecks([
    {
      tried: {
        zh: "watch：每个事件都能找到它的套接字",
        en: "watch: each event leads to its socket",
      },
      async run(sandbox) {
        const state = fresh();
        await watched(sandbox, state, ["ann", "bob", "cat"]);
        for (const name of ["ann", "cat"]) await state.ends.get(name)?.[0].sendall("hi");
        expect(await ready(state), ["ann", "cat"], BOTH);
      },
    },
    {
      tried: {
        zh: "forget：关闭，并且两处都不再有它",
        en: "forget: it is closed, and gone from both",
      },
      async run(sandbox) {
        const state = fresh();
        await watched(sandbox, state, ["ann", "bob"]);
        const ann = await forgotten(sandbox, state, "ann");
        const expected = "registered 1, sockets 1, fileno() -1";
        const came = `registered ${state.poller.registered.size}, sockets ${state.sockets.size}, fileno() ${ann.fileno()}`;
        if (came !== expected) wrong(expected, came.replace(/\) \d+/, ") ≥ 0"), ORDER);
      },
    },
    {
      tried: {
        zh: "forget 以后，同一个号码给了新的连接",
        en: "after forget, a new connection gets the same number",
      },
      async run(sandbox) {
        const state = fresh();
        await watched(sandbox, state, ["ann", "bob"]);
        await forgotten(sandbox, state, "ann");
        await watched(sandbox, state, ["dan", "eve"]);
        for (const name of ["bob", "dan", "eve"]) await state.ends.get(name)?.[0].sendall("hi");
        expect(await ready(state), ["bob", "dan", "eve"], ORDER);
      },
    },
  ]);
}

interface State {
  readonly poller: Poll;
  readonly sockets: Map<number, Socket>;
  readonly ends: Map<string, [ours: Socket, theirs: Socket]>;
}

function fresh(): State {
  return { poller: new Poll(), sockets: new Map(), ends: new Map() };
}

/** The names of the sockets that the map has for what poll reports. */
async function ready({ poller, sockets, ends }: State): Promise<string[]> {
  const events = await poller.poll(1000);
  const names = events.map(([fd]) => {
    const socket = sockets.get(fd);
    const found = [...ends].find(([, [, theirs]]) => theirs === socket);
    return found?.[0] ?? shown(socket);
  });
  return names.sort();
}
