/** The iopub channel, with a client that does not read. */
import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { IoPub } from "#day29/kernel/transport/iopub.js";
import type { ZmqPublisher } from "#day29/kernel/tslab/packages.js";

/** A socket with a queue for one message, which a client may not read. */
class FakeSocket {
  noDrop = true;
  room = 1;
  readonly sent: string[] = [];

  async send([frame]: readonly (string | Uint8Array)[]): Promise<void> {
    if (this.room === 0 && this.noDrop) throw Object.assign(new Error("full"), { code: "EAGAIN" });
    if (this.room > 0) {
      this.room -= 1;
      this.sent.push(String(frame));
    }
  }
}

function blocked(t: TestContext): { socket: FakeSocket; iopub: IoPub; resumed: () => number } {
  t.mock.timers.enable({ apis: ["Date"] });
  const socket = new FakeSocket();
  let count = 0;
  const iopub = new IoPub(socket as unknown as ZmqPublisher, () => {
    count += 1;
  });
  return { socket, iopub, resumed: () => count };
}

it("what a client has no room for is sent later, and the sender is asked to wait meanwhile", async (t) => {
  const { socket, iopub, resumed } = blocked(t);
  const numbers = Array.from({ length: 64 }, (_, i) => `${i}`);
  for (const number of numbers) iopub.send("stream", [number]);
  assert.equal(iopub.isBlocked(), true);
  socket.room = 1000;
  await iopub.drained();
  assert.deepEqual([socket.sent, iopub.isBlocked(), resumed()], [numbers, false, 1]);
});

it("a client that does not read for 5 s misses what it has no room for", async (t) => {
  const { socket, iopub } = blocked(t);
  for (const text of ["1", "2", "3"]) iopub.send("stream", [text]);
  t.mock.timers.tick(1);
  await new Promise((resolve) => setTimeout(resolve));
  t.mock.timers.tick(5000);
  await iopub.drained();
  assert.deepEqual(socket.sent, ["1"]);
  assert.equal(socket.noDrop, true);
  socket.room = 1;
  iopub.send("stream", ["4"]);
  await iopub.drained();
  assert.deepEqual(socket.sent, ["1", "4"]);
});
