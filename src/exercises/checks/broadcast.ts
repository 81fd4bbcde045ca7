/** Exercise: one datagram for all receivers. */
import type { InetAddress } from "../../address-family.js";
import { AF_INET, SO_BROADCAST, SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { LOOPBACK_BROADCAST } from "../../servers/index.js";
import { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { expectEqual } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

const TEXT = "大家好 · hello, everybody";
const SENT: Bilingual = { zh: "发出去了", en: "it is sent" };
const OPTION: Bilingual = {
  zh: "内核不许随便广播：先 setsockopt(SOL_SOCKET, SO_BROADCAST, true)",
  en: "a socket may broadcast only after setsockopt(SOL_SOCKET, SO_BROADCAST, true)",
};
const ONCE: Bilingual = {
  zh: "广播只要发一次，每个接收者都会收到",
  en: "a broadcast is sent once, and every receiver gets it",
};

/** Checks a function that broadcasts a text from a UDP socket: each of two receivers must get it once. */
export function checkAnnounce(
  announce: (socket: Socket, text: string, address: InetAddress) => unknown,
): Promise<CheckReport> {
  const announced = async (sandbox: Sandbox) => {
    const receivers = receiversOn(sandbox);
    const address = receivers[0].getsockname();
    const sender = sandbox.keep(new Socket(AF_INET, SOCK_DGRAM));
    await sandbox.result(() => announce(sender, TEXT, address), SENT);
    return { sender, receivers };
  };
  return runChecks("announce", functionMistake(announce, "announce(socket, text, address)"), [
    {
      title: { zh: "两个接收者各收到一份", en: "two receivers get one each" },
      hint: OPTION,
      async run(sandbox) {
        const { receivers } = await announced(sandbox);
        for (const receiver of receivers) expectEqual(await received(receiver), [TEXT], ONCE);
      },
    },
    {
      title: { zh: "之后 SO_BROADCAST 是开着的", en: "SO_BROADCAST is on afterwards" },
      hint: OPTION,
      async run(sandbox) {
        const { sender } = await announced(sandbox);
        expectEqual(sender.getsockopt(SOL_SOCKET, SO_BROADCAST), 1);
      },
    },
  ]);
}

/** Two sockets that receive what is broadcast to one port. */
function receiversOn(sandbox: Sandbox): [Socket, Socket] {
  const bound = (port: number): Socket => {
    const receiver = sandbox.keep(new Socket(AF_INET, SOCK_DGRAM));
    receiver.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    receiver.bind([LOOPBACK_BROADCAST, port]);
    return receiver;
  };
  const first = bound(0);
  return [first, bound(first.getsockname()[1])];
}

/** Every datagram that has arrived; waits up to a second for the first. */
async function received(receiver: Socket): Promise<string[]> {
  const texts: string[] = [];
  for (const seconds of [1, 0, 0]) {
    receiver.settimeout(seconds);
    const data = await receiver.recv(1024).catch(() => null);
    if (data === null) break;
    texts.push(`${data}`);
  }
  return texts;
}
