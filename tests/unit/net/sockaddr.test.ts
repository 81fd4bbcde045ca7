import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, AF_INET, AF_INET6, AF_UNIX, ifNameindex } from "day29";
import { decodeAddress, encodeAddress, formatAddress } from "#day29/net/sockaddr.js";

function bytesOf(family: number, address: Address): Uint8Array {
  const bytes = encodeAddress(family, address);
  assert.ok(bytes !== null, `${address} has to be looked up`);
  return bytes;
}

const hex = (family: number, address: Address): string =>
  Buffer.from(bytesOf(family, address)).toString("hex");

describe("an IPv4 address", () => {
  it("becomes a sockaddr_in: family, port in network order, host, padding", () => {
    assert.equal(hex(AF_INET, ["127.0.0.1", 8888]), "020022b87f0000010000000000000000");
    assert.equal(hex(AF_INET, ["255.255.255.255", 65535]), "0200ffffffffffff0000000000000000");
    assert.equal(hex(AF_INET, ["10.1.2.3", 0]), "020000000a0102030000000000000000");
  });

  it("is decoded from its bytes", () => {
    const address: Address = ["192.168.1.20", 50712];
    assert.deepEqual(decodeAddress(bytesOf(AF_INET, address)), address);
  });

  it("may be one of Python's special hosts, or an old short form", () => {
    assert.equal(hex(AF_INET, ["", 1]), hex(AF_INET, ["0.0.0.0", 1]));
    assert.equal(hex(AF_INET, ["<broadcast>", 1]), hex(AF_INET, ["255.255.255.255", 1]));
    assert.equal(hex(AF_INET, ["localhost", 1]), hex(AF_INET, ["127.0.0.1", 1]));
    assert.equal(hex(AF_INET, ["127.1", 1]), hex(AF_INET, ["127.0.0.1", 1]));
  });

  it("prints as host:port", () => {
    assert.equal(formatAddress(["127.0.0.1", 80]), "127.0.0.1:80");
  });

  it("has to be looked up when it may be a name", () => {
    for (const host of ["256.0.0.1", "1.2.3.4.5", " 1.2.3.4", "1.2.3.4 ", "::1", "no.such"]) {
      assert.equal(encodeAddress(AF_INET, [host, 1]), null);
    }
  });

  it("is refused when it is invalid, with the name of the wrong part", () => {
    for (const port of [-1, 65536, 1.5, Number.NaN]) {
      assert.throws(() => encodeAddress(AF_INET, ["", port] as never), {
        name: "RangeError",
        message: /port/,
      });
    }
    assert.throws(() => encodeAddress(AF_INET, ["", "80"] as never), {
      name: "TypeError",
      message: "port must be an integer from 0 to 65535, not '80'",
    });
    assert.throws(() => encodeAddress(AF_INET, ["127.0.0.1\0.example.org", 80]), /host .* NUL/);
    for (const wrong of ["127.0.0.1", ["127.0.0.1"], null, [1, 2], ["::1", 1, 0, 0]]) {
      assert.throws(() => encodeAddress(AF_INET, wrong as never), TypeError);
    }
  });
});

