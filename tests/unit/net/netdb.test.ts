/** The functions of the socket module: names, numbers, connections. */
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, it } from "node:test";
import {
  AF_INET,
  AF_INET6,
  AI_CANONNAME,
  AI_NUMERICHOST,
  createConnection,
  createServer,
  EAI_NONAME,
  getaddrinfo,
  getdefaulttimeout,
  gethostbyname,
  gethostname,
  getservbyname,
  htonl,
  htons,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ifNameindex,
  inetAton,
  inetNtoa,
  inetNtop,
  inetPton,
  interruptWaits,
  ntohl,
  ntohs,
  SO_REUSEPORT,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  setdefaulttimeout,
} from "day29";
import { closing, listening, tcp } from "../../support/sockets.js";

describe("getaddrinfo()", () => {
  it("returns the arguments of new Socket() and connect()", async () => {
    const results = await getaddrinfo("127.0.0.1", 80, { type: SOCK_STREAM });
    assert.deepEqual(results, [
      {
        family: AF_INET,
        type: SOCK_STREAM,
        proto: IPPROTO_TCP,
        canonname: "",
        address: ["127.0.0.1", 80],
      },
    ]);
    const [six] = await getaddrinfo("::1", null, { type: SOCK_DGRAM, flags: AI_NUMERICHOST });
    assert.equal(six?.family, AF_INET6);
    assert.equal(six?.proto, IPPROTO_UDP);
    assert.deepEqual(six?.address, ["::1", 0, 0, 0]);
  });

  it("finds this machine, services by name, and official names", async () => {
    const [here] = await getaddrinfo(null, "http", { family: AF_INET, type: SOCK_STREAM });
    assert.deepEqual(here?.address, ["127.0.0.1", 80]);
    const [named] = await getaddrinfo("127.0.0.1", 80, { flags: AI_CANONNAME });
    assert.equal(named?.canonname, "127.0.0.1");
  });

  it("throws an error with the symbol for an unknown name", async () => {
    await assert.rejects(getaddrinfo("name", 80, { flags: AI_NUMERICHOST }), {
      name: "GetAddrInfoError",
      errno: EAI_NONAME,
      code: "EAI_NONAME",
      syscall: "getaddrinfo",
      message: /^\[EAI_NONAME\] getaddrinfo name 80: /,
    });
    await assert.rejects(getaddrinfo("127.0.0.1", "no-such-service"), { code: "EAI_SERVICE" });
    await assert.rejects(getaddrinfo("::1", 80, { family: AF_INET }), { code: "EAI_ADDRFAMILY" });
  });

  it("can be interrupted", async () => {
    const lookup = assert.rejects(getaddrinfo("127.0.0.1", 80), { name: "InterruptedError" });
    interruptWaits();
    await lookup;
  });
});

describe("names", () => {
  it("of this machine, of hosts and of services", async () => {
    assert.equal(gethostname(), hostname());
    assert.equal(await gethostbyname("localhost"), "127.0.0.1");
    await assert.rejects(gethostbyname("::1"), { name: "GetAddrInfoError" });
    assert.equal(getservbyname("http"), 80);
    assert.equal(getservbyname("domain", "udp"), 53);
    assert.throws(() => getservbyname("http", "no-such-protocol"), {
      name: "OSError",
      message: /"http" over no-such-protocol/,
    });
  });

  it("of network interfaces, with their indexes", () => {
    const loopback = ifNameindex().find(([, name]) => name === "lo");
    assert.ok(loopback !== undefined && loopback[0] > 0);
  });
});

describe("addresses as text and bytes", () => {
  it("are converted in both directions", () => {
    assert.deepEqual([...inetAton("127.0.0.1")], [127, 0, 0, 1]);
    assert.deepEqual([...inetAton("127.1")], [127, 0, 0, 1]);
    assert.equal(inetNtoa(Buffer.from([192, 168, 0, 1])), "192.168.0.1");
    assert.equal(inetPton(AF_INET6, "::1").toString("hex"), `${"0".repeat(31)}1`);
    assert.equal(inetNtop(AF_INET6, inetPton(AF_INET6, "FE80:0:0:0:0:0:0:1")), "fe80::1");
    assert.equal(inetNtop(AF_INET6, inetPton(AF_INET6, "::ffff:1.2.3.4")), "::ffff:1.2.3.4");
  });

  it("are refused when they are invalid", () => {
    assert.throws(() => inetAton("no"), { name: "OSError", message: /"no"/ });
    assert.throws(() => inetPton(AF_INET, "127.1"), { name: "OSError", message: /"127.1"/ });
    assert.throws(() => inetPton(AF_INET6, "127.0.0.1"), { name: "OSError" });
    assert.throws(() => inetPton(99, "127.0.0.1"), RangeError);
    assert.throws(() => inetNtop(AF_INET, Buffer.alloc(3)), { message: /4 bytes, not 3/ });
  });
});

