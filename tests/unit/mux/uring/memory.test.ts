/** The memory of a ring: guarded, and never used again while the kernel may write to it. */
import assert from "node:assert/strict";
import { closeSync, readFileSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { IoUring } from "day29";
import { getpagesize, pipe2 } from "#day29/sys/libc.js";
import { MappedMemory } from "#day29/sys/mapped-memory.js";
import { platform } from "#day29/sys/platform.js";
import { script } from "../../../support/script.js";
import { closing, connected, drain, fill, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, ring } from "../../../support/uring.js";

/** Returns all memory that is mapped from now on. */
function mappings(t: TestContext): MappedMemory[] {
  const all: MappedMemory[] = [];
  for (const name of ["allocate", "share"] as const) {
    const original = MappedMemory[name].bind(MappedMemory) as (...args: unknown[]) => MappedMemory;
    t.mock.method(MappedMemory, name, (...args: unknown[]) => {
      const memory = original(...args);
      all.push(memory);
      return memory;
    });
  }
  return all;
}

/** The permissions of the page at an address, such as `rw-p`, from proc_pid_maps(5). */
function permissionsAt(address: number): string | undefined {
  for (const line of readFileSync("/proc/self/maps", "latin1").split("\n")) {
    const [, from = "", to = "", permissions] = /^(\w+)-(\w+) (\S+)/.exec(line) ?? [];
    if (Number.parseInt(from, 16) <= address && address < Number.parseInt(to, 16)) {
      return permissions;
    }
  }
  return undefined;
}

describe("the memory of a ring", needsUring, () => {
  it("lies between pages that cannot be accessed", async (t) => {
    const memories = mappings(t);
    const [a, b] = pair(t);
    const uring = ring<string>(t, 64, { bufferCount: 16, bufferSize: 1000 });
    uring.prepRecv(a, "recv");
    uring.prepSend(b, Buffer.alloc(100), "small");
    uring.prepSend(b, Buffer.alloc(10_000), "medium");
    uring.prepSend(b, Buffer.alloc(100_000), "large");
    uring.submit();
    // The two rings, their entries, addresses, provided buffers and their ring, three sizes of blocks.
    assert.equal(memories.length, 8);
    const page = getpagesize();
    for (const { address, size } of memories) {
      const end = address + Math.ceil(size / page) * page;
      assert.equal(permissionsAt(address - 1), "---p");
      assert.match(permissionsAt(address) ?? "", /^rw/);
      assert.match(permissionsAt(end - 1) ?? "", /^rw/);
      assert.equal(permissionsAt(end), "---p");
    }
  });

  for (const [where, address] of [
    ["before", "memory.address - 1"],
    ["behind", "memory.address + getpagesize()"],
  ]) {
    it(`ends the process that writes ${where} it`, async (t) => {
      const run = script(
        t,
        `import koffi from "koffi";
         import { getpagesize } from "#day29/sys/libc.js";
         import { MappedMemory } from "#day29/sys/mapped-memory.js";
         const memory = MappedMemory.allocate(getpagesize());
         koffi.encode(BigInt(memory.address), "uint8_t", 1);
         console.log(new Uint8Array(memory.buffer)[0]);
         koffi.encode(BigInt(${address}), "uint8_t", 1);
         console.log("not reached");`,
      );
      assert.equal(await run.line(), "1");
      await assert.rejects(run.line());
      assert.equal((await run.exit()).signal, "SIGSEGV");
    });
  }

  it("is not written to after the ring is closed, and what the peers send is not lost", async (t) => {
    const memories = mappings(t);
    const [multishot, multishotPeer] = pair(t);
    const [once, oncePeer] = pair(t);
    const [full, fullPeer] = await connected(t);
    const filled = await fill(full);
    const fds = new Int32Array(2);
    pipe2(fds, platform.constants.O_CLOEXEC);
    const [reader, writer] = fds as unknown as [number, number];
    for (const fd of fds) t.after(() => closeSync(fd));
    const listener = listening(t);
    const uring = new IoUring<string>(16, { bufferCount: 8, bufferSize: 64 });
    uring.prepMultishotRecv(multishot, "multishot");
    for (let i = 0; i < 3; i++) uring.prepRecv(once, "once");
    uring.prepSend(full, Buffer.alloc(1000, "s"), "send");
    uring.prepRead(reader, 1000, -1, "read");
    uring.prepMultishotAccept(listener, "accept");
    uring.prepTimeout(0.001, "timeout");
    uring.submit();
    await multishotPeer.send("reported");
    await complete(uring, 1);
    uring.close();
    assert.equal(uring.pending, 0);

    const retired = [...memories];
    for (const { buffer } of retired) new Uint8Array(buffer).fill(0xa5);
    await multishotPeer.send("after");
    await oncePeer.send("after");
    const writing = ring<string>(t, 8);
    writing.prepWrite(writer, Buffer.from("after"), -1, "write");
    await complete(writing);
    const client = tcp(t);
    await client.connect(listener.getsockname());
    assert.equal(await drain(fullPeer), filled);

    assert.equal(`${await multishot.recv(100)}`, "after");
    assert.equal(`${await once.recv(100)}`, "after");
    writing.prepRead(reader, 100, -1, "read");
    assert.equal(`${(await complete(writing))[0]?.data}`, "after");
    const [connection] = await listener.accept();
    closing(t, connection);
    assert.deepEqual(connection.getpeername(), client.getsockname());
    for (const { buffer, size } of retired) {
      assert.equal(new Uint8Array(buffer).filter((byte) => byte === 0xa5).length, size);
    }
  });
});
