/** What every check does with a student's code, whatever the exercise is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Socket, select } from "day29";
import { checkRecvExactly } from "day29/exercises";
import { printed } from "../../support/printed.js";
import { descriptorsOf } from "../../support/proc.js";

describe("a check", () => {
  it("ends code that waits forever, and leaves nothing open", async (t) => {
    const endless = async (): Promise<Buffer> => {
      await select([], [], []);
      return Buffer.alloc(0);
    };
    await printed(t, () => checkRecvExactly(endless)); // opens what stays open for waiting
    const before = descriptorsOf("self").length;
    const report = await printed(t, () => checkRecvExactly(endless));
    assert.match(report, /过了 2 秒还没有结果 · no result after 2 seconds/);
    assert.match(report, /未通过 0\/\d/);
    assert.equal(descriptorsOf("self").length, before);
  });

  it("abandons code that catches every error and continues", async (t) => {
    let rounds = 0;
    const stubborn = async (socket: Socket): Promise<Buffer> => {
      while (true) {
        rounds++;
        await socket.recv(1024).catch(() => undefined);
        await select([], [], [], 0.01).catch(() => undefined);
      }
    };
    await printed(t, () => checkRecvExactly(stubborn));
    const ended = rounds;
    await select([], [], [], 0.1);
    assert.equal(rounds, ended);
  });

  it("reports a missing result as a mistake", async (t) => {
    const nothing = (async () => undefined) as never;
    const report = await printed(t, () => checkRecvExactly(nothing));
    assert.match(
      report,
      /expected: 'hello'\n.*got: undefined\n.*is a return missing[^✅]*not passed 0\/\d\n/,
    );
  });

  it("reports an error of the student's code as its result", async (t) => {
    const broken = (): never => {
      throw new RangeError("my mistake");
    };
    const report = await printed(t, () => checkRecvExactly(broken));
    assert.match(report, /抛出了错误 · an error: RangeError: my mistake/);
  });
});
