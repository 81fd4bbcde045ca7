/** Exercise: building, testing and clearing masks. */
import { EPOLLET, EPOLLIN, POLLERR, POLLHUP, POLLIN, POLLOUT } from "../../constants.js";
import { epollEventNames, eventNames } from "../../mux/event-names.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { runChecks } from "../harness/run-checks.js";
import type { Sandbox } from "../harness/sandbox.js";
import { wrong } from "../harness/sandbox.js";

/** What a student writes to handle masks. */
export interface Masks {
  /** The mask with the bits of `event` set; the others stay as they are. */
  add(mask: number, event: number): number;
  /** Whether any of the bits of `event` is set. */
  has(mask: number, event: number): boolean;
  /** The mask with the bits of `event` cleared; the others stay as they are. */
  remove(mask: number, event: number): number;
}

const ADD: Bilingual = {
  zh: "+ 会把已经有的位再加一次，进到别的位上；| 不会",
  en: "+ adds a bit that is there already once more, and carries into another one; | does not",
};
const HAS: Bilingual = {
  zh: "=== event 只在恰好只有这一位时成立；先用 & 取出这一位，再看它是不是 0",
  en: "=== event holds only where no other bit is set; take the bit out with &, and see whether it is 0",
};
const SIGN: Bilingual = {
  zh: "第 31 位是符号位：取出来是负数，所以要写 !== 0，不能写 > 0",
  en: "bit 31 is the sign: taken out it is negative, so write !== 0 rather than > 0",
};
const REMOVE: Bilingual = {
  zh: "^ 会把没有的位变成有，- 会向别的位借位；& ~event 只清这一位",
  en: "^ sets a bit that was not there, - borrows from others; & ~event clears it and nothing else",
};

/** Checks the three functions with masks of poll, and with epoll's bit 31. */
export function checkMasks({ add, has, remove }: Masks): Promise<void> {
  const poll = eventNames;
  return runChecks([
    {
      tried: { zh: "add：加上一个事件", en: "add: one more event" },
      async run(sandbox) {
        await gives(
          sandbox,
          `add(${poll(POLLIN)}, POLLOUT)`,
          () => add(POLLIN, POLLOUT),
          POLLIN | POLLOUT,
          ADD,
          poll,
        );
        await gives(
          sandbox,
          "add(0, POLLERR|POLLHUP)",
          () => add(0, POLLERR | POLLHUP),
          POLLERR | POLLHUP,
          ADD,
          poll,
        );
      },
    },
    {
      tried: { zh: "add：加上已经有的事件", en: "add: an event that is there already" },
      run: (sandbox) =>
        gives(
          sandbox,
          "add(POLLIN|POLLOUT, POLLIN)",
          () => add(POLLIN | POLLOUT, POLLIN),
          POLLIN | POLLOUT,
          ADD,
          poll,
        ),
    },
    {
      tried: { zh: "has：有没有某个事件", en: "has: whether an event is there" },
      async run(sandbox) {
        await gives(
          sandbox,
          "has(POLLIN|POLLHUP, POLLHUP)",
          () => has(POLLIN | POLLHUP, POLLHUP),
          true,
          HAS,
        );
        await gives(
          sandbox,
          "has(POLLIN|POLLHUP, POLLOUT)",
          () => has(POLLIN | POLLHUP, POLLOUT),
          false,
          HAS,
        );
        await gives(
          sandbox,
          "has(POLLERR, POLLERR|POLLHUP)",
          () => has(POLLERR, POLLERR | POLLHUP),
          true,
          HAS,
        );
      },
    },
    {
      tried: { zh: "has：第 31 位（EPOLLET）", en: "has: bit 31 (EPOLLET)" },
      run: (sandbox) =>
        gives(
          sandbox,
          "has(EPOLLIN|EPOLLET, EPOLLET)",
          () => has(EPOLLIN | EPOLLET, EPOLLET),
          true,
          SIGN,
        ),
    },
    {
      tried: { zh: "remove：去掉一个事件", en: "remove: one event less" },
      async run(sandbox) {
        await gives(
          sandbox,
          "remove(POLLIN|POLLOUT, POLLOUT)",
          () => remove(POLLIN | POLLOUT, POLLOUT),
          POLLIN,
          REMOVE,
          poll,
        );
        await gives(
          sandbox,
          "remove(POLLIN, POLLOUT)",
          () => remove(POLLIN, POLLOUT),
          POLLIN,
          REMOVE,
          poll,
        );
        await gives(
          sandbox,
          "remove(EPOLLIN|EPOLLET, EPOLLET)",
          () => remove(EPOLLIN | EPOLLET, EPOLLET),
          EPOLLIN,
          REMOVE,
          epollEventNames,
        );
      },
    },
  ]);
}

/** Ends the trial unless the call gives this result. */
async function gives<T extends number | boolean>(
  sandbox: Sandbox,
  call: string,
  work: () => T,
  expected: T,
  hint: Bilingual,
  names: (mask: number) => string = String,
): Promise<void> {
  const say = (value: number | boolean): string =>
    `${call} → ${typeof value === "number" ? `${names(value)} (${value})` : value}`;
  const came = await sandbox.answer(work, say(expected), hint);
  if (came !== expected) wrong(say(expected), say(came), hint);
}
