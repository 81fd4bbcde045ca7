/** Exercise: what a non-blocking recv says. */
import { ConnectionResetError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, shown, thrown, wrong } from "../harness/sandbox.js";

const NOTHING: Bilingual = {
  zh: "BlockingIOError（EAGAIN）表示“现在没有”，不是故障：接住它，回答 null",
  en: 'BlockingIOError (EAGAIN) means "nothing now", which is no failure: catch it and answer null',
};
const END: Bilingual = {
  zh: "零字节表示流结束，和“现在没有”是两回事：照样回答那个空的 Buffer",
  en: 'zero bytes are the end of the stream, which is not "nothing now": answer that empty Buffer',
};
const OTHERS: Bilingual = {
  zh: "只接 BlockingIOError：别的错误照常抛出去，否则断了的连接看上去只是安静",
  en: "catch BlockingIOError only and throw on the others: else a broken connection looks like a silent one",
};

/**
 * Checks a function that asks a non-blocking socket for what is there now: bytes, `null` for
 * nothing, an empty buffer at the end of the stream; other errors are thrown.
 */
export function checkReceiveNow(
  receiveNow: (socket: Socket) => Promise<Uint8Array | null>,
): Promise<void> {
  return runChecks([
    {
      tried: { zh: "什么也没到", en: "nothing has come" },
      async run(sandbox) {
        const [, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        expect(await sandbox.answer(() => receiveNow(theirs), "null", NOTHING), null, NOTHING);
      },
    },
    {
      tried: { zh: "到了 5 个字节", en: "5 bytes have come" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        await ours.sendall("hello");
        const hello = Buffer.from("hello");
        expect(await sandbox.answer(() => receiveNow(theirs), shown(hello)), hello);
      },
    },
    {
      tried: { zh: "对方已经关闭", en: "the peer has closed" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        ours.close();
        const empty = Buffer.alloc(0);
        expect(await sandbox.answer(() => receiveNow(theirs), shown(empty), END), empty, END);
      },
    },
    {
      tried: { zh: "对方重置了连接", en: "the peer has reset the connection" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        sandbox.reset(ours);
        const expected = { zh: "抛出 ConnectionResetError", en: "ConnectionResetError is thrown" };
        const error = await sandbox.failure(() => receiveNow(theirs), expected, OTHERS);
        if (!(error instanceof ConnectionResetError)) wrong(expected, thrown(error), OTHERS);
      },
    },
  ]);
}
