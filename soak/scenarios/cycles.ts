/** Clients that connect and leave immediately: descriptors and memory do not grow. */
import assert from "node:assert/strict";
import { AF_INET, type InetAddress, SOCK_STREAM, Socket } from "day29";
import { reset } from "../../tests/support/servers.js";
import { CLIENT_TIMEOUT_S, greet } from "../greet.js";
import { grouped, isTcp, type Scenario } from "../scenario.js";

/** After this number, one client exchanges a message, which shows that all before it were accepted. */
const GREETING_INTERVAL = 64;

/** A closed connection blocks its port for a minute, so the clients use several addresses. */
const SOURCES = 16;

/** The megabytes that the server may grow after the first tenth: a leak of 1 KB a client would be 90. */
const GROWTH = 60;

/** Connects and leaves, alternately with a FIN and with a reset. */
async function come(address: InetAddress, turn: number): Promise<void> {
  const socket = new Socket(AF_INET, SOCK_STREAM);
  try {
    socket.bind([`127.0.1.${1 + (turn % SOURCES)}`, 0]);
    socket.settimeout(CLIENT_TIMEOUT_S);
    await socket.connect(address);
    if (turn % 2 === 0) reset(socket);
  } finally {
    socket.close();
  }
}

export const cycles: Scenario = {
  title: "connect and close, again and again",
  concerns: isTcp,
  async run({ target, server, scale }) {
    const count = scale(100_000, 300);
    let warm = 0;
    for (let turn = 1; turn <= count; turn++) {
      await come(server.address, turn);
      if (turn % GREETING_INTERVAL === 0) await greet(target, server.address);
      if (turn === Math.floor(count / 10)) warm = server.memory();
    }
    await greet(target, server.address);
    const growth = server.memory() - warm;
    assert.ok(growth < GROWTH, `memory grew by ${growth} MB`);
    return `${grouped(count)} cycles, the last nine tenths: ${growth.toFixed(1)} MB`;
  },
};
