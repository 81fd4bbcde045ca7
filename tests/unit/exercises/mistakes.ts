/** Typical mistakes in the small exercises, by the check that must refuse them. */
import {
  BlockingIOError,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  type Poll,
  recvFds,
  SHUT_WR,
  SO_BROADCAST,
  SO_ERROR,
  SOL_SOCKET,
  Socket,
  select,
  sendFds,
  TimeoutError,
} from "day29";
import {
  checkAnnounce,
  checkAsk,
  checkBits,
  checkConnectNow,
  checkCpuShare,
  checkDrain,
  checkFraming,
  checkHandOver,
  checkMasks,
  checkPollMasks,
  checkReceiveNow,
  checkReceiveWithin,
  checkRecvExactly,
  checkSelectRound,
  checkSendSome,
  checkStatusLine,
  checkTriggers,
  checkWatching,
  type Framing,
  type HandOver,
  type Masks,
} from "day29/exercises";

/** A wrong answer. */
export interface MistakeCase {
  /** What is wrong. */
  readonly mistake: string;
  /** Checks the wrong answer. */
  readonly check: () => Promise<unknown>;
  /** What the report must contain. */
  readonly reports: RegExp;
}

const masks: Masks = {
  add: (mask, event) => mask | event,
  has: (mask, event) => (mask & event) !== 0,
  remove: (mask, event) => mask & ~event,
};

/** Receives exactly `size` bytes. */
export async function take(socket: Socket, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let missing = size; missing > 0; ) {
    const part = await socket.recv(missing);
    if (part.length === 0) throw new Error("the stream ended");
    parts.push(part);
    missing -= part.length;
  }
  return Buffer.concat(parts);
}

/** A right answer to the exercise on framing. */
export const framing: Framing = {
  pack(text) {
    const body = Buffer.from(text);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    return Buffer.concat([head, body]);
  },
  unpack: async (socket) => `${await take(socket, (await take(socket, 4)).readUInt32BE())}`,
};

const passing: HandOver = {
  async handOver(door, client, name) {
    await sendFds(door, [name], [client]);
    client.close();
  },
  async takeOver(door) {
    const [, [fd]] = await recvFds(door, 100, 1);
    return fd === undefined ? null : new Socket(undefined, undefined, undefined, fd);
  },
};

async function untilEnd(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  for (let part = await socket.recv(1024); part.length > 0; part = await socket.recv(1024)) {
    parts.push(part);
  }
  return `${Buffer.concat(parts)}`;
}

function watch(
  poller: Poll,
  sockets: Map<number, Socket>,
  socket: Socket,
  eventmask: number,
): void {
  poller.register(socket, eventmask);
  sockets.set(socket.fileno(), socket);
}

