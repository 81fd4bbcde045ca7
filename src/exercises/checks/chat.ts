/** Exercise: a chat for many, on one thread, with poll. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { LineClient } from "../harness/line-client.js";
import { runChecks } from "../harness/run-checks.js";
import type { Sandbox, StudentServer } from "../harness/sandbox.js";

const JOIN: Bilingual = {
  zh: "第一行是名字：已经有名字的其他人会听到 * 名字 joined，自己听不到",
  en: "the first line is the name: the others that have one hear * NAME joined, the newcomer does not",
};
const OTHERS: Bilingual = {
  zh: "每一行变成 名字: 那一行，给其他所有人；说话的人自己不收",
  en: "each line becomes NAME: LINE for everybody else; the one who said it does not get it",
};
const LINES: Bilingual = {
  zh: "TCP 没有消息边界：每个客户端都要一个缓冲区，凑齐一行（\\n）才算一条",
  en: "TCP keeps no boundaries: each client needs a buffer, and only what ends with \\n is a line",
};
const BYTES: Bilingual = {
  zh: "一个汉字可能被拆在两个包里：缓冲区里放字节，凑齐一行再变成文字",
  en: "a character may come in two packets: keep bytes in the buffer, and make text of whole lines only",
};
const LEAVE: Bilingual = {
  zh: "零字节就是离开：告诉其他人，从 poll 和表里移除，再关闭",
  en: "zero bytes mean that somebody leaves: tell the others, take the client out of poll and map, close it",
};
const RESET: Bilingual = {
  zh: "recv 和 send 都可能抛出 ConnectionResetError 或 BrokenPipeError：当作离开，服务器继续",
  en: "recv and send may throw ConnectionResetError or BrokenPipeError: that is leaving, and the server goes on",
};
const NAMELESS: Bilingual = {
  zh: "还没有名字的人，来了走了都不用告诉谁",
  en: "nobody needs to hear of somebody who came and went without a name",
};
const SLOW: Bilingual = {
  zh: "不能停在 send 上等一个不读的人，也不能丢掉 send 没拿走的：非阻塞，剩下的留给他，等 POLLOUT 再发",
  en: "neither sit in send because of one who does not read, nor lose what send did not take: non-blocking, and the rest is kept for POLLOUT",
};

/**
 * Checks a chat server. The first line of a client is its name; the others hear `* ann joined`,
 * `ann: ` before each of her lines, and `* ann left`. Half a line waits for its end, a reset is
 * leaving, and one who does not read holds nobody up.
 */
export function checkChatServer(
  server: (listener: Socket) => AsyncIterable<unknown>,
): Promise<void> {
  return runChecks([
    {
      tried: { zh: "ann 和 bob 聊天", en: "ann and bob talk" },
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, sandbox.start(server), ["ann", "bob"]);
        await ann.say("hello, bob\n");
        await bob.hears("ann: hello, bob", OTHERS);
        await bob.say("hi, ann\n");
        await ann.hears("bob: hi, ann", OTHERS);
      },
    },
    {
      tried: {
        zh: "三个人：每一行都到其他所有人",
        en: "three of them: each line reaches everybody else",
      },
      async run(sandbox) {
        const [ann, bob, cat] = await chatting(sandbox, sandbox.start(server), [
          "ann",
          "bob",
          "cat",
        ]);
        await cat.say("one\ntwo\n");
        for (const guest of [ann, bob]) {
          await guest.hears("cat: one", OTHERS);
          await guest.hears("cat: two", LINES);
        }
        await ann.say("three\n");
        for (const guest of [bob, cat]) await guest.hears("ann: three", OTHERS);
      },
    },
    {
      tried: {
        zh: "一行分几个包到，几行挤在一个包里",
        en: "a line in several packets, several lines in one",
      },
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, sandbox.start(server), ["ann", "bob"]);
        for (const part of ["hel", "lo\nhow are", " you?\n\nfine", "\n"]) {
          await ann.say(part);
          await sandbox.nap(0.02); // so that it arrives by itself
        }
        for (const line of ["hello", "how are you?", "", "fine"])
          await bob.hears(`ann: ${line}`, LINES);
      },
    },
    {
      tried: { zh: "一个汉字分在两个包里", en: "a character in two packets" },
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, sandbox.start(server), ["ann", "bob"]);
        const bytes = Buffer.from("你好\n");
        await ann.say(bytes.subarray(0, 4));
        await sandbox.nap(0.02);
        await ann.say(bytes.subarray(4));
        await bob.hears("ann: 你好", BYTES);
      },
    },
    {
      tried: { zh: "bob 离开，cat 重置连接", en: "bob leaves, cat resets the connection" },
      async run(sandbox) {
        const [ann, bob, cat, dan] = await chatting(sandbox, sandbox.start(server), [
          "ann",
          "bob",
          "cat",
          "dan",
        ]);
        bob.socket.close();
        for (const guest of [ann, dan]) await guest.hears("* bob left", LEAVE);
        sandbox.reset(cat.socket);
        for (const guest of [ann, dan]) await guest.hears("* cat left", RESET);
        await dan.say("still here\n");
        await ann.hears("dan: still here", RESET);
      },
    },
    {
      tried: { zh: "有人没报名字就走了", en: "somebody leaves without a name" },
      async run(sandbox) {
        const chat = sandbox.start(server);
        const [ann, bob] = await chatting(sandbox, chat, ["ann", "bob"]);
        const nobody = await LineClient.join(sandbox, chat, "nobody");
        await nobody.say("half a na");
        await sandbox.nap(0.02);
        nobody.socket.close();
        await sandbox.nap(0.02);
        await bob.say("who was that?\n");
        await ann.hears("bob: who was that?", NAMELESS);
      },
    },
    {
      tried: {
        zh: "ann 说了 2 MB：dan 先不读，bob 照样收到，dan 后来也读到全部",
        en: "ann says 2 MB: dan does not read yet, bob gets it all the same, and dan all of it later",
      },
      seconds: 5,
      async run(sandbox) {
        const listener = sandbox.listen();
        listener.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024); // those that it accepts inherit it
        const chat = sandbox.start(server, listener);
        const [ann, bob] = await chatting(sandbox, chat, ["ann", "bob"]);
        const dan = await LineClient.join(sandbox, chat, "dan", 64 * 1024);
        await dan.say("dan\n");
        for (const guest of [ann, bob]) await guest.hears("* dan joined", JOIN);
        const line = "x".repeat(100_000);
        const saying = sandbox.serve(async () => {
          for (let count = 0; count < 20; count++) await ann.socket.sendall(`${line}\n`);
        });
        for (let count = 0; count < 20; count++) await bob.hears(`ann: ${line}`, SLOW);
        await saying;
        for (let count = 0; count < 20; count++) await dan.hears(`ann: ${line}`, SLOW);
      },
    },
  ]);
}

/** People who have joined, and heard of those who came after them. */
async function chatting<const Names extends readonly string[]>(
  sandbox: Sandbox,
  server: StudentServer,
  names: Names,
): Promise<{ [Index in keyof Names]: LineClient }> {
  const guests: LineClient[] = [];
  for (const name of names) {
    const guest = await LineClient.join(sandbox, server, name);
    await guest.say(`${name}\n`);
    for (const other of guests) await other.hears(`* ${name} joined`, JOIN);
    guests.push(guest);
    // The first one hears of nobody: its name is known once the next one's comes after it.
    if (guests.length === 1) await sandbox.nap(0.02);
  }
  return guests as { [Index in keyof Names]: LineClient };
}
