/** `npx day29`: what it offers, refuses and prints. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { AF_INET, AF_INET6, SOCK_DGRAM, Socket } from "day29";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { UDP_REPLY } from "#day29/servers/udp/udp-server.js";
import { address, bin, day29 } from "../../support/cli.js";
import { HANG_S } from "../../support/hang.js";
import { root } from "../../support/project.js";
import type { Script } from "../../support/script.js";
import { client } from "../../support/servers.js";
import { closing } from "../../support/sockets.js";

/** What it prints when it ends by itself. */
function outcome(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [bin, ...args], { cwd: root, encoding: "utf8" });
}

function udp(t: TestContext): Socket {
  const socket = closing(t, new Socket(AF_INET, SOCK_DGRAM));
  socket.settimeout(HANG_S);
  return socket;
}

const names = [
  ...[
    "http-server",
    "block-server",
    "timeout-server",
    "select-server",
    "poll-server",
    "epoll-server",
    "uring-server",
  ],
  ...["udp-server", "broadcast-sender", "broadcast-receiver"],
];

describe("day29", () => {
  it("lists every server on a line", () => {
    const { status, stdout, stderr } = outcome("--help");
    assert.deepEqual([status, stderr], [0, ""]);
    const listed = stdout.split("\nCommands:\n")[1]?.split("\n\n")[0]?.split("\n") ?? [];
    assert.deepEqual(
      listed.map((line) => /^ {2}([\w-]+) +\S/.exec(line)?.[1]),
      names,
    );
    assert.ok(listed.every((line) => line.length <= 80));
  });

  it("prints the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const { status, stdout, stderr } = outcome("--version");
    assert.deepEqual([status, stdout, stderr], [0, `${version}\n`, ""]);
  });

  it("describes the options of each server", () => {
    for (const name of names) {
      const { status, stdout } = outcome(name, "--help");
      assert.equal(status, 0);
      for (const option of ["--host <address>", "--port <number>", "--quiet", "--trace"]) {
        assert.ok(stdout.includes(`  ${option} `), `${name} ${option}`);
      }
      assert.match(stdout, /--port .*\(default: 8888\)/);
    }
  });

  it("offers several processes for the servers of many clients", () => {
    const offered = names.filter((name) => {
      const { stdout } = outcome(name, "--help");
      assert.ok(!stdout.includes("worker-of"));
      return stdout.includes("  --workers <number> ");
    });
    assert.deepEqual(offered, [
      "http-server",
      "select-server",
      "poll-server",
      "epoll-server",
      "uring-server",
    ]);
  });

  it("names an invalid option, and its valid values", () => {
    for (const [args, message] of [
      [["select-server", "--port", "70000"], /--port <number>' argument '70000' .* 0 to 65535/],
      [["select-server", "--port", "http"], /--port <number>' argument 'http'/],
      [["select-server", "--host", "nowhere"], /--host <address>' argument 'nowhere' .* IP addr/],
      [["select-server", "--backlog", "-1"], /--backlog <clients>' argument '-1'/],
      [["timeout-server", "--timeout", "0"], /--timeout <seconds>' argument '0' .* greater than 0/],
      [["block-server", "--interval", "soon"], /--interval <seconds>' argument 'soon'/],
      [
        ["broadcast-sender", "--count", "0"],
        /--count <times>' argument '0' .* from 1 to 999999999\./,
      ],
      [["select-server", "--backlog", "99999999999"], /'99999999999' .* from 0 to 999999999\./],
      [
        ["http-server", "--root", "/nowhere"],
        /--root <directory>' argument '\/nowhere' .* existing directory/,
      ],
      [["http-server", "--mux", "kqueue"], /--mux <call>' .* select, poll, epoll, uring/],
      [["poll-server", "--interval", "1"], /unknown option '--interval'/],
      ...["0", "-1", "1.5", "x", "10_000", "257"].map(
        (number) =>
          [
            ["poll-server", `--workers=${number}`],
            new RegExp(`--workers <number>' argument '${number}' .* from 1 to 256\\.`),
          ] as const,
      ),
      [["udp-server", "--workers", "2"], /unknown option '--workers'/],
      [["pol-server"], /unknown command 'pol-server'\n.*poll-server/],
    ] as const) {
      const { status, stdout, stderr } = outcome(...args);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, message);
    }
  });

  it("names the port that is in use, and the option to choose another", async (t) => {
    const [, port] = await address(day29(t, "poll-server", "--port", "0"));
    for (const name of ["select-server", "block-server"]) {
      const { status, stdout, stderr } = outcome(name, "--port", `${port}`);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, new RegExp(`^error: .*127.0.0.1:${port}.*--port 0 .*\n$`));
    }
  });

  it("reports an address that is not one of this machine", () => {
    const { status, stderr } = outcome("select-server", "--host", "192.0.2.99");
    assert.equal(status, 1);
    assert.match(stderr, /^error: .*192\.0\.2\.99.*--host\n$/);
  });

  it("ends quietly when the reader of its output closes the pipe", () => {
    const server = `"${process.execPath}" ${bin} block-server --port 0 --interval 0.01`;
    const { stdout, stderr } = spawnSync("sh", ["-c", `${server} | head -n 2`], {
      cwd: root,
      encoding: "utf8",
    });
    assert.match(stdout, /^Listen to the port \d+\nWaiting for connect \.\.\.\n$/);
    assert.equal(stderr, "");
  });
});

describe("what the servers print", () => {
  it("escapes control characters, and joins a character that arrives in two parts", async (t) => {
    const run = day29(t, "select-server", "--port", "0");
    const server = await address(run);
    const socket = await client(t, server);
    const [first, second] = [Buffer.from("你").subarray(0, 2), Buffer.from("你好").subarray(2)];
    for (const part of [Buffer.from("a\x1b[2Jb\rc\0\xff", "latin1"), first, second]) {
      await socket.sendall(part);
      assert.equal(`${await socket.recv(100)}`, `${SELECT_REPLY}`);
    }
    assert.match(await run.line(), /^Connect/);
    assert.equal(await run.line(), "a\\x1b[2Jb\\x0dc\\x00�");
    assert.equal(await run.line(), "");
    assert.equal(await run.line(), "你好");
  });

  it("prints each system call on standard error with --trace", async (t) => {
    const run = day29(t, "select-server", "--port", "0", "--trace");
    const server = await address(run);
    const socket = await client(t, server);
    await socket.sendall("hello");
    await socket.recv(100);
    socket.close();
    // Once the next client is there, all is told of this one.
    await client(t, server);
    for (const line of [/^Connect/, /^hello$/, /^Connect/]) assert.match(await run.line(), line);
    run.process.kill("SIGINT");
    await run.exit();
    for (const call of [
      /^socket\(AF_INET, SOCK_STREAM.*\) = \d+/m,
      /^bind\(.*127\.0\.0\.1.*\) = 0/m,
      /^listen\(\d+, 128\) = 0/m,
      /^select\(.*\) = 1/m,
      /^accept4\(.*\) = \d+/m,
      /^recv\(.*\) = 5/m,
      new RegExp(`^send\\(.*\\) = ${SELECT_REPLY.length}`, "m"),
    ]) {
      assert.match(run.stderr, call);
    }
  });

  it("prints only where it listens with --quiet", async (t) => {
    const run = day29(t, "select-server", "--port", "0", "--quiet");
    const server = await address(run);
    const socket = await client(t, server);
    await socket.sendall("psst");
    assert.equal(`${await socket.recv(100)}`, `${SELECT_REPLY}`);
    run.process.kill("SIGTERM");
    await assert.rejects(run.line(), /ended early/);
  });
});

describe("day29 timeout-server", () => {
  it("drops a client that stalls longer than --client-timeout", async (t) => {
    const run = day29(t, "timeout-server", "--port", "0", "--client-timeout", "0.05");
    const socket = await client(t, await address(run));
    assert.equal((await socket.recv(10)).length, 0);
  });
});

describe("day29 udp-server", () => {
  it("prints what it receives, and ends on Ctrl-C", async (t) => {
    const run = day29(t, "udp-server", "--port", "0");
    const server = await address(run);
    for (const message of ["hello", "你好"]) {
      const socket = udp(t);
      await socket.sendto(message, server);
      assert.equal(`${(await socket.recvfrom(100))[0]}`, `${UDP_REPLY}`);
      const [, port] = socket.getsockname();
      assert.equal(await run.line(), `Receive from ('127.0.0.1', ${port}): ${message}`);
    }
    run.process.kill("SIGINT");
    assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" });
    assert.deepEqual(await address(day29(t, "udp-server", "--port", `${server[1]}`)), server);
  });

  it("listens on an IPv6 address", async (t) => {
    const run = day29(t, "udp-server", "--port", "0", "--host", "::1");
    const [, port] = await address(run);
    const socket = closing(t, new Socket(AF_INET6, SOCK_DGRAM));
    await socket.sendto("hello", ["::1", port]);
    assert.match(await run.line(), /^Receive from \('::1', \d+, 0, 0\): hello$/);
  });
});

describe("day29 broadcast-receiver", () => {
  it("prints what day29 broadcast-sender sends, and ends on Ctrl-C while it waits", async (t) => {
    const receivers = [day29(t, "broadcast-receiver", "--port", "0")];
    const [, port] = await address(receivers[0] as Script);
    receivers.push(day29(t, "broadcast-receiver", "--port", `${port}`));
    await address(receivers[1] as Script);
    const args = ["--port", `${port}`, "--message", "你好", "--interval", "1000"];
    const sender = day29(t, "broadcast-sender", ...args);
    assert.equal(await sender.line(), `Send to ('127.255.255.255', ${port}): 你好`);
    for (const receiver of receivers) {
      assert.match(await receiver.line(), /^Receive from \('127\.0\.0\.1', \d+\): 你好$/);
    }
    for (const run of [sender, ...receivers]) {
      run.process.kill("SIGINT");
      assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" });
    }
  });
});

describe("day29 broadcast-sender", () => {
  it("ends after --count datagrams", () => {
    const { status, stdout } = outcome(
      ...["broadcast-sender", "--port", "9", "--count", "3", "--interval", "0.01"],
    );
    assert.deepEqual([status, stdout.match(/^Send to/gm)?.length], [0, 3]);
  });
});
