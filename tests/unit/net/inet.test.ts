import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AF_INET,
  AF_INET6,
  htonl,
  htons,
  inetAton,
  inetNtoa,
  inetNtop,
  inetPton,
  ntohl,
  ntohs,
} from "day29";

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
