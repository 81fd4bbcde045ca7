/** Exercise: shut down the sending direction, and continue to receive. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import { ConnectionResetError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import { expectEqual } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import { reset } from "../harness/socket-states.js";

function sizeOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

const answerTo = (size: number): string => `你问了 ${size} 个字节 · you asked ${size} bytes`;

/**
 * Checks a function that sends a question of any length on a connected socket, ends its sending
 * direction, and returns everything that the server then sends.
 */
export function checkAsk(
  ask: (socket: Socket, question: string) => Promise<string>,
): Promise<CheckReport> {
  /** Asks a server that reads to the end of the stream, and answers in two parts, the first of `first` bytes. */
  const asking = (question: string, first: number): Check["run"] => {
    return async (sandbox) => {
      const [ours, theirs] = await sandbox.pair();
      theirs.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024);
      const received: Buffer[] = [];
      const serving = sandbox.runPeer(async () => {
        for (let data = await ours.recv(65536); data.length > 0; data = await ours.recv(65536)) {
          received.push(data);
        }
        const answer = Buffer.from(answerTo(sizeOf(received)));
        await ours.sendall(answer.subarray(0, first));
        if (first > 0) await sandbox.settle();
        await ours.sendall(answer.subarray(first));
        ours.close();
      });
      const answer = answerTo(Buffer.byteLength(question));
      await sandbox.expectValue(() => ask(theirs, question), answer);
      await serving;
      expectEqual(Buffer.concat(received), Buffer.from(question));
    };
  };
  return runChecks("ask", functionMistake(ask, "ask(socket, question)"), [
    {
      title: {
        zh: "服务器读到流结束，然后回复",
        en: "a server that reads to the end of the stream, then replies",
      },
      hint: {
        zh: "服务器要读到流结束才回复：说完以后 shutdown(SHUT_WR)，但不要 close，还要收回复",
        en: "the server replies only after the end of the stream: call shutdown(SHUT_WR) after the question, but do not close, because the reply has not arrived yet",
      },
      run: asking("how long am I?", 0),
    },
    {
      title: { zh: "回复分两次到", en: "the answer comes in two parts" },
      hint: {
        zh: "回复可能分几次到：一直收到零字节为止",
        en: "the answer may come in parts: receive until you get zero bytes",
      },
      run: asking("once more", Buffer.byteLength("你问了")),
    },
    {
      title: {
        zh: "回复分两次到，一个汉字被切成两半",
        en: "the answer comes in two parts, and a character is cut in two",
      },
      hint: {
        zh: "收到的是字节，半个汉字变不成文字：先用 Buffer 拼齐，最后再变成文字",
        en: "what arrives are bytes, and half a character is not text: join the Buffers first, and decode the whole",
      },
      run: asking("and now?", Buffer.byteLength("你") + 1),
    },
    {
      title: { zh: "问题有 3,000,000 个字节", en: "a question of 3,000,000 bytes" },
      hint: {
        zh: "一次 send 不一定发完，它返回的是字节数，不是字符数：用 sendall",
        en: "one send may accept only a part, and returns a number of bytes, not of characters: use sendall",
      },
      run: asking("问".repeat(1_000_000), 0),
    },
    {
      title: {
        zh: "回复发到一半，对端重置了连接",
        en: "the peer resets the connection in the middle of its reply",
      },
      hint: {
        zh: "recv 抛出的错误不要接住：半个回复不是回复",
        en: "do not catch the error of recv: half a reply is not a reply",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        sandbox.runPeer(async () => {
          while ((await ours.recv(65536)).length > 0);
          await ours.sendall("half of");
          await sandbox.settle();
          reset(ours);
        });
        await sandbox.expectError(() => ask(theirs, "what?"), { kind: ConnectionResetError });
      },
    },
  ]);
}
