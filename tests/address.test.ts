import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Address } from "day29";
import { decodeAddress, encodeAddress, formatAddress } from "#day29/address.js";

const hex = (address: Address): string => Buffer.from(encodeAddress(address)).toString("hex");

describe("an IPv4 address", () => {
  it("becomes a sockaddr_in: family, port in network order, host, padding", () => {
    assert.equal(hex(["127.0.0.1", 8888]), "020022b87f0000010000000000000000");
    assert.equal(hex(["255.255.255.255", 65535]), "0200ffffffffffff0000000000000000");
    assert.equal(hex(["10.1.2.3", 0]), "020000000a0102030000000000000000");
  });

  it("comes back from its bytes", () => {
    const address: Address = ["192.168.1.20", 50712];
    assert.deepEqual(decodeAddress(encodeAddress(address)), address);
  });

  it("may be one of Python's special hosts", () => {
    assert.equal(hex(["", 1]), hex(["0.0.0.0", 1]));
    assert.equal(hex(["<broadcast>", 1]), hex(["255.255.255.255", 1]));
    assert.equal(hex(["localhost", 1]), hex(["127.0.0.1", 1]));
  });

  it("prints as host:port", () => {
    assert.equal(formatAddress(["127.0.0.1", 80]), "127.0.0.1:80");
  });

  it("is refused with the culprit's name when it is none", () => {
    for (const host of [
      "256.0.0.1",
      "1.2.3",
      "1.2.3.4.5",
      "01.2.3.4",
      " 1.2.3.4",
      "::1",
      "no.such",
    ]) {
      assert.throws(() => encodeAddress([host, 1]), {
        name: "OSError",
        message: new RegExp(`"${host}"`),
      });
    }
    for (const port of [-1, 65536, 1.5, Number.NaN]) {
      assert.throws(() => encodeAddress(["", port]), { name: "RangeError", message: /port/ });
    }
    for (const wrong of ["127.0.0.1", ["127.0.0.1"], null, [1, 2]]) {
      assert.throws(() => encodeAddress(wrong as never), TypeError);
    }
    assert.throws(() => encodeAddress(["", "80"] as never), {
      name: "RangeError",
      message: /port/,
    });
  });
});
