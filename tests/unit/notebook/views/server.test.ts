/** A shown server. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "day29/notebook";
import { type ServerEvent, serve, udpServer } from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { stepping, text } from "../../../support/shown.js";

describe("a shown server", () => {
  it("says how to reach one without connections", async (t) => {
    const server = await serve(udpServer, { name: t.name });
    t.after(() => server.stop());
    const [host, port] = server.address;
    assert.match(`${bundleOf(server)["text/plain"]}`, new RegExp(`: nc -u ${host} ${port}$`));
  });

  it("says how to reach it, or that it is stopped", async (t) => {
    const server = await stepping(t);
    const [host, port] = server.address;
    assert.equal(
      bundleOf(server)["text/plain"],
      `${t.name} listens on ${host}:${port}; to reach it from a terminal: nc ${host} ${port}`,
    );
    await server.stop();
    assert.equal(text(server), `${t.name} is stopped`);
  });

  it("throws the error that ended it", async (t) => {
    const failure = new RangeError("no more");
    // biome-ignore lint/correctness/useYield: it fails before its first event.
    const server = await serve(async function* failing(): AsyncGenerator<ServerEvent> {
      throw failure;
    });
    t.after(() => server.stop().catch(() => undefined));
    await assert.rejects(server.until("ready"), failure);
    assert.throws(() => show(server), failure);
  });
});
