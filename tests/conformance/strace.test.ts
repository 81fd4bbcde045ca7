/** strace(1) confirms that the calls are the real ones. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { skipWithout } from "../support/programs.js";
import { Script } from "../support/script.js";
import { tcp } from "../support/sockets.js";

describe("a server under strace", { skip: skipWithout("strace") }, () => {
  for (const { name, calls } of [
    {
      name: "selectServer",
      calls: /^\d+ +p?select6?\((\d+), \[(\d+)\], \[\], \[\], NULL.*= 1 \(in \[\2\]\)/m,
    },
    {
      name: "pollServer",
      calls:
        /^\d+ +p?poll\(\[\{fd=(\d+), events=POLLIN\|POLLERR\}\], 1, (?:-1|NULL).*= 1 \(\[\{fd=\1, revents=POLLIN\}\]\)/m,
    },
    {
      name: "epollServer",
      calls: /^\d+ +epoll_p?wait\(\d+, \[\{events=EPOLLIN, data=.*\}\], 1023, -1.*\) = 1$/m,
    },
  ]) {
    it(`${name} waits in the call of its name`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "day29-"));
      t.after(() => rmSync(folder, { recursive: true }));
      const log = join(folder, "trace");
      const source = `
        import { Socket, setWaiting } from "day29";
        import { ${name} } from "day29/servers";
        setWaiting("blocking");
        const listener = new Socket();
        listener.bind(["127.0.0.1", 0]);
        listener.listen();
        console.log(listener.getsockname()[1]);
        for await (const event of ${name}(listener)) if (event.type === "disconnect") break;
        listener.close();`;
      const run = new Script(t, "strace", [
        ...[
          "-f",
          "-qq",
          "-o",
          log,
          "-e",
          "trace=select,pselect6,poll,ppoll,epoll_wait,epoll_pwait",
        ],
        ...[process.execPath, "--input-type=module", "--eval", source],
      ]);
      const client = tcp(t);
      await client.connect(["127.0.0.1", Number(await run.line())]);
      await client.sendall("hello");
      assert.match(`${await client.recv(100)}`, /^Receive/);
      client.close();
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
      assert.match(readFileSync(log, "utf8"), calls);
    });
  }
});
