/** The servers that have no connections: UDP, and broadcast. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import {
  AF_INET,
  type InetAddress,
  OSError,
  PermissionError,
  SOCK_DGRAM,
  Socket,
  TimeoutError,
} from "day29";
import { broadcastReceiver, broadcastSender, LOOPBACK_BROADCAST, udpServer } from "day29/servers";
import { BROADCAST_MESSAGE } from "#day29/servers/udp/broadcast.js";
import { UDP_REPLY } from "#day29/servers/udp/udp-server.js";
import { HANG_S } from "../../../support/hang.js";
import { start } from "../../../support/servers.js";
import { closing } from "../../../support/sockets.js";

function udp(t: TestContext): Socket {
  const socket = closing(t, new Socket(AF_INET, SOCK_DGRAM));
  socket.settimeout(HANG_S);
  return socket;
}

async function ask(socket: Socket, data: Uint8Array | string, server: InetAddress): Promise<void> {
  await socket.sendto(data, server);
  const [reply, address] = await socket.recvfrom(100);
  assert.deepEqual([`${reply}`, address], [`${UDP_REPLY}`, server]);
}

describe("udpServer", () => {
  it("replies to each datagram, whatever its content", async (t) => {
    const server = await start(t, udpServer);
    const socket = udp(t);
    for (const data of ["hello", "", Buffer.from([0xff, 0, 0x1b]), "x".repeat(60_000)]) {
      await ask(socket, data, server.address);
    }
  });

  it("serves many clients with one socket, and keeps their messages separate", async (t) => {
    const server = await start(t, udpServer);
    const sockets = Array.from({ length: 20 }, () => udp(t));
    await Promise.all(sockets.map((socket, i) => ask(socket, `I am ${i}`, server.address)));
    await (sockets[0] as Socket).sendto("one", server.address);
    await (sockets[0] as Socket).sendto("two", server.address);
    const texts: string[] = [];
    await server.until((event) => {
      if (event.type === "datagram") texts.push(`${event.data}`);
      return texts.at(-1) === "two";
    });
    assert.deepEqual(texts.slice(-2), ["one", "two"]);
  });

  it("handles one datagram per step", async (t) => {
    const server = await start(t, udpServer, { stepping: true });
    assert.deepEqual(await server.step(0), { readiness: null, events: [] });
    const socket = udp(t);
    await socket.sendto("hello", server.address);
    const { readiness, events } = await server.step();
    assert.equal(readiness, null);
    const [got, sent] = events;
    assert.ok(got?.type === "datagram" && sent?.type === "sent");
    assert.deepEqual(
      [`${got.data}`, sent.size, sent.address],
      ["hello", UDP_REPLY.length, got.address],
    );
  });

  it("continues when a reply cannot be sent", async (t) => {
    class Mute extends Socket {
      override async sendto(): Promise<number> {
        throw new OSError("[ENETUNREACH] sendto", "sendto", 101);
      }
    }
    const socket = closing(t, new Mute(AF_INET, SOCK_DGRAM));
    socket.bind(["127.0.0.1", 0]);
    const events = udpServer(socket);
    for (let i = 0; i < 2; i++) {
      await udp(t).sendto("hello", socket.getsockname());
      assert.equal((await events.next()).value?.type, "datagram");
      const { value } = await events.next();
      assert.ok(value?.type === "send-failed" && value.error.code === "ENETUNREACH");
      assert.equal((await events.next()).value?.type, "handled");
    }
    await events.return();
  });
});

describe("broadcast", () => {
  it("reaches every receiver that is bound to the address, and no other socket", async (t) => {
    const first = await start(t, broadcastReceiver, { name: "1st", host: LOOPBACK_BROADCAST });
    const [host, port] = first.address;
    const second = await start(t, broadcastReceiver, { name: "2nd", host, port });
    const bystander = udp(t);
    bystander.bind(["127.0.0.1", port]);
    const options = { to: first.address, message: "你好", count: 3, interval: 0.01 };
    const sender = await start(t, broadcastSender, options);
    for (const receiver of [first, second]) {
      for (let i = 0; i < 3; i++) {
        const { data, address } = await receiver.until("datagram");
        assert.equal(`${data}`, "你好");
        assert.deepEqual(address, sender.address);
      }
    }
    bystander.settimeout(0.01);
    await assert.rejects(bystander.recvfrom(10), TimeoutError);
  });

  it("ends after count datagrams, and reports it", async (t) => {
    const receiver = await start(t, broadcastReceiver, { host: LOOPBACK_BROADCAST });
    const started = performance.now();
    const options = { name: "sender", to: receiver.address, count: 2, interval: 0.05 };
    const sender = await start(t, broadcastSender, options);
    for (let i = 0; i < 2; i++) {
      const { data, address } = await sender.until("broadcast");
      assert.deepEqual([`${data}`, address], [BROADCAST_MESSAGE, receiver.address]);
    }
    // A timer may be early by the millisecond that it rounds off.
    assert.ok(performance.now() - started >= 48);
    await assert.rejects(sender.until("broadcast"), /sender has ended/);
    assert.equal(sender.running, false);
    assert.match(inspect(sender), /ended>$/);
    await sender.stop();
  });

  it("is refused without SO_BROADCAST", async (t) => {
    await assert.rejects(udp(t).sendto("hello", [LOOPBACK_BROADCAST, 9]), PermissionError);
  });
});
