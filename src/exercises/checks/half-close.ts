/** Exercise: say that one has said everything, and listen on. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown } from "../harness/sandbox.js";

const SHUT: Bilingual = {
  zh: "服务器要读到流结束才回答：说完以后 shutdown(SHUT_WR)，但不要 close，还要听回答",
  en: "the server answers only once it has seen the end of the stream: shutdown(SHUT_WR) after the question, and no close, as the answer is still to come",
};
const WHOLE: Bilingual = {
  zh: "回答可能分几次到：一直收到零字节为止",
  en: "the answer may come in parts: receive until there are zero bytes",
};
const ALL: Bilingual = {
  zh: "一次 send 不一定发完：用 sendall",
  en: "one send need not take it all: use sendall",
};

/**
 * Checks a function that asks a question of any length on a connected socket, says that it has said
 * all, and answers everything that the server then says, up to the end of the stream.
 */
export function checkAsk(
  ask: (socket: Socket, question: string) => Promise<string>,
): Promise<void> {
  return runChecks([
    {
      tried: {
        zh: "服务器读到流结束，然后回答",
        en: "a server that reads to the end, then answers",
      },
      run: (sandbox) => asked(sandbox, ask, "how long am I?", SHUT),
    },
    {
      tried: { zh: "回答分两次到", en: "the answer comes in two parts" },
      run: (sandbox) => asked(sandbox, ask, "once more", WHOLE, 0.05),
    },
    {
      tried: { zh: "问题有 3,000,000 个字节", en: "a question of 3,000,000 bytes" },
      run: (sandbox) => asked(sandbox, ask, "?".repeat(3_000_000), ALL),
    },
  ]);
}

async function asked(
  sandbox: Sandbox,
  ask: (socket: Socket, question: string) => Promise<string>,
  question: string,
  hint: Bilingual,
  pause: number = 0,
): Promise<void> {
  const [ours, theirs] = await sandbox.pair();
  theirs.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024);
  const serving = sandbox.serve(async () => {
    let size = 0;
    for (let data = await ours.recv(65536); data.length > 0; data = await ours.recv(65536)) {
      size += data.length;
    }
    await ours.sendall("you asked ");
    if (pause > 0) await sandbox.nap(pause);
    await ours.sendall(`${size} bytes`);
    ours.close();
  });
  const expected = `you asked ${question.length} bytes`;
  const came = await sandbox.answer(() => ask(theirs, question), shown(expected), hint);
  expect(came, expected, hint);
  await serving;
}
