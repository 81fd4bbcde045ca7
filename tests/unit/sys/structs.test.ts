/** Structs in memory, byte by byte, as the kernel reads and writes them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  EpollEventArray,
  FdSet,
  IovecArray,
  Msghdr,
  newSockaddr,
  PollfdArray,
  sockaddrFamily,
  Timeval,
} from "#day29/sys/structs.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The module as it is on another processor: it chooses a layout when it is loaded. */
async function loadedOn(arch: string): Promise<typeof import("#day29/sys/structs.js")> {
  const actual = Object.getOwnPropertyDescriptor(process, "arch") as PropertyDescriptor;
  Object.defineProperty(process, "arch", { ...actual, value: arch });
  try {
    return await import(`${import.meta.resolve("#day29/sys/structs.js")}?${arch}`);
  } finally {
    Object.defineProperty(process, "arch", actual);
  }
}

describe("an array of struct pollfd", () => {
  it("has 8 bytes for each descriptor", () => {
    const fds = PollfdArray.allocate(2);
    fds.set(1, 0x01020304, 0x8005);
    assert.equal(hex(fds.bytes), "0000000000000000" + "04030201" + "0580" + "0000");
    assert.deepEqual([fds.length, fds.fd(1), fds.events(1)], [2, 0x01020304, 0x8005]);
    fds.bytes.set([0x10, 0x80], 14);
    assert.equal(fds.revents(1), 0x8010);
    fds.set(0, -1, 0);
    assert.equal(fds.fd(0), -1);
  });

  it("may be a part of a buffer", () => {
    const bytes = new Uint8Array(20);
    new PollfdArray(bytes.subarray(4)).set(0, 7, 1);
    assert.equal(hex(bytes.subarray(4, 10)), "070000000100");
  });
});

describe("an array of struct epoll_event", () => {
  for (const [arch, padding] of [
    ["x64", ""],
    ["arm64", "00000000"],
  ] as const) {
    it(`is laid out for ${arch}`, async () => {
      const structs = await loadedOn(arch);
      const events = structs.EpollEventArray.allocate(2);
      events.set(0, 0x80000001, 7);
      events.set(1, 4, -1);
      assert.equal(
        hex(events.bytes),
        `01000080${padding}0700000000000000` + `04000000${padding}ffffffff00000000`,
      );
      assert.deepEqual([events.events(0), events.fd(0), events.u64(0)], [0x80000001, 7, 7n]);
      assert.deepEqual([events.events(1), events.fd(1), events.u64(1)], [4, -1, 0xffffffffn]);
      const size = events.bytes.length / 2;
      assert.equal(new structs.EpollEventArray(new Uint8Array(3 * size + 1)).length, 3);
    });
  }

  it("is laid out for this processor", async () => {
    const { bytes } = (await loadedOn(process.arch)).EpollEventArray.allocate(1);
    assert.equal(EpollEventArray.allocate(1).bytes.length, bytes.length);
  });
});

it("an fd_set has a bit for each descriptor", () => {
  const set = new FdSet();
  for (const fd of [0, 9, 63, 1023]) set.add(fd);
  assert.equal(hex(set.bytes), `0102000000000080${"00".repeat(119)}80`);
  const fds = Array.from({ length: 1024 }, (_, fd) => fd).filter((fd) => set.has(fd));
  assert.deepEqual(fds, [0, 9, 63, 1023]);
  set.clear();
  assert.equal(hex(set.bytes), "00".repeat(128));
});

it("a timeval has seconds and microseconds, rounded up", () => {
  const timeval = new Timeval();
  for (const [milliseconds, seconds, microseconds] of [
    [0, 0, 0],
    [0.0001, 0, 1],
    [1500.0001, 1, 500_001],
    [1999.9999, 2, 0],
    [2 ** 31 - 1, 2_147_483, 647_000],
  ] as const) {
    timeval.setMilliseconds(milliseconds);
    assert.deepEqual([timeval.seconds, timeval.microseconds], [seconds, microseconds]);
    assert.deepEqual([...timeval.words], [seconds, 0, microseconds, 0]);
  }
});

it("a sockaddr begins with its family", () => {
  const view = newSockaddr(0x0102, 16);
  const bytes = new Uint8Array(view.buffer);
  assert.equal(hex(bytes), `0201${"00".repeat(14)}`);
  assert.equal(sockaddrFamily(bytes), 0x0102);
});

it("a msghdr has the addresses and lengths of a name, buffers and ancillary data", () => {
  const header = new Msghdr();
  header.setName(0x0102030405060708n, 16);
  header.setIov(0x11n, 2);
  header.setControl(2n ** 64n - 1n, 24);
  assert.equal(
    hex(header.bytes),
    "0807060504030201" +
      "1000000000000000" +
      "1100000000000000" +
      "0200000000000000" +
      "ffffffffffffffff" +
      "1800000000000000" +
      "0000000000000000",
  );
  header.bytes[48] = 0x20;
  const { name, nameLength, iov, iovLength, control, controlLength, flags } = header;
  assert.deepEqual([name, nameLength, iov, iovLength], [0x0102030405060708n, 16, 0x11n, 2]);
  assert.deepEqual([control, controlLength, flags], [2n ** 64n - 1n, 24, 0x20]);
});

it("an array of struct iovec has an address and a length for each buffer", () => {
  const buffers = IovecArray.allocate(2);
  buffers.set(1, 0x7f0000000001n, 2 ** 33);
  assert.equal(hex(buffers.bytes), `${"00".repeat(16)}01000000007f00000000000002000000`);
  assert.deepEqual(
    [buffers.length, buffers.base(1), buffers.size(1)],
    [2, 0x7f0000000001n, 2 ** 33],
  );
});
