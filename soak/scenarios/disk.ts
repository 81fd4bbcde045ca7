/** A slow disk, and one that fails: strace(1) delays reads of files, or makes them fail. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { receiveAll } from "../../tests/support/sockets.js";
import { connect, exchange, greet } from "../greet.js";
import { clientsOf, isHttp, isMultiplexed, type Scenario, type Trial } from "../scenario.js";

const FILE = "megabyte.bin";
const REQUEST = `GET /${FILE} HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n`;

/** Starts a server under strace(1), which tampers with its reads of the file. */
function reading(how: string): (root: string) => readonly string[] {
  const options = ["-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null"];
  // The server reads the beginning of a file, and sendfile(2) sends the rest.
  const tampering = ["-e", "trace=pread64,sendfile", "-e", `inject=pread64,sendfile:${how}`];
  return (root) => ["strace", ...options, ...tampering, "-P", join(root, FILE)];
}

interface Fetched {
  readonly status: number;
  readonly body: string;
}

/** Requests the file once every client is connected and has exchanged a message. */
async function fetch(trial: Trial, ready: Promise<unknown>[]): Promise<Fetched> {
  const { target, server } = trial;
  const socket = await connect(target, server.address);
  try {
    const hello = exchange(socket, target.talk);
    ready.push(hello);
    await hello;
    await Promise.all(ready);
    await socket.sendall(REQUEST);
    const response = `${await receiveAll(socket)}`;
    const [, status] =
      /^HTTP\/1\.1 (200|500) /.exec(response) ?? assert.fail(response.slice(0, 100));
    return { status: Number(status), body: response.slice(response.indexOf("\r\n\r\n") + 4) };
  } finally {
    socket.close();
  }
}

/** Many at the same time, or one after the other. */
async function fetchAll(trial: Trial, clients: number): Promise<Fetched[]> {
  if (isMultiplexed(trial.target)) {
    const ready: Promise<unknown>[] = [];
    return Promise.all(Array.from({ length: clients }, () => fetch(trial, ready)));
  }
  const bodies: Fetched[] = [];
  for (let i = 0; i < clients; i++) bodies.push(await fetch(trial, []));
  return bodies;
}

export const slowDisk: Scenario = {
  title: "a slow disk: each part of a file takes 10 ms",
  concerns: isHttp,
  together: true,
  // Shorter than a round of all clients, which shows that no client is dropped because the disk is slow.
  stallTimeout: 1,
  needs: "strace",
  by: reading("delay_enter=10000"),
  async run(trial) {
    const clients = isMultiplexed(trial.target) ? trial.scale(100, 25) : trial.scale(20, 2);
    const file = `${readFileSync(join(trial.root, FILE))}`;
    for (const { body } of await fetchAll(trial, clients)) {
      assert.equal(body.length, file.length);
      assert.ok(body === file, "the file arrives unchanged");
    }
    return `${clientsOf(clients)}, a file of 1 MB each`;
  },
};

export const failingDisk: Scenario = {
  title: "a disk that fails: every fifth read of a file is an I/O error",
  // strace cannot make the reads fail that io_uring carries out.
  concerns: (target) => isHttp(target) && !target.name.includes("uring"),
  needs: "strace",
  by: reading("error=EIO:when=4+5"),
  async run(trial) {
    const clients = trial.scale(50, 5);
    const file = `${readFileSync(join(trial.root, FILE))}`;
    let [cut, refused] = [0, 0];
    for (const { status, body } of await fetchAll(trial, clients)) {
      if (status === 500) refused++;
      else assert.ok(file.startsWith(body), "what arrives is from the file");
      if (status === 200 && body.length < file.length) cut++;
    }
    assert.ok(cut > 0 && refused > 0, `${cut} files were cut, ${refused} refused`);
    await greet(trial.target, trial.server.address);
    return `${clientsOf(clients)}: ${cut} had the beginning of the file, ${refused} a 500`;
  },
};
