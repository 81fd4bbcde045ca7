/** A folder that is exchanged with a link to a folder outside of the root while it is served. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { whileExchanging } from "../../tests/support/exchange.js";
import { receiveResponse } from "../../tests/support/http-response.js";
import { connect } from "../greet.js";
import { grouped, isHttp, type Scenario } from "../scenario.js";

export const exchanged: Scenario = {
  title: "a folder exchanged with a link to outside while it is served",
  concerns: isHttp,
  async run({ t, target, server, scale, root }) {
    const folder = mkdtempSync(join(root, "exchanged-"));
    const outside = mkdtempSync(join(dirname(root), "outside-"));
    t.after(() => {
      for (const created of [folder, outside]) rmSync(created, { recursive: true });
    });
    const [one, link] = [join(folder, "a"), join(folder, "b")];
    mkdirSync(one);
    writeFileSync(join(one, "file"), "public");
    writeFileSync(join(outside, "file"), "secret");
    symlinkSync(outside, link);
    const requests = scale(50_000, 500);
    const counts = { 200: 0, 403: 0, 404: 0 };
    await whileExchanging(t, one, link, async () => {
      const socket = await connect(target, server.address);
      t.after(() => socket.close());
      for (let i = 0; i < requests; i++) {
        await socket.sendall(`GET /${basename(folder)}/a/file HTTP/1.1\r\nHost: soak\r\n\r\n`);
        const response = `${await receiveResponse(socket)}`;
        const [, status] = /^HTTP\/1\.1 (200|403|404) /.exec(response) ?? assert.fail(response);
        if (status === "200") assert.ok(response.endsWith("public"), "the root was left");
        counts[Number(status) as keyof typeof counts]++;
      }
    });
    return `${grouped(requests)} requests: ${grouped(counts[200])} served, the others refused`;
  },
};
