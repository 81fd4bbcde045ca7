/** A second server on the port of the first. */
import assert from "node:assert/strict";
import { day29 } from "../../tests/support/cli.js";
import { isTcp, type Scenario } from "../scenario.js";
import { argumentsOf } from "../target.js";

export const portInUse: Scenario = {
  title: "a port in use: the second server reports it, the first continues",
  concerns: isTcp,
  async run({ t, target, server, scale, stallTimeout, root }) {
    const tries = scale(3, 1);
    for (let i = 0; i < tries; i++) {
      const second = day29(t, ...argumentsOf(target, stallTimeout, root, server.address[1]));
      assert.deepEqual(await second.exit(), { code: 1, signal: null });
      assert.match(second.stderr, /Address already in use; choose another port with --port/);
    }
    return `${tries} more servers`;
  },
};
