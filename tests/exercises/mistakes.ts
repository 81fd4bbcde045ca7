/** Typical mistakes, by the check that must refuse them, and what it says. */
import { POLLIN, type Socket } from "day29";
import { checkMasks, checkRecvExactly, checkSelectRound, type Masks } from "day29/exercises";

/** A wrong answer. */
export interface MistakeCase {
  /** What is wrong with it. */
  readonly mistake: string;
  /** Has it checked. */
  readonly check: () => Promise<void>;
  /** What the report must say. */
  readonly says: RegExp;
}

const masks: Masks = {
  add: (mask, event) => mask | event,
  has: (mask, event) => (mask & event) !== 0,
  remove: (mask, event) => mask & ~event,
};

export const mistakes: Record<string, MistakeCase[]> = {
  checkRecvExactly: [
    {
      mistake: "a single recv",
      check: () => checkRecvExactly((socket, size) => socket.recv(size)),
      says: /❌ 5 个字节一个一个地到.*\n.*expected: 'hello'\n.*came: 'h'\n.*receive in a loop/,
    },
    {
      mistake: "a buffer larger than what is missing",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          let data: Buffer = Buffer.alloc(0);
          while (data.length < size) {
            const part = await socket.recv(1024);
            if (part.length === 0) throw new Error("ended");
            data = Buffer.concat([data, part]);
          }
          return data.subarray(0, size);
        }),
      says: /❌ 两条消息粘在一起[^❌]*came: .*2 seconds\n.*belong to the next message/,
    },
    {
      mistake: "an end that it does not see",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          let data: Buffer = Buffer.alloc(0);
          while (data.length < size) {
            data = Buffer.concat([data, await socket.recv(size - data.length)]);
          }
          return data;
        }),
      says: /❌ 要 5 个字节，对方发了 3 个就关闭[^❌]*came: .*2 seconds\n.*zero bytes from recv/,
    },
    {
      mistake: "what is there at the end, as if it were all",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          const parts: Buffer[] = [];
          for (let missing = size; missing > 0; ) {
            const part = await socket.recv(missing);
            if (part.length === 0) break;
            parts.push(part);
            missing -= part.length;
          }
          return Buffer.concat(parts);
        }),
      says: /expected: .*an error is thrown\n.*came: <Buffer 68 65 6c>/,
    },
  ],
  checkSelectRound: [
    {
      mistake: "a closed peer that is not readable",
      check: () => checkSelectRound({ rs: ["listener", "ann"], ws: ["ann"], xs: [] }),
      says: /❌ 内核的 rs.*\n.*expected: \[listener, ann, cat\]\n.*came: \[listener, ann\]\n.*zero bytes at once/,
    },
    {
      mistake: "a full send buffer that is writable",
      check: () => checkSelectRound({ rs: ["ann", "listener", "cat"], ws: ["ann", "dan"], xs: [] }),
      says: /✅ 内核的 rs[^❌]*❌ 内核的 ws[^✅]*the send buffer is full/,
    },
    {
      mistake: "the closed one among the exceptions",
      check: () => checkSelectRound({ rs: ["listener", "ann", "cat"], ws: ["ann"], xs: ["cat"] }),
      says: /❌ 内核的 xs.*\n.*expected: \[\]\n.*\n.*to close is not urgent data/,
    },
  ],
  checkMasks: [
    {
      mistake: "addition",
      check: () => checkMasks({ ...masks, add: (mask, event) => mask + event }),
      says: /expected: add\(POLLIN\|POLLOUT, POLLIN\) → POLLIN\|POLLOUT \(5\)\n.*→ POLLPRI\|POLLOUT \(6\)\n.*carries/,
    },
    {
      mistake: "a comparison with the whole mask",
      check: () => checkMasks({ ...masks, has: (mask, event) => mask === event }),
      says: /❌ has.*\n.*has\(POLLIN\|POLLHUP, POLLHUP\) → true\n.*→ false\n.*take the bit out/,
    },
    {
      mistake: "a test for more than 0",
      check: () => checkMasks({ ...masks, has: (mask, event) => (mask & event) > 0 }),
      says: /❌ has：第 31 位[^✅]*bit 31 is the sign/,
    },
    {
      mistake: "toggling instead of clearing",
      check: () => checkMasks({ ...masks, remove: (mask, event) => mask ^ event }),
      says: /remove\(POLLIN, POLLOUT\) → POLLIN \(1\)\n.*→ POLLIN\|POLLOUT \(5\)\n.*sets a bit that was not there/,
    },
    {
      mistake: "a fixed mask",
      check: () => checkMasks({ ...masks, add: () => POLLIN }),
      says: /❌ add：加上一个事件/,
    },
  ],
};
