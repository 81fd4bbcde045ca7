/** Files that are truncated or removed while they are sent. */
import assert from "node:assert/strict";
import { copyFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Socket } from "day29";
import { connect } from "../greet.js";
import { LARGE } from "../root.js";
import { isHttp, type Scenario, type Trial } from "../scenario.js";

/** Requests a new copy of the file, changes it while it arrives, and returns how many bytes arrived. */
async function fetchWhile(
  { t, target, server, root }: Trial,
  change: (file: string) => void,
): Promise<number> {
  const name = `${target.name} ${Math.random()}`.replaceAll(/[^\w]/g, "_");
  const file = join(root, name);
  copyFileSync(join(root, "large.bin"), file);
  t.after(() => rmSync(file, { force: true }));
  const socket = await connect(target, server.address);
  try {
    await socket.sendall(`GET /${name} HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n`);
    let size = await sizeOf(socket, 65536);
    change(file);
    for (let more = -1; more !== 0; size += more) more = await sizeOf(socket, 2 ** 20);
    return size;
  } finally {
    socket.close();
  }
}

async function sizeOf(socket: Socket, most: number): Promise<number> {
  return (await socket.recv(most)).length;
}

export const truncated: Scenario = {
  title: "a file truncated, and one removed, while it is sent",
  concerns: isHttp,
  async run(trial) {
    const times = trial.scale(10, 1);
    for (let i = 0; i < times; i++) {
      const cut = await fetchWhile(trial, (file) => truncateSync(file, 1000));
      assert.ok(cut < LARGE, "the end of the file is lost, which Content-Length shows");
      const whole = await fetchWhile(trial, (file) => rmSync(file));
      assert.ok(whole > LARGE, "an open file is sent to its end");
    }
    return `${times} × each, of ${LARGE / 2 ** 20} MB`;
  },
};
