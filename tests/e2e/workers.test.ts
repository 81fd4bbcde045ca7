/** `npx day29 ... --workers`: Ctrl-C in a terminal, and a system that refuses SO_REUSEPORT. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bin } from "../support/cli.js";
import { HANG_S } from "../support/hang.js";
import { skipWithout } from "../support/programs.js";
import { interpreter, root, run } from "../support/project.js";

/** Types Ctrl-C once the workers serve; prints what the terminal showed, how it ended, and which processes are left. */
const TERMINAL = `
import json, os, sys, pexpect
limit, *command = sys.argv[1:]
terminal = pexpect.spawn(command[0], command[1:], timeout=int(limit), encoding="utf8")
terminal.expect("workers serve [^\\r]*\\r\\n")
shown = terminal.before + terminal.after
children = open(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read().split()
terminal.sendintr()
terminal.expect(pexpect.EOF)
terminal.close()
left = [pid for pid in children if os.path.exists(f"/proc/{pid}")]
print(json.dumps([shown, terminal.before, terminal.signalstatus, len(children), left]))
`;

describe("--workers", () => {
  it("ends all processes on Ctrl-C in a terminal, and replaces none", async () => {
    const command = [process.execPath, bin, "epoll-server", "--port", "0", "--workers", "2"];
    const terminal = ["-c", TERMINAL, `${HANG_S}`, ...command];
    const { code, stdout, stderr } = await run(interpreter, terminal, { cwd: root });
    assert.equal(code, 0, stderr);
    const [shown, after, signal, count, left] = JSON.parse(stdout);
    assert.match(shown, /^Listen to the port \d+\r\n2 workers serve 127\.0\.0\.1:\d+\r\n$/);
    assert.match(after, /^(\^C)?$/);
    assert.deepEqual([signal, count, left], [2, 2, []]);
  });

  it("says that a system does not let processes share a port", {
    skip: skipWithout("strace"),
  }, async () => {
    // The first setsockopt(2) is that of SO_REUSEADDR.
    const refused = ["-qq", "-o", "/dev/null", "-e", "inject=setsockopt:error=ENOPROTOOPT:when=2"];
    const command = [process.execPath, bin, "poll-server", "--port", "0", "--workers", "2"];
    const { code, stdout, stderr } = await run("strace", [...refused, ...command], { cwd: root });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(
      stderr,
      "error: this system does not let processes share a port (SO_REUSEPORT: ENOPROTOOPT); " +
        "run the server without --workers\n",
    );
  });
});
