import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WatchedSockets } from "#day29/servers/runtime/watched-sockets.js";
import { tcp } from "../../../support/sockets.js";

describe("watched sockets", () => {
  it("are the same in a snapshot, whatever changes before it is read", (t) => {
    const watched = new WatchedSockets();
    const sockets = Array.from({ length: 100 }, () => tcp(t));
    const snapshots: [expected: [number, number][], look: () => [number, number][]][] = [];
    const live = new Map<number, number>();
    const take = (): void => {
      const snapshot = watched.snapshot();
      const look = (): [number, number][] => [...snapshot()].map(([fd, { mask }]) => [fd, mask]);
      snapshots.push([[...live], look]);
    };
    take();
    for (let pass = 0; pass < 3; pass++) {
      for (const [i, socket] of sockets.entries()) {
        const fd = socket.fileno();
        if ((i + pass) % 3 === 0 && live.delete(fd)) watched.delete(fd);
        else {
          live.set(fd, i + pass);
          watched.set(socket, i + pass);
        }
        take();
      }
    }
    for (const [expected, look] of snapshots) assert.deepEqual(look(), expected);
    for (const [expected, look] of snapshots) assert.deepEqual(look(), expected, "a second time");
  });

  it("are one map for all looks at a snapshot", (t) => {
    const watched = new WatchedSockets();
    const socket = tcp(t);
    watched.set(socket, 1);
    const look = watched.snapshot();
    watched.set(socket, 2);
    assert.equal(look(), look());
    assert.deepEqual([...look()], [[socket.fileno(), { socket, mask: 1 }]]);
  });
});
