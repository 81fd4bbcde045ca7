/** The programs of examples/, each in TypeScript and in Python, with the clients of the library's servers. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  createServer,
  type InetAddress,
  SHUT_WR,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  type Socket,
} from "day29";
import { responsesIn } from "../support/http-response.js";
import { skipWithout } from "../support/programs.js";
import { root, run } from "../support/project.js";
import { type Exit, Script } from "../support/script.js";
import { ask, askTime, client, reset } from "../support/servers.js";
import { drain, fill, receiveAll, tcp } from "../support/sockets.js";

const sources = readdirSync(join(root, "examples")).filter((name) => /\.(ts|py)$/.test(name));
const names = ["block-server", "http-server", "poll-server", "select-server", "timeout-server"];
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** A program that runs, and what it prints. */
class Program {
  readonly #script: Script;
  address: InetAddress = ["127.0.0.1", 0];

  constructor(t: TestContext, command: string, args: readonly string[]) {
    this.#script = new Script(t, command, args);
  }

  async start(): Promise<this> {
    const line = await this.#script.line();
    const [, port] = /^Listen to the port (\d+)$/.exec(line) ?? assert.fail(line);
    this.address = ["127.0.0.1", Number(port)];
    return this;
  }

  /** Checks the next lines that it prints. */
  async prints(...lines: (string | RegExp)[]): Promise<void> {
    for (const expected of lines) {
      const line = await this.line();
      if (typeof expected === "string") assert.equal(line, expected);
      else assert.match(line, expected);
    }
  }

  /** Interrupts it as Ctrl-C does, and returns how it ended. */
  interrupt(): Promise<Exit> {
    this.#script.process.kill("SIGINT");
    return this.#script.exit();
  }

  /** The next line that it prints. */
  line(): Promise<string> {
    return this.#script.line();
  }

  /** Reads the lines up to one, and returns how many others there were. */
  async until(expected: string | RegExp): Promise<number> {
    for (let count = 0; ; count++) {
      const line = await this.line();
      if (typeof expected === "string" ? line === expected : expected.test(line)) return count;
    }
  }
}

interface Language {
  readonly name: string;
  /** The command that runs an example. */
  command(name: string): [program: string, ...args: string[]];
  /** The command that runs it with listeners whose connections have a small send buffer. */
  smallBuffers(name: string): [program: string, ...args: string[]];
}

const languages: readonly Language[] = [
  {
    name: "TypeScript",
    command: (name) => [process.execPath, `build/examples/${name}.js`, "0"],
    smallBuffers: (name) => [
      ...([process.execPath, "--input-type=module", "--eval"] as const),
      `import { SO_SNDBUF, SOL_SOCKET, Socket } from "day29";
       const { listen } = Socket.prototype;
       Socket.prototype.listen = function (...args) {
         this.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
         listen.apply(this, args);
       };
       await import("./build/examples/${name}.js");`,
      ...["-", "0"],
    ],
  },
  {
    name: "Python",
    command: (name) => ["python3", "-u", `examples/${name}.py`, "0"],
    smallBuffers: (name) => [
      ...(["python3", "-u", "-c"] as const),
      `import runpy, socket
create_server = socket.create_server
def small(*args):
    listener = create_server(*args)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return listener
socket.create_server = small
runpy.run_path("examples/${name}.py")`,
      "0",
    ],
  },
];

const own = (socket: Socket): string => `Connect from ${socket.getsockname().join(":")}`;
const TIME = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

describe("examples/", () => {
  it("has each program in both languages", () => {
    assert.deepEqual(
      sources,
      names.flatMap((name) => [`${name}.py`, `${name}.ts`]),
    );
  });

  for (const source of sources) {
    it(`has ${source} on one page`, () => {
      assert.ok(read(`examples/${source}`).trimEnd().split("\n").length <= 45);
    });
  }

  for (const name of names) {
    it(`has the same description in both versions of ${name}`, () => {
      const [ts, py] = ["ts", "py"].map((end) => read(`examples/${name}.${end}`).split("\n")[0]);
      assert.equal(ts?.replace("//", "#"), py);
    });
  }
});

