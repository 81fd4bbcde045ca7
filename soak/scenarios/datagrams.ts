/** Datagrams faster than anybody reads the answers, of every size. */
import { readFileSync } from "node:fs";
import { connect, greet } from "../greet.js";
import { clientsOf, grouped, type Scenario } from "../scenario.js";
import { until } from "../wait.js";

const SIZES = [0, 1, 1024, 1025, 9000, 65_507];

/** How many bytes of datagrams wait to be read at a port: proc_net(5). */
function waiting(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const line = readFileSync("/proc/net/udp", "utf8")
    .split("\n")
    .find((line) => line.includes(` ${local} `));
  return Number.parseInt(line?.match(/[0-9A-F]{8}:([0-9A-F]{8}) /)?.[1] ?? "0", 16);
}

export const datagrams: Scenario = {
  title: "a flood of datagrams, whose answers nobody reads",
  concerns: ({ kind }) => kind === "udp",
  async run({ target, server, scale }) {
    const count = scale(200_000, 500);
    const clients = scale(20, 2);
    const bytes = SIZES.map((size) => Buffer.alloc(size, "x"));
    for (let i = 0; i < clients; i++) {
      const socket = await connect(target, server.address);
      try {
        for (let k = 0; k < count / clients; k++) {
          await socket.send(bytes[k % bytes.length] as Buffer);
        }
      } finally {
        // The answers that are still to come reach nobody.
        socket.close();
      }
    }
    // What is in the server's buffer is answered first; what finds no room there is lost.
    await until(
      () => waiting(server.address[1]) === 0,
      () => `the server has read what waits for it, ${waiting(server.address[1])} bytes`,
    );
    await greet(target, server.address);
    return `${grouped(count)} datagrams of ${clientsOf(clients)}, 0 to 65,507 bytes`;
  },
};