describe("an IPv6 address", () => {
  const [interfaceIndex, interfaceName] = ifNameindex()[0] as [number, string];

  it("becomes a sockaddr_in6: family, port, flow, host, scope", () => {
    const host = "00000000000000000000000000000001";
    assert.equal(hex(AF_INET6, ["::1", 8888]), `0a0022b800000000${host}00000000`);
    assert.equal(hex(AF_INET6, ["::1", 8888, 0x12345, 7]), `0a0022b800012345${host}07000000`);
  });

  it("is decoded with all four parts, the host in its shortest form", () => {
    const bytes = bytesOf(AF_INET6, ["fe80:0:0:0:0:0:0:1", 80, 1, 2]);
    assert.deepEqual(decodeAddress(bytes), ["fe80::1", 80, 1, 2]);
  });

  it("may have a zone: the name of an interface, or its index", () => {
    const scoped = hex(AF_INET6, ["fe80::1", 80, 0, interfaceIndex]);
    assert.equal(hex(AF_INET6, [`fe80::1%${interfaceName}`, 80]), scoped);
    assert.equal(hex(AF_INET6, [`fe80::1%${interfaceIndex}`, 80]), scoped);
    assert.throws(() => encodeAddress(AF_INET6, ["fe80::1%nosuch", 80]), /"nosuch"/);
  });

  it("may be one of the special hosts", () => {
    assert.equal(hex(AF_INET6, ["", 1]), hex(AF_INET6, ["::", 1]));
    assert.equal(hex(AF_INET6, ["localhost", 1]), hex(AF_INET6, ["::1", 1]));
  });

  it("is refused when its numbers do not fit", () => {
    assert.throws(() => encodeAddress(AF_INET6, ["::1", 1, 0x100000]), /flowinfo/);
    assert.throws(() => encodeAddress(AF_INET6, ["::1", 1, 0, -1]), /scopeId/);
    assert.equal(encodeAddress(AF_INET6, ["127.0.0.1", 1]), null);
  });

  it("prints in brackets", () => {
    assert.equal(formatAddress(["::1", 80]), "[::1]:80");
  });
});

describe("the address of a UNIX socket", () => {
  it("is a path terminated by a NUL, an abstract name without one, or empty", () => {
    assert.equal(hex(AF_UNIX, "/a"), "01002f6100");
    assert.equal(hex(AF_UNIX, "\0a"), "01000061");
    assert.equal(hex(AF_UNIX, ""), "0100");
  });

  it("is decoded from its bytes", () => {
    for (const address of ["/tmp/套接字", "\0abstract\0name", ""]) {
      assert.equal(decodeAddress(bytesOf(AF_UNIX, address)), address);
    }
  });

  it("is refused when it does not fit or is invalid", () => {
    assert.equal(bytesOf(AF_UNIX, "x".repeat(107)).length, 110);
    assert.throws(() => encodeAddress(AF_UNIX, "x".repeat(108)), { name: "OSError", code: null });
    assert.throws(() => encodeAddress(AF_UNIX, "a\0b"), TypeError);
    assert.throws(() => encodeAddress(AF_UNIX, ["127.0.0.1", 1]), TypeError);
  });

  it("prints as its path, or with an @", () => {
    assert.equal(formatAddress("/a"), "/a");
    assert.equal(formatAddress("\0a"), "@a");
  });
});

describe("an address of another family", () => {
  it("is refused, and decoded as null", () => {
    assert.throws(() => encodeAddress(17, ["", 1]), /family 17/);
    assert.equal(decodeAddress(new Uint8Array([17, 0, 1, 2])), null);
    assert.equal(decodeAddress(new Uint8Array(16), 0), null);
  });
});

describe("the name of a UNIX socket that is not UTF-8", () => {
  it("is bytes, which Python's escapes may stand for, and comes back as bytes", () => {
    const bytes = Buffer.from("\0d29\xff", "latin1");
    for (const name of [bytes, new Uint8Array(bytes), "\0d29\udcff"]) {
      const sockaddr = encodeAddress(AF_UNIX, name) as Uint8Array;
      assert.deepEqual(decodeAddress(sockaddr), bytes);
    }
    assert.equal(formatAddress(bytes), "@d29\\xff");
    assert.equal(formatAddress("/tmp/\x1b[2J\u202e"), "/tmp/\\x1b[2J\\u202e");
    assert.equal(formatAddress(Buffer.from("\0\0a\n\xff", "latin1")), "@\\x00a\\x0a\\xff");
    assert.equal(
      decodeAddress(encodeAddress(AF_UNIX, Buffer.from("/tmp/名字")) as Uint8Array),
      "/tmp/名字",
    );
  });

  it("is refused with half of a surrogate pair, or a NUL in a path", () => {
    assert.throws(() => encodeAddress(AF_UNIX, "/tmp/\ud83d"), /surrogate/);
    assert.throws(() => encodeAddress(AF_UNIX, Buffer.from("/tmp/a\0b")), /NUL/);
  });
});
