/** Exercise: a chat for many clients, on one thread, with poll. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { serverMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { LineClient } from "../harness/clients/line-client.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { reset } from "../harness/socket-states.js";
import type { StudentServer } from "../harness/student-server.js";

const JOIN: Bilingual = {
  zh: "第一行是名字：已经有名字的其他人会听到 * 名字 joined，自己听不到",
  en: "the first line is the client's name: the other clients that have one receive * NAME joined, the new client does not",
};
const OTHERS: Bilingual = {
  zh: "每一行变成 名字: 那一行，给其他所有人；说话的人自己不收",
  en: "each line goes to every other client as NAME: LINE, and not to its sender",
};
const LINES: Bilingual = {
  zh: "TCP 没有消息边界：每个客户端都要一个缓冲区，凑齐一行（\\n）才算一条",
  en: "TCP keeps no message boundaries: each client needs a buffer, and a line is complete at its \\n",
};
const LEAVE: Bilingual = {
  zh: "零字节就是离开：告诉其他人，从 poll 和表里移除，再关闭",
  en: "zero bytes mean that the client has left: inform the others, remove it from poll and from the map, and close it",
};
const RESET: Bilingual = {
  zh: "recv 和 send 都可能抛出 ConnectionResetError 或 BrokenPipeError：当作离开，服务器继续",
  en: "recv and send may throw ConnectionResetError or BrokenPipeError: treat that as leaving, and continue",
};

/**
 * Checks a chat server. The first line of a client is its name; the others receive `* ann joined`,
 * each of her lines with the prefix `ann: `, and `* ann left`. The server has to wait for the end of a
 * line, treat a reset as leaving, and not let a client that does not read delay the others.
 */
