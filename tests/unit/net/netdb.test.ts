import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, it } from "node:test";
import { gethostbyname, gethostname, getservbyname, ifNameindex } from "day29";

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
