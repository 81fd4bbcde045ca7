/** Exercise: shut down the sending direction, and continue to receive. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import type { Socket } from "../../socket/socket.js";
import { type Check, runChecks } from "../harness/checks.js";

/**
 * Checks a function that sends a question of any length on a connected socket, ends its sending
 * direction, and returns everything that the server then sends.
 */
export function checkAsk(
  ask: (socket: Socket, question: string) => Promise<string>,
): Promise<void> {
  /** Asks a server that reads to the end of the stream, and answers in one or two parts. */
  const asking = (question: string, parts: 1 | 2): Check["run"] => {
    return async (sandbox) => {
      const [ours, theirs] = await sandbox.pair();
      theirs.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024);
      const serving = sandbox.runPeer(async () => {
        let size = 0;
        for (let data = await ours.recv(65536); data.length > 0; data = await ours.recv(65536)) {
          size += data.length;
        }
        await ours.sendall("you asked ");
        if (parts === 2) await sandbox.settle();
        await ours.sendall(`${size} bytes`);
        ours.close();
      });
      const answer = `you asked ${question.length} bytes`;
      await sandbox.expectValue(() => ask(theirs, question), answer);
      await serving;
    };
  };
  return runChecks([
    {
      title: {
        zh: "服务器读到流结束，然后回答",
        en: "a server that reads to the end, then answers",
      },
      hint: {
        zh: "服务器要读到流结束才回答：说完以后 shutdown(SHUT_WR)，但不要 close，还要听回答",
        en: "the server answers only after the end of the stream: shutdown(SHUT_WR) after the question, but do not close, because the answer is still to come",
      },
      run: asking("how long am I?", 1),
    },
    {
      title: { zh: "回答分两次到", en: "the answer comes in two parts" },
      hint: {
        zh: "回答可能分几次到：一直收到零字节为止",
        en: "the answer may come in parts: receive until you get zero bytes",
      },
      run: asking("once more", 2),
    },
    {
      title: { zh: "问题有 3,000,000 个字节", en: "a question of 3,000,000 bytes" },
      hint: {
        zh: "一次 send 不一定发完：用 sendall",
        en: "one send may accept only a part of it: use sendall",
      },
      run: asking("?".repeat(3_000_000), 1),
    },
  ]);
}
