/** No descriptor is left for another client; then one is free again. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { type Socket, TimeoutError } from "day29";
import { descriptorLimit } from "../../tests/support/proc.js";
import { CLIENT_TIMEOUT_S, connect, receive } from "../greet.js";
import { isMultiplexed, isTcp, type Scenario } from "../scenario.js";
import type { Target } from "../target.js";
import { until } from "../wait.js";

/** The seconds after which a client without a reply counts as not accepted. */
const NO_REPLY_S = 0.3;

/** Changes the limit of a running process with prlimit(1). */
function limitTo(pid: number, descriptors: number): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--nofile=${descriptors}:`]);
}

/** The limit below which exactly `free` descriptor numbers are not taken. */
function limitLeaving(free: number, taken: readonly number[]): number {
  let limit = 0;
  for (let left = free; left > 0 || taken.includes(limit); limit++) {
    if (!taken.includes(limit)) left--;
  }
  return limit;
}

/** A client that was accepted with one of the last descriptors; a file may need one more. */
async function answered(socket: Socket, { kind, talk }: Target): Promise<void> {
  if (kind === "echo") await receive(socket, talk);
  else assert.match(`${await socket.recv(65536)}`, /^HTTP\/1\.1 (200|503) /);
}

export const exhaustion: Scenario = {
  title: "descriptors exhausted (EMFILE), and given back",
  // The kernel applies the limit that holds when an accept is submitted to io_uring, not a later one.
  concerns: (target) => isTcp(target) && !target.name.includes("uring"),
  stallTimeout: 60,
  async run({ t, target, server, scale }) {
    const free = isMultiplexed(target) ? scale(40, 5) : 0;
    const outside = 5;
    const taken = server.descriptors();
    const limit = limitLeaving(free, taken);
    limitTo(server.pid, limit);
    t.after(() => limitTo(server.pid, descriptorLimit()));
    const sockets: Socket[] = [];
    for (let i = 0; i < free + outside; i++) {
      const socket = await connect(target, server.address);
      t.after(() => socket.close());
      sockets.push(socket);
    }
    if (free > 0) {
      await until(
        () => server.descriptors().length >= taken.length + free,
        () => `all descriptors below ${limit} are taken; there are ${server.files()}`,
      );
    }
    for (const socket of sockets) await socket.sendall(target.talk.message);
    for (const socket of sockets.slice(0, free)) await answered(socket, target);
    const last = sockets[free + outside - 1] as Socket;
    last.settimeout(NO_REPLY_S);
    await assert.rejects(
      last.recv(100),
      TimeoutError,
      "no client is accepted without a descriptor",
    );
    limitTo(server.pid, descriptorLimit());
    last.settimeout(CLIENT_TIMEOUT_S);
    for (const socket of sockets.slice(free)) {
      await receive(socket, target.talk);
      socket.close();
    }
    return `${free} clients inside, ${outside} outside until there is room`;
  },
};
