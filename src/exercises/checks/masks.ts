/** Exercise: building, testing and clearing masks. */
import { EPOLLET, EPOLLIN, POLLERR, POLLHUP, POLLIN, POLLOUT } from "../../constants.js";
import { epollEventNames, eventNames } from "../../mux/event-names.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { functionsMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

/** Three functions on event masks. */
export interface Masks {
  /** Returns the mask with the bits of `event` set; the others are unchanged. */
  add(mask: number, event: number): number;
  /** Returns whether any of the bits of `event` is set. */
  has(mask: number, event: number): boolean;
  /** Returns the mask with the bits of `event` cleared; the others are unchanged. */
  remove(mask: number, event: number): number;
}

const ADD: Bilingual = {
  zh: "+ 会把已经有的位再加一次，进到别的位上；| 不会",
  en: "+ adds a bit a second time if it is already set, and carries into other bits; | does not",
};

/** Checks the three functions with masks of poll, and with bit 31 of epoll. */
export function checkMasks(masks: Masks): Promise<CheckReport> {
  /** Calls a function with two masks, whose names the report shows. */
  const call = async <Name extends keyof Masks>(
    sandbox: Sandbox,
    name: Name,
    mask: number,
    event: number,
    expected: ReturnType<Masks[Name]>,
  ): Promise<void> => {
    const names = ((mask | event) & EPOLLET) === 0 ? eventNames : epollEventNames;
    const text = (bits: number): string => (bits === 0 ? "0" : names(bits));
    const describe = (result: number | boolean): string => {
      const value = typeof result === "number" ? `${names(result)} (${result})` : result;
      return `${name}(${text(mask)}, ${text(event)}) → ${value}`;
    };
    await sandbox.expectValue<number | boolean>(() => masks[name](mask, event), expected, describe);
  };
  return runChecks(
    "masks",
    functionsMistake(masks, "add(mask, event)", "has(mask, event)", "remove(mask, event)"),
    [
      {
        title: { zh: "add：加上一个事件", en: "add: an event" },
        hint: ADD,
        async run(sandbox) {
          await call(sandbox, "add", POLLIN, POLLOUT, POLLIN | POLLOUT);
          await call(sandbox, "add", 0, POLLERR | POLLHUP, POLLERR | POLLHUP);
        },
      },
      {
        title: { zh: "add：加上已经有的事件", en: "add: an event that is already set" },
        hint: ADD,
        async run(sandbox) {
          await call(sandbox, "add", POLLIN | POLLOUT, POLLIN, POLLIN | POLLOUT);
          await call(sandbox, "add", POLLIN, POLLIN | POLLOUT, POLLIN | POLLOUT);
        },
      },
      {
        title: { zh: "has：有没有某个事件", en: "has: whether an event is set" },
        hint: {
          zh: "=== event 只在恰好只有这一位时成立；先用 & 取出这一位，再看它是不是 0",
          en: "=== event holds only if no other bit is set; extract the bit with &, and compare the result with 0",
        },
        async run(sandbox) {
          await call(sandbox, "has", POLLIN | POLLHUP, POLLHUP, true);
          await call(sandbox, "has", POLLIN | POLLHUP, POLLOUT, false);
          await call(sandbox, "has", POLLERR, POLLERR | POLLHUP, true);
        },
      },
      {
        title: { zh: "has：第 31 位（EPOLLET）", en: "has: bit 31 (EPOLLET)" },
        hint: {
          zh: "第 31 位是符号位：取出来是负数，所以要写 !== 0，不能写 > 0",
          en: "bit 31 is the sign bit: the result of & is negative, so write !== 0 instead of > 0",
        },
        run: (sandbox) => call(sandbox, "has", EPOLLIN | EPOLLET, EPOLLET, true),
      },
      {
        title: { zh: "remove：去掉一个事件", en: "remove: an event" },
        hint: {
          zh: "^ 会把没有的位变成有，- 会向别的位借位；& ~event 只清这一位",
          en: "^ sets a bit that was not set, - borrows from others; & ~event clears this bit and nothing else",
        },
        async run(sandbox) {
          await call(sandbox, "remove", POLLIN | POLLOUT, POLLOUT, POLLIN);
          await call(sandbox, "remove", POLLIN, POLLOUT, POLLIN);
          await call(sandbox, "remove", POLLIN | POLLOUT, POLLOUT | POLLHUP, POLLIN);
          await call(sandbox, "remove", EPOLLIN | EPOLLET, EPOLLET, EPOLLIN);
        },
      },
    ],
  );
}
