/** The servers on io_uring where the system does not allow it. */
import assert from "node:assert/strict";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { bin } from "../../support/cli.js";
import { root, run } from "../../support/project.js";
import { refusing } from "../../support/seccomp.js";

const SYS_IO_URING_SETUP = 425;

describe("a command that needs io_uring, which is refused,", () => {
  for (const command of ["uring-server", "http-server --mux uring"]) {
    it(`says why in one line: ${command}`, async () => {
      const args = [...command.split(" "), "--port", "0"];
      const { code, stderr } = await run(process.execPath, [
        "--input-type=module",
        "--eval",
        `${refusing(SYS_IO_URING_SETUP, constants.errno.EPERM)}
         // Of a script that is evaluated, the arguments begin here.
         process.argv.splice(1, process.argv.length, ...${JSON.stringify(args)});
         await import(${JSON.stringify(join(root, bin))});`,
      ]);
      assert.equal(code, 1);
      assert.match(stderr, /^error: \[EPERM\] io_uring_setup[^\n]*\n$/);
    });
  }
});
