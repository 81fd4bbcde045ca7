import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, it } from "node:test";
import {
  getfqdn,
  gethostbyaddr,
  gethostbyname,
  gethostbynameEx,
  gethostname,
  getnameinfo,
  getprotobyname,
  getservbyname,
  getservbyport,
  IPPROTO_TCP,
  ifIndextoname,
  ifNameindex,
  ifNametoindex,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
} from "day29";

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
    assert.equal(ifNametoindex("lo"), loopback[0]);
    assert.equal(ifIndextoname(loopback[0]), "lo");
    assert.throws(() => ifNametoindex("no such one"), /"no such one"/);
    assert.throws(() => ifIndextoname(99_999), {
      code: "ENXIO",
      message: /^\[ENXIO\] if_indextoname 99999: /,
    });
  });

  it("of ports and protocols", () => {
    assert.equal(getservbyport(80), "http");
    assert.throws(() => getservbyport(80, "no-such-protocol"), /port 80 over no-such-protocol/);
    assert.equal(getprotobyname("tcp"), IPPROTO_TCP);
    assert.throws(() => getprotobyname("no-such"), { name: "OSError", message: /"no-such"/ });
  });

  it("of addresses, in both directions", async () => {
    const numeric = NI_NUMERICHOST | NI_NUMERICSERV;
    assert.deepEqual(await getnameinfo(["::1", 80], numeric), ["::1", "80"]);
    assert.deepEqual(await getnameinfo(["127.0.0.1", 80], NI_NUMERICHOST), ["127.0.0.1", "http"]);
    const [name, , addresses] = await gethostbyaddr("127.0.0.1");
    assert.deepEqual(addresses, ["127.0.0.1"]);
    assert.ok((await gethostbynameEx(name))[2].includes("127.0.0.1"));
    assert.equal(await getfqdn("1.2.3.4.5"), "1.2.3.4.5");
    await assert.rejects(gethostbyaddr("192.0.2.1"), {
      name: "HostLookupError",
      message: /^\[[A-Z_]+\] gethostbyaddr 192\.0\.2\.1: /,
    });
  });

  it("are looked up while the event loop runs", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("event loop"));
    await getnameinfo(["127.0.0.1", 80]);
    order.push("name");
    await gethostbyaddr("127.0.0.1");
    assert.equal(order[0], "event loop");
  });
});
