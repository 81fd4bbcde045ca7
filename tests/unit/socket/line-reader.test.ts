import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pair } from "../../support/sockets.js";

describe("the lines of a socket", () => {
  it("come one by one without their ends, in whatever pieces they were sent", async (t) => {
    const [a, b] = pair(t);
    for (const part of ["one\ntw", "o\r\n\n三", "\nlast"]) await a.sendall(part);
    a.close();
    const lines: string[] = [];
    for await (const line of b.lines()) lines.push(line);
    assert.deepEqual(lines, ["one", "two", "", "三", "last"]);
  });

  it("keep characters intact that arrive in two parts", async (t) => {
    const [a, b] = pair(t);
    const lines = b.lines();
    const next = lines.next();
    const bytes = Buffer.from("套接字\n");
    for (const byte of bytes) await a.sendall(Buffer.of(byte));
    assert.deepEqual(await next, { done: false, value: "套接字" });
  });

  it("continue after a break, and expose the bytes received beyond them", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("one\ntwo\nthr");
    const lines = b.lines();
    for await (const line of lines) {
      assert.equal(line, "one");
      break;
    }
    assert.equal((await lines.next()).value, "two");
    assert.equal(`${lines.rest}`, "thr");
  });

  it("go to concurrent calls in order, one to each", async (t) => {
    const [a, b] = pair(t);
    const lines = b.lines();
    const three = [lines.next(), lines.next(), lines.next()];
    await a.sendall("one\ntwo\n");
    assert.equal((await three[1])?.value, "two");
    a.close();
    const results = await Promise.all(three);
    assert.deepEqual(results[0], { done: false, value: "one" });
    assert.deepEqual(results[2], { done: true, value: undefined });
  });

  it("fail together with the call that they wait behind, and can be read again", async (t) => {
    const [a, b] = pair(t);
    b.settimeout(0.01);
    const lines = b.lines();
    const two = await Promise.allSettled([lines.next(), lines.next()]);
    assert.deepEqual(
      two.map((one) => one.status === "rejected" && one.reason.name),
      ["TimeoutError", "TimeoutError"],
    );
    await a.sendall("late\n");
    assert.equal((await lines.next()).value, "late");
  });

  it("are limited in length", async (t) => {
    const [a, b] = pair(t);
    await a.sendall(`${"x".repeat(10)}\n${"y".repeat(11)}`);
    const lines = b.lines({ limit: 10 });
    assert.equal((await lines.next()).value, "x".repeat(10));
    await assert.rejects(lines.next(), { name: "RangeError", message: /longer than 10 bytes/ });
    assert.throws(() => b.lines({ limit: 0 }), RangeError);
  });

  it("need a blocking socket, and apply its timeout", async (t) => {
    const [, b] = pair(t);
    b.settimeout(0.01);
    await assert.rejects(b.lines().next(), { name: "TimeoutError" });
    b.setblocking(false);
    const wrong = { name: "RangeError", message: /setblocking\(true\)/ };
    assert.throws(() => b.lines(), wrong);
    assert.throws(() => b.toDuplex(), wrong);
  });
});