export function checkChatServer(
  server: (listener: Socket) => AsyncIterable<unknown>,
): Promise<CheckReport> {
  const chatting = <const Names extends readonly string[]>(sandbox: Sandbox, ...names: Names) =>
    join(sandbox, sandbox.startServer(server), ...names);
  return runChecks("chat", serverMistake(server, "chatServer(listener)"), [
    {
      title: { zh: "ann 和 bob 聊天", en: "ann and bob chat" },
      hint: OTHERS,
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, "ann", "bob");
        await ann.send("hello, bob\n");
        await bob.expectLine("ann: hello, bob");
        await bob.send("hi, ann\n");
        await ann.expectLine("bob: hi, ann");
      },
    },
    {
      title: {
        zh: "三个人：每一行都到其他所有人",
        en: "three clients: each line reaches all others",
      },
      hint: OTHERS,
      async run(sandbox) {
        const [ann, bob, cat] = await chatting(sandbox, "ann", "bob", "cat");
        await cat.send("one\ntwo\n");
        for (const client of [ann, bob]) {
          await client.expectLine("cat: one");
          await client.expectLine("cat: two", LINES);
        }
        await ann.send("three\n");
        for (const client of [bob, cat]) await client.expectLine("ann: three");
      },
    },
    {
      title: {
        zh: "一行分几个包到，几行挤在一个包里",
        en: "a line in several packets, several lines in one",
      },
      hint: LINES,
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, "ann", "bob");
        for (const part of ["hel", "lo\nhow are", " you?\n\nfine", "\n"]) {
          await ann.send(part);
          await sandbox.settle();
        }
        for (const line of ["hello", "how are you?", "", "fine"]) {
          await bob.expectLine(`ann: ${line}`);
        }
      },
    },
    {
      title: {
        zh: "名字和第一句话一起到",
        en: "a name and the first line arrive together",
      },
      hint: LINES,
      async run(sandbox) {
        const [ann] = await chatting(sandbox, "ann");
        const bob = await LineClient.connect(sandbox, ann.server, "bob");
        await bob.send("bob\nhello\n");
        await ann.expectLine("* bob joined", JOIN);
        await ann.expectLine("bob: hello");
      },
    },
    {
      title: { zh: "一个汉字分在两个包里", en: "a character in two packets" },
      hint: {
        zh: "一个汉字可能被拆在两个包里：缓冲区里放字节，凑齐一行再变成文字",
        en: "a character may arrive in two packets: keep bytes in the buffer, and decode only complete lines",
      },
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, "ann", "bob");
        const bytes = Buffer.from("你好\n");
        await ann.send(bytes.subarray(0, 4));
        await sandbox.settle();
        await ann.send(bytes.subarray(4));
        await bob.expectLine("ann: 你好");
      },
    },
    {
      title: { zh: "bob 离开，cat 重置连接", en: "bob leaves, cat resets the connection" },
      hint: RESET,
      async run(sandbox) {
        const [ann, bob, cat, dan] = await chatting(sandbox, "ann", "bob", "cat", "dan");
        bob.socket.close();
        for (const client of [ann, dan]) await client.expectLine("* bob left", LEAVE);
        reset(cat.socket);
        for (const client of [ann, dan]) await client.expectLine("* cat left");
        await dan.send("still here\n");
        await ann.expectLine("dan: still here");
        await sandbox.expectOpen(2);
      },
    },
    {
      title: { zh: "有人没报名字就走了", en: "a client leaves before it has a name" },
      hint: {
        zh: "还没有名字的人，来了走了都不用告诉谁",
        en: "do not announce that a client without a name has come or gone",
      },
      async run(sandbox) {
        const [ann, bob] = await chatting(sandbox, "ann", "bob");
        const nobody = await LineClient.connect(sandbox, ann.server, "nobody");
        await nobody.send("half a na");
        await sandbox.settle();
        nobody.socket.close();
        await sandbox.settle();
        await bob.send("who was that?\n");
        await ann.expectLine("bob: who was that?");
      },
    },
    {
      title: {
        zh: "ann 说了 2 MB：dan 先不读，bob 照样收到，dan 后来也读到全部",
        en: "ann sends 2 MB: bob receives it although dan does not read yet, and dan receives all of it later",
      },
      hint: {
        zh: "不能停在 send 上等一个不读的人，也不能丢掉 send 没拿走的：非阻塞，剩下的留给他，等 POLLOUT 再发",
        en: "do not wait in send for a client that does not read, and do not lose what send did not accept: make its socket non-blocking, and keep the rest until POLLOUT",
      },
      seconds: 5,
      async run(sandbox) {
        const listener = sandbox.listen();
        listener.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024); // accepted sockets inherit it
        const chat = sandbox.startServer(server, listener);
        const [ann, bob] = await join(sandbox, chat, "ann", "bob");
        const dan = await LineClient.connect(sandbox, chat, "dan", 64 * 1024);
        await dan.send("dan\n");
        for (const client of [ann, bob]) await client.expectLine("* dan joined", JOIN);
        const lines = Array.from({ length: 20 }, () => "x".repeat(100_000));
        const sending = sandbox.runPeer(() => ann.socket.sendall(`${lines.join("\n")}\n`));
        for (const line of lines) await bob.expectLine(`ann: ${line}`);
        await sending;
        for (const line of lines) await dan.expectLine(`ann: ${line}`);
      },
    },
  ]);
}

/** Connects clients one after the other; each of them has received the names that joined after it. */
async function join<const Names extends readonly string[]>(
  sandbox: Sandbox,
  chat: StudentServer,
  ...names: Names
): Promise<{ [Index in keyof Names]: LineClient }> {
  const clients: LineClient[] = [];
  for (const name of names) {
    const client = await LineClient.connect(sandbox, chat, name);
    await client.send(`${name}\n`);
    for (const other of clients) await other.expectLine(`* ${name} joined`, JOIN);
    clients.push(client);
    // Nothing confirms the first name, and it has to arrive before the second.
    if (clients.length === 1) await sandbox.settle();
  }
  return clients as { [Index in keyof Names]: LineClient };
}
