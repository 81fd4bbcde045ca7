/** strace(1) confirms that the calls are the real ones, and that a trace shows them as they are. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { uring } from "#day29/sys/linux-uring.js";
import { skipWithout } from "../support/programs.js";
import { run, temporaryFolder } from "../support/project.js";
import { Script } from "../support/script.js";
import { tcp } from "../support/sockets.js";
import { needsUring } from "../support/uring.js";

describe("a server under strace", { skip: skipWithout("strace") }, () => {
  for (const { name, reply, calls } of [
    {
      name: "selectServer",
      reply: SELECT_REPLY,
      calls: /^\d+ +p?select6?\((\d+), \[(\d+)\], \[\], \[\], NULL.*= 1 \(in \[\2\]\)/m,
    },
    {
      name: "pollServer",
      reply: POLL_REPLY,
      calls:
        /^\d+ +p?poll\(\[\{fd=(\d+), events=POLLIN\|POLLERR\}\], 1, (?:-1|NULL).*= 1 \(\[\{fd=\1, revents=POLLIN\}\]\)/m,
    },
    {
      name: "epollServer",
      reply: EPOLL_REPLY,
      calls: /^\d+ +epoll_p?wait\(\d+, \[\{events=EPOLLIN, data=.*\}\], 1023, -1.*\) = 1$/m,
    },
  ]) {
    it(`${name} waits in the call of its name`, async (t) => {
      const log = join(await temporaryFolder(t), "trace");
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
      assert.deepEqual(await client.recv(100), reply);
      client.close();
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
      assert.match(readFileSync(log, "utf8"), calls);
    });
  }
});

describe("uringServer under strace", { skip: skipWithout("strace") || needsUring.skip }, () => {
  it("makes one io_uring_enter(2) in a round, and neither receives nor sends itself", async (t) => {
    const log = join(await temporaryFolder(t), "trace");
    const source = `
      import { createServer, setWaiting } from "day29";
      import { uringServer } from "day29/servers";
      setWaiting("blocking");
      const listener = createServer(["127.0.0.1", 0]);
      console.log(listener.getsockname()[1]);
      let rounds = 0;
      let ended = false;
      for await (const event of uringServer(listener)) {
        if (event.type === "completed") rounds++;
        ended ||= event.type === "disconnect";
        if (ended && event.type === "handled") break;
      }
      console.log(rounds);
      listener.close();`;
    const run = new Script(t, "strace", [
      ...["-f", "-qq", "-o", log, "-e", "trace=network,io_uring_enter"],
      ...[process.execPath, "--input-type=module", "--eval", source],
    ]);
    const client = tcp(t);
    await client.connect(["127.0.0.1", Number(await run.line())]);
    for (let i = 0; i < 20; i++) {
      await client.sendall("hello");
      assert.deepEqual(await client.recv(100), URING_REPLY);
    }
    client.close();
    const rounds = Number(await run.line());
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    const calls = readFileSync(log, "utf8");
    assert.doesNotMatch(calls, /\b(recv|send|accept)\w*\(/);
    // A signal or a switch of threads can make strace split a line in two.
    const waits = calls.match(/io_uring_enter\(\d+, \d+, [1-9]\d*, /g) ?? [];
    assert.equal(waits.length, rounds);
  });
});

describe("a trace compared with strace(1)", { skip: skipWithout("strace") }, () => {
  it("is the same, call by call, for all arguments", async (t) => {
    const log = join(await temporaryFolder(t), "trace");
    const filter =
      "network,sendfile,openat,openat2,select,pselect6,poll,ppoll,epoll_create1,epoll_ctl,epoll_wait,epoll_pwait,eventfd2,io_uring_setup,io_uring_enter,io_uring_register,ioctl,fcntl,close";
    const program = join(import.meta.dirname, "../support/every-call.js");
    const traced = (): ReturnType<typeof run> =>
      run("strace", [
        ...["-f", "-qq", "-o", log, "-e", `trace=${filter}`],
        ...[process.execPath, program],
      ]);
    let outcome = await traced();
    // A signal of the runtime that falls into a call makes strace print it twice.
    for (let i = 0; i < 10 && readFileSync(log, "utf8").includes("ERESTART"); i++) {
      outcome = await traced();
    }
    const { code, stdout, stderr } = outcome;
    assert.equal(code, 0, stderr);
    // What io_uring_enter(2) submits is beyond strace.
    const lines = stdout.trimEnd().split("\n");
    const ours = lines.filter((line) => !/^ +[sc]qe \{/.test(line)).map(comparable);
    const all = readFileSync(log, "utf8").split("\n");
    const thread = `${all[0]?.split(" ")[0]} `;
    const theirs = all
      .filter((line) => line.startsWith(thread))
      .map((line) => comparable(line.replace(/^\d+ +/, "")))
      .join("\n")
      .replace(INTERFACE_LOOKUP, "")
      .split("\n");
    const mark = ours[0] as string;
    assert.match(mark, /^fcntl\(-1, F_GETFD\) = -1 EBADF/);
    assert.deepEqual(ours, theirs.slice(theirs.indexOf(mark), theirs.lastIndexOf(mark) + 1));
    assert.ok(ours.length > 200);
  });
});

/** The C library asks the kernel for the names of interfaces, which the trace prints. */
const INTERFACE_LOOKUP = /^socket\(AF_NETLINK,.*\n(?:(?!close).*\n)+close\(\d+\) = 0\n/gm;

/**
 * A line without what differs from run to run, and by the kernel's calls: those of the C library
 * that have no call of their own are recvfrom(2), sendto(2) and pselect6(2).
 */
function comparable(line: string): string {
  return line
    .replace(/ <[\d.]+>$/, "")
    .replace(/0x(?:[0-9a-f]{7,}|\.\.\.)/g, "POINTER")
    .replace(/ +=/, " =")
    .replace(/^eventfd\(/, "eventfd2(")
    .replace(/IORING_(\w+)/g, (_, name) => `${uring[`IORING_${name}` as keyof typeof uring]}`)
    .replace(/(?<=(?:flags|features)=)[\d|x][\dxa-f|]*/g, sum)
    .replace(
      /0x(\w+) \/\* \d* ?(?:IORING_REGISTER_)?\?\?\? \*\//,
      (_, number) => `${Number.parseInt(number, 16)}`,
    )
    .replace(/^recv\((.*)\) =/, "recvfrom($1, NULL, NULL) =")
    .replace(/^send\((.*)\) =/, "sendto($1, NULL, 0) =")
    .replace(/^pselect6\((.*), NULL\) =/, "select($1) =")
    .replace(/tv_nsec=(\d+?)(?:000)?\}/g, "tv_usec=$1}")
    .replace(/left \{.*?\}/, "left TIME");
}

/** Adds the numbers of flags, as an older strace does not know all of their names. */
function sum(flags: string): string {
  return `${flags.split("|").reduce((total, flag) => total + Number(flag), 0)}`;
}