describe("npm run example", () => {
  const main = join(root, "tools/commands/main.mjs");

  it("lists them", async () => {
    const { code, stdout } = await run(process.execPath, [main, "example"]);
    assert.equal(code, 0);
    const [list = ""] = stdout.split("\n\n");
    assert.deepEqual(
      list.split("\n").map((line) => line.split(/ {2,}/)),
      names.map((name) => [name, read(`examples/${name}.ts`).split("\n")[0]?.slice(3)]),
    );
  });

  it("lists the valid names", async () => {
    const { code, stderr } = await run(process.execPath, [main, "example", "no-server"]);
    assert.deepEqual(
      [code, stderr],
      [1, `day29: unknown example: no-server; available: ${names.join(", ")}\n`],
    );
  });

  for (const file of ["select-server", "poll-server.ts", "poll-server.py"]) {
    it(`runs ${file} until Ctrl-C, which is not a failure`, async (t) => {
      const program = await new Program(t, process.execPath, [main, "example", file, "0"]).start();
      const socket = await client(t, program.address);
      await socket.sendall("hello");
      assert.match(`${await socket.recv(100)}`, /^Receive/);
      assert.deepEqual(await program.interrupt(), { code: 0, signal: null });
      createServer(program.address).close();
    });
  }
});

for (const language of languages) {
  describe(`in ${language.name}`, { concurrency: 4 }, () => {
    const start = (t: TestContext, name: string): Promise<Program> => {
      const [command, ...args] = language.command(name);
      return new Program(t, command, args).start();
    };

    for (const [name, reply] of [
      ["select-server", "Receive your message"],
      ["poll-server", "Receive"],
    ] as const) {
      describe(`${name}`, () => {
        it(`replies "${reply}" to each message, and prints the message`, async (t) => {
          const program = await start(t, name);
          const socket = await client(t, program.address);
          for (const message of ["hello", "你好", "x".repeat(1024)]) {
            await ask(socket, message, reply);
          }
          await program.prints(own(socket), "hello", "你好", "x".repeat(1024));
        });

        it("serves many clients at the same time", async (t) => {
          const program = await start(t, name);
          const clients = await Promise.all(
            Array.from({ length: 100 }, () => client(t, program.address)),
          );
          for (let round = 0; round < 5; round++) {
            await Promise.all(clients.map((socket) => ask(socket, `round ${round}`, reply)));
          }
        });

        it("survives clients that reset, half-close, send nothing or send garbage", async (t) => {
          const program = await start(t, name);
          const silent = await client(t, program.address);
          const half = await client(t, program.address);
          half.shutdown(SHUT_WR);
          assert.equal((await half.recv(10)).length, 0);
          const garbled = await client(t, program.address);
          await ask(garbled, Buffer.from([0xff, 0, 0xc3]).toString("latin1"), reply);
          await garbled.sendall(Buffer.from([0xff, 0, 0x1b, 0xc3]));
          assert.equal(`${await garbled.recv(100)}`, reply);
          for (const message of ["", "boo"]) {
            const vandal = await client(t, program.address);
            if (message !== "") await vandal.sendall(message);
            reset(vandal);
          }
          await ask(await client(t, program.address), "still there?", reply);
          await ask(silent, "me too", reply);
        });

        it("replies to a client that has already shut down its sending side", async (t) => {
          const program = await start(t, name);
          const socket = await client(t, program.address);
          await socket.sendall("last words");
          socket.shutdown(SHUT_WR);
          assert.equal(`${await receiveAll(socket)}`, reply);
        });

        it("limits the memory for a client that never reads its replies, and serves the others", async (t) => {
          const [command, ...args] = language.smallBuffers(name);
          const program = await new Program(t, command, args).start();
          const greedy = tcp(t);
          greedy.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
          greedy.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
          await greedy.connect(program.address);
          // Sends until the server reads no more: all buffers on the way are then full, and stay so.
          let total = 0;
          for (let taken = -1, messages = -1; taken !== 0 || messages !== 0; ) {
            taken = await fill(greedy);
            total += taken;
            assert.ok(total < 64 << 20, "the server reads on and on");
            const other = await client(t, program.address);
            await ask(other, `after ${total}`, reply);
            messages = await program.until(own(other));
            messages += await program.until(`after ${total}`);
            other.close();
          }
          // Once it reads, the server goes on with it, and all that it gets is whole replies.
          const printed = (async () => {
            await program.until("the end");
          })();
          let received = await drain(greedy);
          assert.ok(received > 0);
          greedy.shutdown(SHUT_WR);
          for (let part = 1; part > 0; received += part) part = (await greedy.recv(1 << 16)).length;
          assert.equal(received % reply.length, 0);
          await ask(await client(t, program.address), "the end", reply);
          await printed;
        });
      });
    }

    describe(`select-server`, () => {
      it("closes clients that select cannot watch, and survives a lack of descriptors", async (t) => {
        for (const limit of [64, 1100]) {
          const command = language.command("select-server");
          const script = `ulimit -n ${limit} && exec "$0" "$@"`;
          const program = await new Program(t, "sh", ["-c", script, ...command]).start();
          const first = await client(t, program.address);
          const hoard: Socket[] = [];
          for (let i = 0; i < limit; i++) hoard.push(await client(t, program.address));
          await ask(first, "hello", "Receive your message");
          for (const socket of hoard) socket.close();
          await ask(await client(t, program.address), "hello", "Receive your message");
        }
      });
    });

    for (const name of ["block-server", "timeout-server"]) {
      describe(`${name}`, () => {
        it("prints the time whenever no client connects, and what happens", async (t) => {
          const program = await start(t, name);
          await program.prints("Waiting for connect ...", TIME, "Waiting for connect ...");
          const socket = await client(t, program.address);
          for (const message of ["hello", "你好"]) await askTime(socket, message);
          // The accept() under way may have ended before it came.
          await program.until(own(socket));
          await program.prints("hello", "你好");
          socket.shutdown(SHUT_WR);
          assert.equal(`${await receiveAll(socket)}`, "");
          await program.prints("Waiting for connect ...");
        });

        it("serves one client after another, also after one that resets", async (t) => {
          const program = await start(t, name);
          const [first, second] = [
            await client(t, program.address),
            await client(t, program.address),
          ];
          await second.sendall(Buffer.from([0xff, 0, 0x1b, 0xc3]));
          await askTime(first);
          await program.until("what time is it?");
          reset(first);
          await program.prints(/Connection reset by peer$/, "Waiting for connect ...", own(second));
          second.shutdown(SHUT_WR);
          assert.match(`${await receiveAll(second)}`, TIME);
        });
      });
    }

    describe(`http-server`, () => {
      const page = read("data/www/index.html");

      it("responds with the page or with 404, and prints requests", async (t) => {
        const program = await start(t, "http-server");
        for (const [target, status, body] of [
          ["/", 200, page],
          ["/missing", 404, "===Sorry not found==="],
        ] as const) {
          const socket = await client(t, program.address);
          // In two pieces, the second of which ends the header.
          await socket.sendall(`GET ${target} HTTP/1.1\r\nHost: x\r\n`);
          await socket.sendall("\r\n");
          assert.deepEqual(
            responsesIn(await receiveAll(socket)).map((answer) => [answer.status, answer.body]),
            [[status, body]],
          );
          await program.prints(`GET ${target} HTTP/1.1`, "Host: x", "", "");
        }
      });

      it("survives clients that leave, reset, send garbage or an endless request", async (t) => {
        const program = await start(t, "http-server");
        const request = "GET / HTTP/1.1\r\n\r\n";
        (await client(t, program.address)).close();
        await program.prints("The request does not end");
        const endless = await client(t, program.address);
        await endless.sendall("x".repeat(1 << 18)).catch(() => undefined);
        await program.prints("The request does not end");
        const vandal = await client(t, program.address);
        await vandal.sendall("GET / HT");
        reset(vandal);
        await program.prints(/Connection reset by peer$/);
        const garbled = await client(t, program.address);
        await garbled.sendall(Buffer.from("\xff\0\xc3\r\n\r\n", "latin1"));
        assert.match(`${await receiveAll(garbled)}`, /^HTTP\/1\.1 404 /);
        const hasty = await client(t, program.address);
        await hasty.sendall(request);
        reset(hasty);
        const silent = await client(t, program.address);
        const last = await client(t, program.address);
        await last.sendall(request);
        assert.ok(`${await receiveAll(last)}`.endsWith(page));
        assert.equal(`${await receiveAll(silent)}`, "");
      });

      it("serves curl", { skip: skipWithout("curl") }, async (t) => {
        const { address } = await start(t, "http-server");
        const url = `http://127.0.0.1:${address[1]}/`;
        const { code, stdout } = await run("curl", ["-sS", "-w", "%{http_code}", url]);
        assert.deepEqual([code, stdout], [0, `${page}200`]);
      });
    });
  });
}
