/** A gigabyte without a newline does not accumulate in the server's memory. */
import assert from "node:assert/strict";
import { SHUT_WR } from "day29";
import { connect } from "../greet.js";
import { grouped, isHttp, isTcp, type Scenario, type Trial } from "../scenario.js";

const MEGABYTE = 2 ** 20;
const CHUNK = Buffer.alloc(MEGABYTE, "x");

/** For an echo server: each received part of at most 1024 bytes gets a reply. */
async function pour({ target, server }: Trial, megabytes: number): Promise<string> {
  const socket = await connect(target, server.address);
  try {
    const pouring = async (): Promise<void> => {
      for (let i = 0; i < megabytes; i++) await socket.sendall(CHUNK);
      socket.shutdown(SHUT_WR);
    };
    const reading = async (): Promise<number> => {
      const buffer = Buffer.alloc(65536);
      let size = 0;
      for (let count = -1; count !== 0; size += count) {
        count = await socket.recvInto(buffer);
        if (count === 0) return size;
      }
      return size;
    };
    const [size] = await Promise.all([reading(), pouring()]);
    const { length } = target.talk;
    assert.equal(size % length, 0, "only whole replies arrive");
    assert.ok(size / length >= megabytes * 1024, `${size / length} replies`);
    return `${grouped(megabytes)} MB on one connection, ${grouped(size / length)} replies`;
  } finally {
    socket.close();
  }
}

/** For an HTTP server: it refuses a line without an end, and disconnects the client. */
async function pourLines({ target, server }: Trial, megabytes: number): Promise<string> {
  let poured = 0;
  let clients = 0;
  while (poured < megabytes) {
    const socket = await connect(target, server.address);
    clients++;
    try {
      const reply = (async () => `${await socket.recv(65536)}`)();
      await socket.sendall(clients % 2 === 0 ? "GET /" : "GET / HTTP/1.1\r\nX: ");
      while (poured < megabytes) {
        try {
          await socket.sendall(CHUNK);
        } catch (error) {
          assert.match(`${(error as NodeJS.ErrnoException).code}`, /^(EPIPE|ECONNRESET)$/);
          break;
        }
        poured++;
      }
      assert.match(await reply, /^HTTP\/1\.1 (414|431) /);
    } finally {
      socket.close();
    }
  }
  return `${grouped(megabytes)} MB on ${clients === 1 ? "1 connection" : `${clients} connections`}, refused (414, 431)`;
}

export const endless: Scenario = {
  title: "a gigabyte without a newline",
  concerns: isTcp,
  memory: 128,
  run(trial) {
    const megabytes = trial.scale(1024, 4);
    return isHttp(trial.target) ? pourLines(trial, megabytes) : pour(trial, megabytes);
  },
};
