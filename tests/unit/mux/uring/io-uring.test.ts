/** `IoUring`: operations, completions and both ways to wait. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setWaiting, socketpair } from "day29";
import { closing } from "../../../support/sockets.js";
import { needsUring, ring } from "../../../support/uring.js";

for (const waiting of ["cooperative", "blocking"] as const) {
  describe(`IoUring, ${waiting} waiting`, needsUring, () => {
    it("sends and receives, and reports what was begun with it", async (t) => {
      setWaiting(waiting);
      t.after(() => setWaiting("cooperative"));
      const [left, right] = socketpair();
      for (const socket of [left, right]) closing(t, socket);
      const uring = ring<string>(t, 8);
      uring.prepRecv(left, "received");
      uring.prepSend(right, Buffer.from("hello"), "sent");
      assert.equal(await uring.submitAndWait(2), 2);
      const completions = uring.completions();
      const byName = new Map(completions.map((completion) => [completion.userData, completion]));
      assert.equal(byName.get("sent")?.res, 5);
      assert.equal(`${byName.get("received")?.data}`, "hello");
      assert.equal(uring.pending, 0);
    });

    it("waits until the timeout expires, and keeps the operation", async (t) => {
      setWaiting(waiting);
      t.after(() => setWaiting("cooperative"));
      const [left, right] = socketpair();
      for (const socket of [left, right]) closing(t, socket);
      const uring = ring(t, 8);
      uring.prepMultishotRecv(left, "all");
      assert.equal(await uring.submitAndWait(1, 0.01), 0);
      assert.equal(uring.pending, 1);
      for (const message of ["one", "two"]) {
        await right.send(message);
        await uring.submitAndWait();
        const [completion] = uring.completions();
        assert.equal(`${completion?.data}`, message);
        assert.equal(completion?.more, true);
      }
    });
  });
}
