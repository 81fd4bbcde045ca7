/** Exercise: one datagram for everybody. */

import type { InetAddress } from "../../address-family.js";
import { AF_INET, SO_BROADCAST, SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { LOOPBACK_BROADCAST } from "../../servers/index.js";
import { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown } from "../harness/sandbox.js";

const OPTION: Bilingual = {
  zh: "内核不许随便广播：先 setsockopt(SOL_SOCKET, SO_BROADCAST, true)",
  en: "the kernel does not let everyone broadcast: setsockopt(SOL_SOCKET, SO_BROADCAST, true) first",
};
const ONCE: Bilingual = {
  zh: "广播只要发一次，每个接收者都会收到",
  en: "a broadcast is sent once, and every receiver gets it",
};

/** Checks a function that broadcasts a text from a UDP socket: two receivers must get it, once. */
export function checkAnnounce(
  announce: (socket: Socket, text: string, address: InetAddress) => unknown,
): Promise<void> {
  const text = "大家好 · hello, everybody";
  return runChecks([
    {
      tried: { zh: "两个接收者各收到一份", en: "two receivers get one each" },
      async run(sandbox) {
        const receivers = receiversOn(sandbox);
        const address = receivers[0]?.getsockname() as InetAddress;
        const sender = sandbox.keep(new Socket(AF_INET, SOCK_DGRAM));
        await sandbox.answer(
          () => announce(sender, text, address),
          { zh: "发出去了", en: "it is sent" },
          OPTION,
        );
        for (const receiver of receivers) expect(await waitingOn(receiver), [text], ONCE);
      },
    },
    {
      tried: { zh: "之后 SO_BROADCAST 是开着的", en: "SO_BROADCAST is on afterwards" },
      async run(sandbox) {
        const address = receiversOn(sandbox)[0]?.getsockname() as InetAddress;
        const sender = sandbox.keep(new Socket(AF_INET, SOCK_DGRAM));
        await sandbox.answer(() => announce(sender, text, address), shown(1), OPTION);
        expect(sender.getsockopt(SOL_SOCKET, SO_BROADCAST), 1, OPTION);
      },
    },
  ]);
}

/** Two sockets that hear what is broadcast to one port. */
function receiversOn(sandbox: Sandbox): Socket[] {
  let port = 0;
  return [1, 2].map(() => {
    const receiver = sandbox.keep(new Socket(AF_INET, SOCK_DGRAM));
    receiver.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    receiver.bind([LOOPBACK_BROADCAST, port]);
    [, port] = receiver.getsockname();
    return receiver;
  });
}

/** Every datagram that has arrived, and at least one if it comes within a second. */
async function waitingOn(receiver: Socket): Promise<string[]> {
  const texts: string[] = [];
  for (const seconds of [1, 0, 0]) {
    receiver.settimeout(seconds);
    const data = await receiver.recv(1024).catch(() => null);
    if (data === null) break;
    texts.push(`${data}`);
  }
  return texts;
}
