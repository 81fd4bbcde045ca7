import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AF_INET,
  AF_INET6,
  AI_CANONNAME,
  AI_NUMERICHOST,
  EAI_NONAME,
  getaddrinfo,
  IPPROTO_TCP,
  IPPROTO_UDP,
  interruptWaits,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "day29";

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
    await assert.rejects(getaddrinfo("name", null, { flags: AI_NUMERICHOST }), {
      message: /^\[EAI_NONAME\] getaddrinfo name: /,
    });
    await assert.rejects(getaddrinfo("::1", 80, { family: AF_INET }), { code: "EAI_ADDRFAMILY" });
  });

  it("can be interrupted", async () => {
    const lookup = assert.rejects(getaddrinfo("127.0.0.1", 80), { name: "InterruptedError" });
    interruptWaits();
    await lookup;
  });
});
