/** slowhttptest(1): slow headers, bodies and readers, and many ranges. */
import assert from "node:assert/strict";
import { run } from "../../tests/support/project.js";
import { clientsOf, isHttp, isMultiplexed, type Scenario } from "../scenario.js";
import type { Target } from "../target.js";

const ATTACKS = { "slow headers": "-H", "slow body": "-B", "slow read": "-X", ranges: "-R" };

export const slowHttpTest: Scenario = {
  title: "slowhttptest",
  concerns: (target: Target) => isHttp(target) && isMultiplexed(target),
  together: true,
  needs: "slowhttptest",
  async run({ server, scale }) {
    const [host, port] = server.address;
    const seconds = scale(10, 1);
    const clients = scale(300, 20);
    const attacks = Object.entries(ATTACKS).slice(0, scale(4, 1));
    for (const [name, option] of attacks) {
      const size = ["-c", `${clients}`, "-r", `${clients}`, "-l", `${seconds}`, "-i", "1"];
      const url = `http://${host}:${port}/${option === "-B" ? "echo" : "large.bin"}`;
      const verb = option === "-B" ? "POST" : "GET";
      const { stdout } = await run("slowhttptest", [option, ...size, "-t", verb, "-u", url]);
      assert.match(stdout, /service available/, stdout);
      const results = stdout.matchAll(/service available:\W*(?:\[\d+m)?\W*(YES|NO)/g);
      for (const [, available] of results) assert.equal(available, "YES", name);
    }
    const names = attacks.map(([name]) => name).join(", ");
    return `${names}: ${clientsOf(clients)}, ${seconds} s each: always available to others`;
  },
};
