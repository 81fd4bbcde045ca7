import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AF_INET,
  AF_INET6,
  decodeLinger,
  IP_ADD_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_JOIN_GROUP,
  ifNameindex,
  inetAton,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVTIMEO,
  SO_SNDBUF,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  TCP_CONGESTION,
  TCP_INFO,
} from "day29";
import { HANG_S } from "../../support/hang.js";
import { closing, tcp } from "../../support/sockets.js";

describe("options", () => {
  it("accept structs as objects", (t) => {
    const socket = tcp(t);
    socket.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 7 });
    assert.deepEqual(decodeLinger(socket.getsockopt(SOL_SOCKET, SO_LINGER, 8)), {
      onoff: true,
      linger: 7,
    });
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_LINGER), 1);
    socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE), 1);
    socket.setsockopt(IPPROTO_TCP, TCP_CONGESTION, Buffer.from("reno"));
    assert.match(`${socket.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16)}`, /^reno/);
    assert.ok(socket.getsockopt(IPPROTO_TCP, TCP_INFO, 256).length > 100);
  });

  it("refuse the kernel's own timeouts, and give the reason", (t) => {
    for (const name of [SO_RCVTIMEO, SO_SNDTIMEO]) {
      assert.throws(() => tcp(t).setsockopt(SOL_SOCKET, name, Buffer.alloc(16)), /settimeout/);
    }
  });

  it("refuse numbers that are not 32-bit integers", (t) => {
    const socket = tcp(t);
    for (const wrong of [1.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN]) {
      assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, wrong), {
        name: "RangeError",
        message: new RegExp(`${wrong}`.replace("-", "\\-")),
      });
    }
    assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, "5" as never), TypeError);
    assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, {} as never), TypeError);
  });

  it("join a multicast group, whose messages then arrive", async (t) => {
    const receiver = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    receiver.settimeout(HANG_S);
    receiver.bind(["", 0]);
    const membership = { group: "224.0.0.251", interface: "127.0.0.1" };
    receiver.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership);
    const sender = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_IF, inetAton("127.0.0.1"));
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_TTL, 0);
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_LOOP, true);
    await sender.sendto("to the group", ["224.0.0.251", receiver.getsockname()[1]]);
    assert.equal(`${await receiver.recv(100)}`, "to the group");
    receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership);
    assert.throws(() => receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership), {
      code: "EADDRNOTAVAIL",
    });
  });

  it("join an IPv6 multicast group", (t) => {
    const [index] = ifNameindex().find(([, name]) => name === "lo") as [number, string];
    const socket = closing(t, new Socket(AF_INET6, SOCK_DGRAM));
    socket.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, { group: "ff02::1:2", interface: index });
    assert.throws(
      () =>
        socket.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, { group: "127.0.0.1", interface: index }),
      { message: /not an IPv6 address/ },
    );
  });
});