export const mistakes: Record<string, MistakeCase[]> = {
  checkRecvExactly: [
    {
      mistake: "text instead of bytes",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          let text = "";
          while (text.length < size) {
            const part = await socket.recv(size - text.length);
            if (part.length === 0) throw new Error("the stream ended");
            text += part;
          }
          return Buffer.from(text);
        }),
      reports: /❌ 4 个字节 ff fe 00 80[^✅]*ef bf bd[^✅]*join them as Buffers/,
    },
    {
      mistake: "a single recv",
      check: () => checkRecvExactly((socket, size) => socket.recv(size)),
      reports: /❌ 5 个字节一个一个地到.*\n.*expected: 'hello'\n.*got: 'h'\n.*receive in a loop/,
    },
    {
      mistake: "a buffer larger than what is missing",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          let data: Buffer = Buffer.alloc(0);
          while (data.length < size) {
            const part = await socket.recv(1024);
            if (part.length === 0) throw new Error("ended");
            data = Buffer.concat([data, part]);
          }
          return data.subarray(0, size);
        }),
      reports: /❌ 两条消息粘在一起[^❌]*got: .*2 seconds\n.*belong to the next message/,
    },
    {
      mistake: "ignoring the end of the stream",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          let data: Buffer = Buffer.alloc(0);
          while (data.length < size) {
            data = Buffer.concat([data, await socket.recv(size - data.length)]);
          }
          return data;
        }),
      reports: /❌ 要 5 个字节，对端发了 3 个就关闭[^❌]*got: .*2 seconds\n.*zero bytes from recv/,
    },
    {
      mistake: "returning what arrived before the end of the stream",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          const parts: Buffer[] = [];
          for (let missing = size; missing > 0; ) {
            const part = await socket.recv(missing);
            if (part.length === 0) break;
            parts.push(part);
            missing -= part.length;
          }
          return Buffer.concat(parts);
        }),
      reports: /expected: .*an error is thrown\n.*got: <Buffer 68 65 6c>/,
    },
  ],
  checkSelectRound: [
    {
      mistake: "a closed peer that is not readable",
      check: () =>
        checkSelectRound({ rs: ["listener", "ann"], ws: ["ann"], xs: [] }, { reveal: true }),
      reports:
        /❌ 内核的 rs.*\n.*prediction: \[listener, ann\]\n.*expected: \[listener, ann, cat\]\n.*zero bytes immediately/,
    },
    {
      mistake: "a writable full send buffer",
      check: () =>
        checkSelectRound(
          { rs: ["ann", "listener", "cat"], ws: ["ann", "dan"], xs: [] },
          { reveal: true },
        ),
      reports: /✅ 内核的 rs[^❌]*❌ 内核的 ws[^✅]*the send buffer is full/,
    },
    {
      mistake: "a closed peer among the exceptions",
      check: () =>
        checkSelectRound(
          { rs: ["listener", "ann", "cat"], ws: ["ann"], xs: ["cat"] },
          { reveal: true },
        ),
      reports:
        /❌ 内核的 xs.*\n.*prediction: \[cat\]\n.*expected: \[\]\n.*closing is not urgent data/,
    },
  ],
  checkHandOver: [
    {
      mistake: "only the number of the descriptor",
      check: () =>
        checkHandOver({
          ...passing,
          handOver: (door, client) => door.sendall(`${client.fileno()}`),
        }),
      reports: /❌ handOver：.*\n.*expected: 'hello ann.*\n.*got: ''\n.*sendFds/,
    },
    {
      mistake: "the connection stays open here, too",
      check: () =>
        checkHandOver({
          ...passing,
          async handOver(door, client, name) {
            await sendFds(door, [name], [client]);
          },
        }),
      reports:
        /✅ handOver.*\n.*❌ 那个进程结束.*\n.*\n.*got: .*the connection is still open.*\n.*client\.close/,
    },
    {
      mistake: "the number instead of a socket",
      check: () =>
        checkHandOver({
          ...passing,
          async takeOver(door) {
            const [, [fd]] = await recvFds(door, 100, 1);
            return fd as never;
          },
        }),
      reports: /❌ takeOver：接过.*\n.*expected: .*a socket\n.*got: \d+\n.*new Socket/,
    },
    {
      mistake: "a socket of nothing",
      check: () =>
        checkHandOver({
          ...passing,
          async takeOver(door) {
            const [, [fd]] = await recvFds(door, 100, 1);
            return new Socket(undefined, undefined, undefined, fd as number);
          },
        }),
      reports: /❌ takeOver：消息里没有连接.*\n.*expected: null\n/,
    },
    {
      mistake: "room for more descriptors than one",
      check: () =>
        checkHandOver({
          ...passing,
          async takeOver(door) {
            const [, [fd]] = await recvFds(door, 100, 10);
            return fd === undefined ? null : new Socket(undefined, undefined, undefined, fd);
          },
        }),
      reports: /❌ takeOver：来了两个.*\n.*\n.*got: .*a descriptor is still open.*\n.*maxfds/,
    },
  ],
  checkMasks: [
    {
      mistake: "addition",
      check: () => checkMasks({ ...masks, add: (mask, event) => mask + event }),
      reports:
        /expected: add\(POLLIN\|POLLOUT, POLLIN\) → POLLIN\|POLLOUT \(5\)\n.*→ POLLPRI\|POLLOUT \(6\)\n.*carries/,
    },
    {
      mistake: "a comparison with the whole mask",
      check: () => checkMasks({ ...masks, has: (mask, event) => mask === event }),
      reports: /❌ has.*\n.*has\(POLLIN\|POLLHUP, POLLHUP\) → true\n.*→ false\n.*extract the bit/,
    },
    {
      mistake: "a test for more than 0",
      check: () => checkMasks({ ...masks, has: (mask, event) => (mask & event) > 0 }),
      reports: /❌ has：第 31 位[^✅]*bit 31 is the sign/,
    },
    {
      mistake: "toggling instead of clearing",
      check: () => checkMasks({ ...masks, remove: (mask, event) => mask ^ event }),
      reports:
        /remove\(POLLIN, POLLOUT\) → POLLIN \(1\)\n.*→ POLLIN\|POLLOUT \(5\)\n.*sets a bit that was not set/,
    },
    {
      mistake: "a fixed mask",
      check: () => checkMasks({ ...masks, add: () => POLLIN }),
      reports: /❌ add：加上一个事件/,
    },
  ],
  checkFraming: [
    {
      mistake: "a length in characters",
      check: () =>
        checkFraming({
          ...framing,
          pack(text) {
            const bytes = framing.pack(text);
            Buffer.from(bytes.buffer, bytes.byteOffset).writeUInt32BE(text.length);
            return bytes;
          },
        }),
      reports:
        /❌ pack\("你好"\)\n.*00 00 00 06.*\n.*00 00 00 02.*\n.*counts bytes, not characters/,
    },
    {
      mistake: "the least significant byte first",
      check: () =>
        checkFraming({
          ...framing,
          pack(text) {
            const bytes = Buffer.from(framing.pack(text));
            bytes.subarray(0, 4).reverse();
            return bytes;
          },
        }),
      reports: /❌ pack\("hi"\)\n.*00 00 00 02 68 69.*\n.*02 00 00 00 68 69.*\n.*writeUInt32BE/,
    },
    {
      mistake: "a length received by one recv",
      check: () =>
        checkFraming({
          ...framing,
          unpack: async (socket) => {
            const head = await socket.recv(4);
            return `${await take(socket, head.readUInt32BE())}`;
          },
        }),
      reports: /❌ unpack：一个字节[^✅]*RangeError[^✅]*the length itself may arrive in parts/,
    },
    {
      mistake: "receiving everything there is",
      check: () =>
        checkFraming({
          ...framing,
          unpack: async (socket) => {
            const all = await socket.recv(100_000);
            return `${all.subarray(4)}`;
          },
        }),
      reports:
        /❌ unpack：三条消息[^✅]*expected: 'one'[^✅]*receive only this message's own bytes/,
    },
    {
      mistake: "taking an empty message for the end of the stream",
      check: () =>
        checkFraming({
          ...framing,
          unpack: async (socket) => {
            const size = (await take(socket, 4)).readUInt32BE();
            const first = await socket.recv(size);
            if (first.length === 0) throw new Error("the stream ended");
            return `${Buffer.concat([first, await take(socket, size - first.length)])}`;
          },
        }),
      reports:
        /❌ unpack：三条消息[^✅]*expected: ''\n.*the stream ended[^✅]*an empty message has length 0/,
    },
    {
      mistake: "half a message",
      check: () =>
        checkFraming({
          ...framing,
          unpack: async (socket) => {
            const size = (await take(socket, 4)).readUInt32BE();
            let text = Buffer.alloc(0);
            while (text.length < size) {
              const part = await socket.recv(size - text.length);
              if (part.length === 0) break;
              text = Buffer.concat([text, part]);
            }
            return `${text}`;
          },
        }),
      reports: /❌ unpack：消息没发完[^✅]*got: 'hel'\n.*which is an error/,
    },
  ],
  checkAsk: [
    {
      mistake: "no shutdown",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.sendall(question);
          return untilEnd(socket);
        }),
      reports: /❌ 服务器读到流结束[^✅]*2 seconds\n.*shutdown\(SHUT_WR\)/,
    },
    {
      mistake: "a close",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.sendall(question);
          socket.close();
          return untilEnd(socket);
        }),
      reports: /❌ 服务器读到流结束[^✅]*EBADF[^✅]*do not close/,
    },
    {
      mistake: "a single recv",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.sendall(question);
          socket.shutdown(SHUT_WR);
          return `${await socket.recv(1024)}`;
        }),
      reports: /❌ 回复分两次到 ·[^✅]*got: '你问了'\n.*in parts/,
    },
    {
      mistake: "a text for each part",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.sendall(question);
          socket.shutdown(SHUT_WR);
          let answer = "";
          for (let part = await socket.recv(1024); part.length > 0; ) {
            answer += part;
            part = await socket.recv(1024);
          }
          return answer;
        }),
      reports:
        /✅ 回复分两次到 ·[^❌]*\n❌ 回复分两次到，一个汉字[^✅]*got: '你\ufffd[^✅]*join the Buffers first/,
    },
    {
      mistake: "a single send",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.send(question);
          socket.shutdown(SHUT_WR);
          return untilEnd(socket);
        }),
      reports: /❌ 问题有 3,000,000[^✅]*use sendall/,
    },
  ],
  checkAnnounce: [
    {
      mistake: "no SO_BROADCAST",
      check: () => checkAnnounce((socket, text, address) => socket.sendto(text, address)),
      reports: /❌ 两个接收者[^✅]*PermissionError[^✅]*SO_BROADCAST, true/,
    },
    {
      mistake: "one datagram for each receiver",
      check: () =>
        checkAnnounce(async (socket, text, address) => {
          socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
          for (let count = 0; count < 2; count++) await socket.sendto(text, address);
        }),
      reports: /❌ 两个接收者[^✅]*sent once/,
    },
  ],
  checkStatusLine: [
    {
      mistake: "a reason of one word",
      check: () =>
        checkStatusLine((line) => {
          const [version = "", status = "", reason = ""] = line.split(" ");
          if (!/^\d{3}$/.test(status)) throw new Error("no status line");
          return { version, status: Number(status), reason };
        }),
      reports:
        /❌ 真正的服务器：GET \/missing[^✅]*reason: 'Not Found'[^✅]*reason: 'Not'[^✅]*contain spaces/,
    },
    {
      mistake: "a status as text",
      check: () =>
        checkStatusLine((line) => {
          const [, version, status, reason] = /^(HTTP\S+) (\d{3}) (.*)$/.exec(line) ?? [];
          if (version === undefined) throw new Error("no status line");
          return { version, status: status as unknown as number, reason: reason ?? "" };
        }),
      reports: /❌ 真正的服务器：GET \/ ·[^✅]*status: '200'[^✅]*Number\(\)/,
    },
    {
      mistake: "accepting any line",
      check: () =>
        checkStatusLine((line) => {
          const [, version = "", status = "0", reason = ""] =
            /^(\S*) ?(\S*) ?(.*)$/.exec(line) ?? [];
          return { version, status: Number(status), reason };
        }),
      reports: /❌ 不是状态行的[^✅]*'' throws an error[^✅]*throw an error/,
    },
  ],
  checkCpuShare: [
    {
      mistake: "work that is not awaited",
      check: () =>
        checkCpuShare(async (work) => {
          const cpu = process.cpuUsage();
          const start = performance.now();
          void work();
          const { user, system } = process.cpuUsage(cpu);
          return (user + system) / 1000 / (performance.now() - start);
        }),
      reports: /❌ 只等待的程序[^✅]*a result after work is done[^✅]*await work/,
    },
    {
      mistake: "microseconds divided by milliseconds",
      check: () =>
        checkCpuShare(async (work) => {
          const cpu = process.cpuUsage();
          const start = performance.now();
          await work();
          const { user, system } = process.cpuUsage(cpu);
          return (user + system) / (performance.now() - start);
        }),
      reports: /❌ 只计算的程序[^✅]*expected: \d\.\d\d ±[^✅]*got: \d+\.\d\d\n.*in microseconds/,
    },
    {
      mistake: "the CPU usage since the process started",
      check: () =>
        checkCpuShare(async (work) => {
          const start = performance.now();
          await work();
          const { user, system } = process.cpuUsage();
          return (user + system) / 1000 / (performance.now() - start);
        }),
      reports: /❌ 只等待的程序/,
    },
  ],
  checkReceiveNow: [
    {
      mistake: "an error for nothing",
      check: () => checkReceiveNow((socket) => socket.recv(1024)),
      reports: /❌ 什么也没到[^✅]*BlockingIOError[^✅]*catch it and return null/,
    },
    {
      mistake: "null at the end of the stream",
      check: () =>
        checkReceiveNow(async (socket) => {
          try {
            const data = await socket.recv(1024);
            return data.length === 0 ? null : data;
          } catch (error) {
            if (error instanceof BlockingIOError) return null;
            throw error;
          }
        }),
      reports: /❌ 对端已经关闭[^✅]*got: null\n.*which is not "nothing now"/,
    },
    {
      mistake: "null for every error",
      check: () => checkReceiveNow((socket) => socket.recv(1024).catch(() => null)),
      reports: /❌ 对端重置了连接[^✅]*got: null\n.*looks like a silent one/,
    },
    {
      mistake: "waiting",
      check: () =>
        checkReceiveNow((socket) => {
          socket.setblocking(true);
          return socket.recv(1024);
        }),
      reports: /❌ 什么也没到[^✅]*2 seconds/,
    },
  ],
  checkConnectNow: [
    {
      mistake: "taking writable for connected",
      check: () =>
        checkConnectNow(async (socket, address, seconds) => {
          socket.setblocking(false);
          await socket.connectEx(address);
          const [, ws] = await select([], [socket], [], seconds);
          return ws.length === 1 ? 0 : null;
        }),
      reports: /❌ 没有人监听[^✅]*expected: ECONNREFUSED \(111\)\n.*got: 0\n.*SO_ERROR/,
    },
    {
      mistake: "a connect that waits",
      check: () =>
        checkConnectNow(async (socket, address, seconds) => {
          socket.settimeout(seconds);
          return socket.connectEx(address);
        }),
      reports: /❌ 有人在监听[^✅]*getblocking\(\) → true\n.*setblocking\(false\) first/,
    },
    {
      mistake: "ignoring that the timeout expired",
      check: () =>
        checkConnectNow(async (socket, address, seconds) => {
          socket.setblocking(false);
          await socket.connectEx(address);
          await select([], [socket], [], seconds);
          return socket.getsockopt(SOL_SOCKET, SO_ERROR);
        }),
      reports: /❌ accept 队列满了[^✅]*got: 0\n.*return null then/,
    },
    {
      mistake: "returning what connectEx returns",
      check: () =>
        checkConnectNow(async (socket, address) => {
          socket.setblocking(false);
          return socket.connectEx(address);
        }),
      reports: /❌ 有人在监听[^✅]*got: EINPROGRESS \(115\)/,
    },
  ],
  checkReceiveWithin: [
    {
      mistake: "ignoring the end of the stream",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          const deadline = performance.now() + seconds * 1000;
          let data = Buffer.alloc(0);
          while (data.length < size) {
            socket.settimeout(Math.max((deadline - performance.now()) / 1000, 0.001));
            data = Buffer.concat([data, await socket.recv(size - data.length)]);
          }
          return data;
        }),
      reports:
        /❌ 要 5 个字节，对端发了 3 个就关闭[^✅]*got: .*2 seconds\n.*throw another error at once/,
    },
    {
      mistake: "waiting for the deadline after the end of the stream",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          const deadline = performance.now() + seconds * 1000;
          let data = Buffer.alloc(0);
          while (data.length < size) {
            const left = deadline - performance.now();
            if (left <= 0) throw new TimeoutError("too late", "recv");
            socket.settimeout(Math.max(left / 1000, 0.001));
            data = Buffer.concat([data, await socket.recv(size - data.length)]);
          }
          return data;
        }),
      reports:
        /❌ 要 5 个字节，对端发了 3 个就关闭[^✅]*expected: .*an error at once\n.*TimeoutError/,
    },
    {
      mistake: "text instead of bytes",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          const deadline = performance.now() + seconds * 1000;
          let text = "";
          while (text.length < size) {
            socket.settimeout(Math.max((deadline - performance.now()) / 1000, 0.001));
            const part = await socket.recv(size - text.length);
            if (part.length === 0) throw new Error("the stream ended");
            text += part;
          }
          return Buffer.from(text);
        }),
      reports:
        /❌ ff fe 00 80[^✅]*expected: .*ff fe 00 80[^✅]*ef bf bd[^✅]*join them as Buffers/,
    },
    {
      mistake: "a limit for each call",
      check: () =>
        checkReceiveWithin((socket, size, seconds) => {
          socket.settimeout(seconds);
          return take(socket, size);
        }),
      reports: /❌ 每 0.1 秒来一个字节[^✅]*each recv has its own timeout/,
    },
    {
      mistake: "no limit",
      check: () => checkReceiveWithin(take),
      reports: /❌ 每 0.1 秒来一个字节/,
    },
    {
      mistake: "another error",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          const deadline = performance.now() + seconds * 1000;
          const parts: Buffer[] = [];
          for (let missing = size; missing > 0; ) {
            const left = (deadline - performance.now()) / 1000;
            const [rs] = await select([socket], [], [], Math.max(left, 0));
            if (rs.length === 0) throw new Error("too late");
            const part = await socket.recv(missing);
            if (part.length === 0) throw new Error("the stream ended");
            parts.push(part);
            missing -= part.length;
          }
          return Buffer.concat(parts);
        }),
      reports: /❌ 每 0.1 秒来一个字节[^✅]*Error: too late/,
    },
    {
      mistake: "an error too early",
      check: () =>
        checkReceiveWithin(async (socket, size) => {
          socket.settimeout(0.05);
          try {
            return await take(socket, size);
          } catch {
            throw new TimeoutError("too early", "recv");
          }
        }),
      reports: /❌ 每 0.1 秒来一个字节[^✅]*thrown after only 0\.\d+ s\n.*compute a deadline first/,
    },
  ],
  checkSendSome: [
    {
      mistake: "catching every error",
      check: () =>
        checkSendSome(async (socket, data) => {
          try {
            return data.subarray(await socket.send(data));
          } catch {
            return data;
          }
        }),
      reports: /❌ 对端重置了连接[^✅]*OSError[^✅]*catch only BlockingIOError/,
    },
    {
      mistake: "ignoring what send returns",
      check: () =>
        checkSendSome(async (socket, data) => {
          await socket.send(data);
          return Buffer.alloc(0);
        }),
      reports:
        /❌ 8,000,000[^✅]*no rest, as if all had been sent\n.*returns how many bytes it accepted/,
    },
    {
      mistake: "sendall",
      check: () =>
        checkSendSome(async (socket, data) => {
          await socket.sendall(data);
          return Buffer.alloc(0);
        }),
      reports: /❌ 8,000,000[^✅]*BlockingIOError/,
    },
    {
      mistake: "a full buffer that is an error",
      check: () => checkSendSome(async (socket, data) => data.subarray(await socket.send(data))),
      reports: /❌ 发送缓冲区已经满了[^✅]*BlockingIOError[^✅]*all of it remains/,
    },
    {
      mistake: "returning the wrong part",
      check: () =>
        checkSendSome(async (socket, data) => {
          try {
            return data.subarray(0, data.length - (await socket.send(data)));
          } catch (error) {
            if (error instanceof BlockingIOError) return data;
            throw error;
          }
        }),
      reports:
        /❌ 8,000,000[^✅]*different contents: 8000000 bytes\n.*nothing lost, nothing sent twice/,
    },
  ],
  checkBits: [
    {
      mistake: "| taken for ^",
      check: () => checkBits({ and: 8, or: 6, xor: 14, left: 48, right: 3 }, { reveal: true }),
      reports:
        /✅ 12 & 10\n❌ 12 \| 10\n.*prediction: 6 = 0b110\n.*expected: 14 = 0b1110\n.*either bit is 1/,
    },
    {
      mistake: "a shift by the factor",
      check: () => checkBits({ and: 8, or: 14, xor: 6, left: 24, right: 6 }, { reveal: true }),
      reports:
        /❌ 12 << 2\n.*prediction: 24 = .*\n.*expected: 48[^❌]*each step doubles\n❌ 12 >> 2/,
    },
  ],
  checkPollMasks: [
    {
      mistake: "POLLHUP for a peer that closes",
      check: () =>
        checkPollMasks(
          {
            ann: POLLIN | POLLOUT,
            bob: 0,
            cat: POLLIN | POLLHUP,
            dan: POLLIN | POLLERR | POLLHUP,
            eve: POLLNVAL,
          },
          { reveal: true },
        ),
      reports:
        /❌ cat\n.*prediction: POLLIN\|POLLHUP \(17\)\n.*expected: POLLIN \(1\)\n.*once both directions are closed/,
    },
    {
      mistake: "only what was requested",
      check: () =>
        checkPollMasks(
          { ann: POLLIN, bob: POLLIN, cat: POLLIN, dan: POLLIN, eve: 0 },
          { reveal: true },
        ),
      reports:
        /❌ ann[^✅]*❌ bob[^✅]*✅ cat\n❌ dan[^✅]*even if not requested\n❌ eve[^✅]*POLLNVAL \(32\)/,
    },
  ],
  checkWatching: [
    {
      mistake: "a socket that is closed first",
      check: () =>
        checkWatching({
          watch: watch,
          forget(poller, sockets, socket) {
            const fd = socket.fileno();
            socket.close();
            poller.unregister(fd);
            sockets.delete(socket.fileno());
          },
        }),
      reports:
        /❌ forget：关闭[^✅]*registered 1, sockets 2, fileno\(\) -1\n.*take the descriptor first/,
    },
    {
      mistake: "a map that is not updated",
      check: () =>
        checkWatching({
          watch: (poller, _sockets, socket, eventmask) => poller.register(socket, eventmask),
          forget(poller, sockets, socket) {
            poller.unregister(socket);
            sockets.delete(socket.fileno());
            socket.close();
          },
        }),
      reports: /❌ watch[^✅]*undefined[^✅]*record it in both/,
    },
    {
      mistake: "a socket that stays open",
      check: () =>
        checkWatching({
          watch,
          forget(poller, sockets, socket) {
            poller.unregister(socket);
            sockets.delete(socket.fileno());
          },
        }),
      reports: /❌ forget：关闭[^✅]*fileno\(\) ≥ 0/,
    },
  ],
  checkTriggers: [
    {
      mistake: "an edge reported several times",
      check: () => checkTriggers({ level: 3, edge: 3, left: 0 }, { reveal: true }),
      reports:
        /✅ level\n❌ edge\n.*prediction: 3\n.*expected: 1\n.*is not reported again[^✅]*❌ left\n.*\n.*expected: 6/,
    },
    {
      mistake: "a level reported in each round",
      check: () => checkTriggers({ level: 5, edge: 1, left: 6 }, { reveal: true }),
      reports: /❌ level\n.*prediction: 5\n.*expected: 3/,
    },
  ],
  checkDrain: [
    {
      mistake: "a single recv",
      check: () => checkDrain(async (socket) => ({ data: await socket.recv(1024), ended: false })),
      reports: /❌ 200,000[^✅]*got: data: 1024 bytes, ended: false\n.*an edge is reported once/,
    },
    {
      mistake: "a loop that waits for the end of the stream",
      check: () =>
        checkDrain(async (socket) => ({ data: Buffer.from(await untilEnd(socket)), ended: true })),
      reports: /❌ 200,000[^✅]*BlockingIOError/,
    },
    {
      mistake: "ignoring the end of the stream",
      check: () =>
        checkDrain(async (socket) => {
          const parts: Buffer[] = [];
          try {
            while (true) parts.push(await socket.recv(65536));
          } catch {
            return { data: Buffer.concat(parts), ended: false };
          }
        }),
      reports: /❌ 5 个字节，然后流结束[^✅]*2 seconds\n.*stop there/,
    },
    {
      mistake: "catching every error",
      check: () =>
        checkDrain(async (socket) => {
          const parts: Buffer[] = [];
          try {
            while (true) {
              const part = await socket.recv(65536);
              if (part.length === 0) return { data: Buffer.concat(parts), ended: true };
              parts.push(part);
            }
          } catch {
            return { data: Buffer.concat(parts), ended: false };
          }
        }),
      reports:
        /✅ 5 个字节，然后流结束[^❌]*\n❌ 对端重置了连接[^✅]*ConnectionResetError[^✅]*catch only BlockingIOError/,
    },
  ],
};