describe("byte orders", () => {
  it("are swapped on this little-endian machine", () => {
    assert.equal(htons(0x1234), 0x3412);
    assert.equal(htonl(0x12345678), 0x78563412);
    assert.equal(htonl(0xff), 0xff000000);
    assert.equal(ntohs(htons(8888)), 8888);
    assert.equal(ntohl(htonl(0xfffffffe)), 0xfffffffe);
  });

  it("refuse numbers that do not fit", () => {
    for (const wrong of [-1, 0x10000, 1.5]) assert.throws(() => htons(wrong), RangeError);
    for (const wrong of [-1, 2 ** 32, Number.NaN]) assert.throws(() => ntohl(wrong), RangeError);
  });
});

describe("createConnection()", () => {
  it("connects to a name, with a timeout and from a local address", async (t) => {
    const listener = listening(t);
    const [, port] = listener.getsockname();
    const socket = closing(
      t,
      await createConnection(["localhost", port], { timeout: 5, sourceAddress: ["127.0.0.1", 0] }),
    );
    assert.equal(socket.gettimeout(), 5);
    assert.deepEqual(socket.getpeername(), ["127.0.0.1", port]);
  });

  it("throws the last error, or all of them", async (t) => {
    const closed = tcp(t);
    closed.bind(["127.0.0.1", 0]);
    const address = closed.getsockname();
    await assert.rejects(createConnection(address), { name: "ConnectionRefusedError" });
    await assert.rejects(createConnection(address, { allErrors: true }), (error: unknown) => {
      assert.ok(error instanceof AggregateError);
      assert.deepEqual(
        error.errors.map(({ code }) => code),
        ["ECONNREFUSED"],
      );
      return true;
    });
  });
});

describe("createServer()", () => {
  it("listens, and shares the port only with reusePort", async (t) => {
    const one = closing(t, createServer(["127.0.0.1", 0], { reusePort: true }));
    assert.equal(one.getsockopt(SOL_SOCKET, SO_REUSEPORT), 1);
    const two = closing(t, createServer(one.getsockname(), { reusePort: true, backlog: 1 }));
    assert.deepEqual(two.getsockname(), one.getsockname());
    assert.throws(() => createServer(one.getsockname()), { code: "EADDRINUSE" });
  });

  it("accepts IPv4 clients on an IPv6 socket only with dualstackIpv6", async (t) => {
    const both = closing(
      t,
      createServer(["", 0], { family: AF_INET6, dualstackIpv6: true }),
    ).getsockname();
    closing(t, await createConnection(["127.0.0.1", both[1]]));
    const six = closing(t, createServer(["", 0], { family: AF_INET6 })).getsockname();
    await assert.rejects(createConnection(["127.0.0.1", six[1]]), { code: "ECONNREFUSED" });
    assert.throws(() => createServer(["", 0], { dualstackIpv6: true }), RangeError);
  });
});

describe("the default timeout", () => {
  it("applies to new and accepted sockets", async (t) => {
    assert.equal(getdefaulttimeout(), null);
    setdefaulttimeout(2.5);
    t.after(() => setdefaulttimeout(null));
    const listener = listening(t);
    assert.equal(listener.gettimeout(), 2.5);
    listener.settimeout(null);
    closing(t, await createConnection(listener.getsockname(), { timeout: null }));
    assert.equal(closing(t, (await listener.accept())[0]).gettimeout(), 2.5);
    setdefaulttimeout(null);
    assert.equal(closing(t, new Socket()).gettimeout(), null);
    assert.throws(() => setdefaulttimeout(-1), RangeError);
  });
});
