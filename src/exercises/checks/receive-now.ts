/** Exercise: the four outcomes of a non-blocking recv. */
import { ConnectionResetError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { PASS_ON } from "../harness/hints.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { reset } from "../harness/socket-states.js";

/**
 * Checks a function that receives what a non-blocking socket has now. It returns the bytes, `null`
 * for nothing, an empty buffer at the end of the stream, and throws other errors.
 */
export function checkReceiveNow(
  receiveNow: (socket: Socket) => Promise<Uint8Array | null>,
): Promise<CheckReport> {
  const nonBlockingPair = async (sandbox: Sandbox): Promise<[ours: Socket, theirs: Socket]> => {
    const [ours, theirs] = await sandbox.pair();
    theirs.setblocking(false);
    return [ours, theirs];
  };
  return runChecks("receive-now", functionMistake(receiveNow, "receiveNow(socket)"), [
    {
      title: { zh: "什么也没到", en: "nothing has come" },
      hint: {
        zh: "BlockingIOError（EAGAIN）表示“现在没有”，不是故障：接住它，返回 null",
        en: 'BlockingIOError (EAGAIN) means "nothing now", which is not a failure: catch it and return null',
      },
      async run(sandbox) {
        const [, theirs] = await nonBlockingPair(sandbox);
        await sandbox.expectValue(() => receiveNow(theirs), null);
      },
    },
    {
      title: { zh: "到了 5 个字节", en: "5 bytes have come" },
      async run(sandbox) {
        const [ours, theirs] = await nonBlockingPair(sandbox);
        await ours.sendall("hello");
        await sandbox.expectValue(() => receiveNow(theirs), Buffer.from("hello"));
      },
    },
    {
      title: { zh: "对端已经关闭", en: "the peer has closed" },
      hint: {
        zh: "零字节表示流结束，和“现在没有”是两回事：照样返回那个空的 Buffer",
        en: 'zero bytes are the end of the stream, which is not "nothing now": return that empty Buffer',
      },
      async run(sandbox) {
        const [ours, theirs] = await nonBlockingPair(sandbox);
        ours.close();
        await sandbox.expectValue(() => receiveNow(theirs), Buffer.alloc(0));
      },
    },
    {
      title: { zh: "对端重置了连接", en: "the peer has reset the connection" },
      hint: PASS_ON,
      async run(sandbox) {
        const [ours, theirs] = await nonBlockingPair(sandbox);
        reset(ours);
        await sandbox.expectError(() => receiveNow(theirs), { kind: ConnectionResetError });
      },
    },
  ]);
}
