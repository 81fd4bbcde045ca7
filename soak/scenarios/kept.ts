/** Clients that keep their connections until a response announces the close. */
import type { Socket } from "day29";
import { receiveResponse } from "../../tests/support/http-response.js";
import { connect } from "../greet.js";
import { clientsOf, grouped, isHttp, type Scenario, type Trial } from "../scenario.js";

const REQUEST =
  "POST /echo HTTP/1.1\r\nHost: soak\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
const CLIENTS = 10;

/** Sends one request after the other. Rejects if the server resets or closes the connection unannounced. */
async function post({ t, target, server }: Trial, count: number): Promise<void> {
  let socket: Socket | null = null;
  for (let i = 0; i < count; i++) {
    if (socket === null) {
      const connected = await connect(target, server.address);
      t.after(() => connected.close());
      socket = connected;
    }
    await socket.sendall(REQUEST);
    const response = `${await receiveResponse(socket)}`;
    if (!response.includes("\r\nConnection: close\r\n")) continue;
    socket.close();
    socket = null;
  }
  socket?.close();
}

export const kept: Scenario = {
  title: "kept connections, one request after the other",
  concerns: isHttp,
  async run(trial) {
    const requests = trial.scale(1500, 30);
    await Promise.all(Array.from({ length: CLIENTS }, () => post(trial, requests)));
    return `${clientsOf(CLIENTS)} × ${grouped(requests)} requests, none was lost`;
  },
};
