/** Dates as C writes them, with Python as the judge. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { interpreter, root } from "../../support/project.js";

/** Seconds: the epoch, days of one and two digits, a leap day, summer time, and after 2038. */
const times = [0, 86_399, 951_782_400, 1_000_000_000, 1_751_500_000, 1_733_000_000, 4_102_444_800];

describe("ctime()", () => {
  for (const zone of ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata"]) {
    it(`agrees with Python in ${zone}`, () => {
      const options = { encoding: "utf8", cwd: root, env: { ...process.env, TZ: zone } } as const;
      const python = `import time; print([time.ctime(t) for t in ${JSON.stringify(times)}])`;
      const ours = `import { ctime } from "day29";
        console.log(${JSON.stringify(times)}.map((t) => ctime(new Date(t * 1000))));`;
      const lines = (text: string): string[] => text.match(/\w[\w: ]+/g) ?? [];
      const expected = lines(execFileSync(interpreter, ["-c", python], options));
      assert.equal(expected.length, times.length);
      const node = ["--input-type=module", "--eval", ours];
      assert.deepEqual(lines(execFileSync(process.execPath, node, options)), expected);
    });
  }
});
