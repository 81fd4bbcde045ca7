/** The line below `EADDRINUSE` names the owner of the address. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createNetServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  AF_INET6,
  AF_UNIX,
  createConnection,
  createServer,
  type InetAddress,
  SO_REUSEADDR,
  SOL_SOCKET,
  Socket,
} from "day29";
import { addressInUse } from "#day29/kernel/coach/address-in-use.js";
import { temporaryFolder } from "../../../support/project.js";

const pid = process.pid;
const user = userInfo().username;

/** A listener of this process. */
function listener(t: TestContext, host = "127.0.0.1"): Socket {
  const socket = createServer([host, 0]);
  t.after(() => socket.close());
  return socket;
}

/** Returns what bind() throws. */
function bindError(address: InetAddress, socket = new Socket()): unknown {
  try {
    socket.bind(address);
  } catch (error) {
    return error;
  } finally {
    socket.close();
  }
  assert.fail("the address is free");
}

const portOf = (socket: Socket): number => socket.getsockname()[1];

describe("the line below EADDRINUSE", () => {
  it("names the variable and the descriptor of this kernel", (t) => {
    const srv = listener(t);
    const port = portOf(srv);
    const others = [
      ["x", 1],
      ["y", null],
      ["closed", new Socket()],
      ["z", listener(t)],
    ] as const;
    assert.equal(
      addressInUse(bindError(["127.0.0.1", port]), [...others, ["srv", srv]]),
      `127.0.0.1:${port} 被占用：这个内核的变量 \`srv\`（fd ${srv.fileno()}）` +
        ` · 127.0.0.1:${port} is in use by the variable \`srv\` of this kernel (fd ${srv.fileno()})`,
    );
  });

  it("knows a socket that is bound but does not listen, and one that fails in listen()", (t) => {
    const sockets = [new Socket(), new Socket(), new Socket()] as const;
    const [bound, first, second] = sockets;
    t.after(() => {
      for (const socket of sockets) socket.close();
    });
    bound.bind(["127.0.0.1", 0]);
    assert.match(
      `${addressInUse(bindError(bound.getsockname()), [["bound", bound]])}`,
      /by the variable `bound` of this kernel/,
    );
    for (const socket of [first, second]) socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    first.bind(["127.0.0.1", 0]);
    second.bind(first.getsockname());
    first.listen();
    assert.throws(
      () => second.listen(),
      (error) => {
        const line = addressInUse(error, [
          ["first", first],
          ["second", second],
        ]);
        assert.match(`${line}`, /is in use by the variable `first` of this kernel \(fd \d+\)$/);
        return true;
      },
    );
  });

  it("names a descriptor that no variable holds", (t) => {
    const srv = listener(t);
    assert.match(
      `${addressInUse(bindError(srv.getsockname()), [])}`,
      new RegExp(`is in use by fd ${srv.fileno()} of this kernel, which no variable holds$`),
    );
  });

  it("compares hosts: a wildcard overlaps with every host, two hosts do not", (t) => {
    const srv = listener(t);
    const port = portOf(srv);
    const other = new Socket();
    t.after(() => other.close());
    other.bind(["127.0.0.2", port]);
    other.listen();
    const variables = [
      ["srv", srv],
      ["other", other],
    ] as const;
    const one = addressInUse(bindError(["127.0.0.1", port]), variables);
    assert.match(`${one}`, /by the variable `srv` of this kernel \(fd \d+\)$/);
    const any = addressInUse(bindError(["", port]), variables);
    assert.match(`${any}`, /variable `srv` .* \(fd \d+\); the variable `other` .*$/);
  });

  it("knows IPv6", (t) => {
    const srv = new Socket(AF_INET6);
    t.after(() => srv.close());
    srv.bind(["::1", 0]);
    srv.listen();
    const error = bindError(srv.getsockname(), new Socket(AF_INET6));
    assert.match(
      `${addressInUse(error, [["srv", srv]])}`,
      /\[::1\]:\d+ is in use by the variable `srv`/,
    );
    assert.match(`${addressInUse(error, [])}`, /is in use by fd \d+ of this kernel/);
  });

  it("is there for Node's own errors, with Node's own servers", async () => {
    const server = createNetServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const second = createNetServer().listen(port, "127.0.0.1");
    const [error] = await once(second, "error");
    assert.match(
      `${addressInUse(error, [["server", server]])}`,
      /the variable `server` of this kernel/,
    );
    server.close();

    const datagrams = createSocket("udp4").bind(0, "127.0.0.1");
    await once(datagrams, "listening");
    const again = createSocket("udp4").bind(datagrams.address().port, "127.0.0.1");
    const [refused] = await once(again, "error");
    assert.match(
      `${addressInUse(refused, [])}`,
      /by fd \d+ of this kernel, which no variable holds/,
    );
    for (const socket of [datagrams, again]) socket.close();
  });

  it("names another process, its command and user", async (t) => {
    const child = spawn(
      process.execPath,
      [
        "-e",
        'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })',
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    t.after(() => child.kill());
    const [line] = await once(child.stdout, "data");
    const text = addressInUse(bindError(["127.0.0.1", Number(line)]), []);
    assert.match(
      `${text}`,
      new RegExp(`is in use by process ${child.pid} \\(.*node.* -e .*, user ${user}\\)$`),
    );
  });

  it("names the socket at a path, or the file that was left behind", async (t) => {
    const path = join(await temporaryFolder(t), "socket");
    const srv = new Socket(AF_UNIX);
    srv.bind(path);
    const refused = (): unknown => {
      const socket = new Socket(AF_UNIX);
      try {
        socket.bind(path);
      } catch (error) {
        return error;
      } finally {
        socket.close();
      }
      return undefined;
    };
    assert.match(`${addressInUse(refused(), [["srv", srv]])}`, /is in use by the variable `srv`/);
    assert.match(`${addressInUse(refused(), [])}`, /is in use by fd \d+ of this kernel/);
    srv.close();
    assert.match(
      `${addressInUse(refused(), [])}`,
      /is a file that was left behind, used by no process/,
    );
  });

  it("explains TIME_WAIT", async () => {
    const srv = createServer(["127.0.0.1", 0]);
    const address = srv.getsockname();
    const client = await createConnection(address);
    const [connection] = await srv.accept();
    connection.close(); // the side that closes first enters TIME_WAIT
    await client.recv(1);
    client.close();
    srv.close();
    assert.match(
      `${addressInUse(bindError(address), [])}`,
      /is used by no process, but by connections in TIME_WAIT/,
    );
  });

  it("is not there for other errors and values, or where nothing is known", () => {
    const elsewhere = { code: "EADDRINUSE" };
    const inUse = (fields: object) =>
      Object.assign(new Error("bind"), { code: "EADDRINUSE" }, fields);
    for (const thrown of [
      undefined,
      "EADDRINUSE",
      elsewhere,
      new Error("EADDRINUSE"),
      inUse({}),
      inUse({ port: 1 }),
    ]) {
      assert.equal(addressInUse(thrown, [["pid", pid]]), undefined);
    }
  });
});
