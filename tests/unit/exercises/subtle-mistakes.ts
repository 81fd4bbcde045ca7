/** Wrong answers that pass unless a check tries early ends, resets, split characters, partial sends or leaks. */
import {
  BlockingIOError,
  OSError,
  POLLIN,
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
  checkConnectNow,
  checkCpuShare,
  checkDrain,
  checkFraming,
  checkHandOver,
  checkMasks,
  checkReceiveNow,
  checkReceiveWithin,
  checkRecvExactly,
  checkSendSome,
  checkStatusLine,
  checkWatching,
} from "day29/exercises";
import { framing, type MistakeCase, take } from "./mistakes.js";

export const subtleMistakes: Record<string, MistakeCase[]> = {
  checkRecvExactly: [
    {
      mistake: "a bare catch that returns what there is",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          const parts: Buffer[] = [];
          for (let missing = size; missing > 0; ) {
            const part = await socket.recv(missing).catch(() => null);
            if (part === null) break;
            if (part.length === 0) throw new Error("the stream ended");
            parts.push(part);
            missing -= part.length;
          }
          return Buffer.concat(parts);
        }),
      reports: /❌ 对端重置了连接[^✅]*expected: .*an error is thrown\n.*got: <Buffer 68 65 6c>/,
    },
    {
      mistake: "a buffer that is filled from its beginning each time",
      check: () =>
        checkRecvExactly(async (socket: Socket, size: number) => {
          const data = Buffer.alloc(size);
          for (let count = 0; count < size; ) {
            const part = await socket.recv(size - count);
            if (part.length === 0) throw new Error("the stream ended");
            part.copy(data);
            count += part.length;
          }
          return data;
        }),
      reports: /❌ 5 个字节一个一个地到[^✅]*got: 'o/,
    },
  ],
  checkFraming: [
    {
      mistake: "a length of one byte",
      check: () =>
        checkFraming({
          ...framing,
          pack(text) {
            const body = Buffer.from(text);
            return Buffer.concat([Buffer.of(0, 0, 0, body.length), body]);
          },
        }),
      reports: /✅ pack\("你好"\)\n❌ pack.*70,000[^✅]*all 4 bytes/,
    },
    {
      mistake: "an empty text at the end of the stream",
      check: () =>
        checkFraming({
          ...framing,
          async unpack(socket) {
            const first = await socket.recv(1);
            if (first.length === 0) return "";
            const head = Buffer.concat([first, await take(socket, 3)]);
            return `${await take(socket, head.readUInt32BE())}`;
          },
        }),
      reports: /❌ unpack：.*关闭[^✅]*expected: .*an error is thrown\n.*got: ''/,
    },
    {
      mistake: "a text made of each part",
      check: () =>
        checkFraming({
          ...framing,
          async unpack(socket) {
            let missing = (await take(socket, 4)).readUInt32BE();
            let text = "";
            while (missing > 0) {
              const part = await socket.recv(missing);
              if (part.length === 0) throw new Error("the stream ended");
              text += part;
              missing -= part.length;
            }
            return text;
          },
        }),
      reports: /❌ unpack：一个字节[^✅]*\ufffd/,
    },
  ],
  checkAsk: [
    {
      mistake: "characters counted as bytes",
      check: () =>
        checkAsk(async (socket, question) => {
          for (let rest = question; rest !== ""; ) rest = rest.slice(await socket.send(rest));
          socket.shutdown(SHUT_WR);
          const parts: Buffer[] = [];
          for (let part = await socket.recv(1024); part.length > 0; ) {
            parts.push(part);
            part = await socket.recv(1024);
          }
          return `${Buffer.concat(parts)}`;
        }),
      reports: /❌ 问题有 3,000,000 个字节[^✅]*use sendall/,
    },
    {
      mistake: "a bare catch",
      check: () =>
        checkAsk(async (socket, question) => {
          await socket.sendall(question);
          socket.shutdown(SHUT_WR);
          const parts: Buffer[] = [];
          try {
            for (let part = await socket.recv(1024); part.length > 0; ) {
              parts.push(part);
              part = await socket.recv(1024);
            }
          } catch {}
          return `${Buffer.concat(parts)}`;
        }),
      reports: /❌ 回复发到一半，对端重置了连接[^✅]*ConnectionResetError is thrown/,
    },
  ],
  checkAnnounce: [
    {
      mistake: "setting the option only after an error",
      check: () =>
        checkAnnounce(async (socket, text, address) => {
          await socket.sendto(text, address).catch(() => 0);
          socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
        }),
      reports: /❌ 两个接收者各收到一份[^✅]*got: \[\]/,
    },
    {
      mistake: "a text of one byte a character",
      check: () =>
        checkAnnounce(async (socket, text, address) => {
          socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
          await socket.sendto(Buffer.from(text, "latin1"), address);
        }),
      reports: /❌ 两个接收者各收到一份/,
    },
  ],
  checkStatusLine: [
    {
      mistake: "any three characters that make a number",
      check: () =>
        checkStatusLine((line) => {
          const [version = "", code = "", ...words] = line.split(" ");
          const status = Number(code);
          if (!version.startsWith("HTTP/") || code.length !== 3 || !(status >= 100)) {
            throw new Error("no status line");
          }
          return { version, status, reason: words.join(" ") };
        }),
      reports: /❌ 不是状态行的[^✅]*'HTTP\/1.1 1e2 OK' throws an error/,
    },
    {
      mistake: "an expression that is not anchored",
      check: () =>
        checkStatusLine((line) => {
          const found = /(HTTP\/\d\.\d) (\d{3}) (.*)/.exec(line);
          if (found === null) throw new Error("no status line");
          const [, version = "", status, reason = ""] = found;
          return { version, status: Number(status), reason };
        }),
      reports: /❌ 不是状态行的[^✅]*'GET HTTP\/1.1 200 OK' throws an error/,
    },
  ],
  checkCpuShare: [
    {
      mistake: "running the work twice",
      check: () =>
        checkCpuShare(async (work) => {
          await work();
          const cpu = process.cpuUsage();
          const start = performance.now();
          await work();
          const { user, system } = process.cpuUsage(cpu);
          return (user + system) / 1000 / (performance.now() - start);
        }),
      reports: /❌ 只等待的程序[^✅]*runs once\n.*runs 2 times/,
    },
    {
      mistake: "a percentage",
      check: () =>
        checkCpuShare(async (work) => {
          const cpu = process.cpuUsage();
          const start = performance.now();
          await work();
          const { user, system } = process.cpuUsage(cpu);
          return (user + system) / 10 / (performance.now() - start);
        }),
      reports: /❌ 只计算的程序/,
    },
  ],
  checkReceiveNow: [
    {
      mistake: "null for an error of the system",
      check: () =>
        checkReceiveNow(async (socket) => {
          try {
            return await socket.recv(1024);
          } catch (error) {
            if (error instanceof OSError) return null;
            throw error;
          }
        }),
      reports: /❌ 对端重置了连接[^✅]*got: null/,
    },
    {
      mistake: "a text",
      check: () =>
        checkReceiveNow(async (socket) => {
          try {
            return `${await socket.recv(1024)}` as never;
          } catch (error) {
            if (error instanceof BlockingIOError) return null;
            throw error;
          }
        }),
      reports: /❌ 到了 5 个字节[^✅]*got: 'hello'/,
    },
  ],
  checkConnectNow: [
    {
      mistake: "connecting a socket of its own",
      check: () =>
        checkConnectNow(async (socket, address, seconds) => {
          socket.setblocking(false);
          const own = new Socket();
          own.setblocking(false);
          await own.connectEx(address);
          const [, ws] = await select([], [own], [], seconds);
          const outcome = ws.length === 0 ? null : own.getsockopt(SOL_SOCKET, SO_ERROR);
          own.close();
          return outcome;
        }),
      reports: /❌ 有人在监听[^✅]*expected: .*socket is connected\n.*not connected/,
    },
    {
      mistake: "a timeout in milliseconds",
      check: () =>
        checkConnectNow(async (socket, address, seconds) => {
          socket.setblocking(false);
          await socket.connectEx(address);
          const [, ws] = await select([], [socket], [], seconds * 1000);
          return ws.length === 0 ? null : socket.getsockopt(SOL_SOCKET, SO_ERROR);
        }),
      reports: /❌ accept 队列满了[^✅]*2 seconds\n/,
    },
  ],
  checkReceiveWithin: [
    {
      mistake: "a recv that goes on after the timeout",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          const timer = select([], [], [], seconds).then(() => {
            throw new TimeoutError("too late", "recv");
          });
          timer.catch(() => undefined);
          const taking = take(socket, size);
          taking.catch(() => undefined);
          return Promise.race([taking, timer]);
        }),
      reports: /❌ 一个字节也不来[^✅]*'later'[^✅]*in the background/,
    },
    {
      mistake: "a timeout for every error",
      check: () =>
        checkReceiveWithin(async (socket, size, seconds) => {
          socket.settimeout(seconds);
          try {
            return await take(socket, size);
          } catch {
            throw new TimeoutError("too late", "recv");
          }
        }),
      reports: /❌ 要 5 个字节，对端发了 3 个就关闭[^✅]*TimeoutError/,
    },
  ],
  checkSendSome: [
    {
      mistake: "sending a little of what fits",
      check: () =>
        checkSendSome(async (socket, data) => {
          try {
            return data.subarray(await socket.send(data.subarray(0, 1024)));
          } catch (error) {
            if (error instanceof BlockingIOError) return data;
            throw error;
          }
        }),
      reports: /❌ 8,000,000[^✅]*only 1024 bytes were sent/,
    },
    {
      mistake: "the number of bytes in place of the rest",
      check: () =>
        checkSendSome(async (socket, data) => {
          try {
            return (await socket.send(data)) as never;
          } catch (error) {
            if (error instanceof BlockingIOError) return data;
            throw error;
          }
        }),
      reports: /❌ 8,000,000[^✅]*got: \d+\n/,
    },
  ],
  checkMasks: [
    {
      mistake: "adding unless some bit is there",
      check: () =>
        checkMasks({
          add: (mask, event) => ((mask & event) !== 0 ? mask : mask + event),
          has: (mask, event) => (mask & event) !== 0,
          remove: (mask, event) => mask & ~event,
        }),
      reports: /❌ add：加上已经有的事件[^✅]*add\(POLLIN, POLLIN\|POLLOUT\)/,
    },
    {
      mistake: "subtracting if some bit is there",
      check: () =>
        checkMasks({
          add: (mask, event) => mask | event,
          has: (mask, event) => (mask & event) !== 0,
          remove: (mask, event) => ((mask & event) !== 0 ? mask - event : mask),
        }),
      reports: /❌ remove[^✅]*remove\(POLLIN\|POLLOUT, POLLOUT\|POLLHUP\) → POLLIN \(1\)/,
    },
  ],
  checkWatching: [
    {
      mistake: "watching for reading, whatever is asked for",
      check: () =>
        checkWatching({
          watch(poller, sockets, socket) {
            poller.register(socket, POLLIN);
            sockets.set(socket.fileno(), socket);
          },
          forget,
        }),
      reports: /❌ watch：.*eventmask[^✅]*expected: .*POLLIN\|POLLOUT/,
    },
    {
      mistake: "forgetting everything",
      check: () =>
        checkWatching({
          watch(poller, sockets, socket, eventmask) {
            poller.register(socket, eventmask);
            sockets.set(socket.fileno(), socket);
          },
          forget(poller, sockets, socket) {
            poller.unregister(socket.fileno());
            sockets.clear();
            socket.close();
          },
        }),
      reports: /❌ forget[^✅]*sockets 0/,
    },
  ],
  checkDrain: [
    {
      mistake: "a text of the parts",
      check: () =>
        checkDrain(async (socket) => {
          let text = "";
          while (true) {
            try {
              const part = await socket.recv(65536);
              if (part.length === 0) return { data: Buffer.from(text), ended: true };
              text += part;
            } catch (error) {
              if (!(error instanceof BlockingIOError)) throw error;
              return { data: Buffer.from(text), ended: false };
            }
          }
        }),
      reports: /❌ 200,000[^✅]*(different contents|data: \d+ bytes)[^✅]*join them as Buffers/,
    },
    {
      mistake: "parts in the wrong order",
      check: () =>
        checkDrain(async (socket) => {
          const parts: Buffer[] = [];
          while (true) {
            try {
              const part = await socket.recv(4096);
              if (part.length === 0) return { data: Buffer.concat(parts), ended: true };
              parts.unshift(part);
            } catch (error) {
              if (!(error instanceof BlockingIOError)) throw error;
              return { data: Buffer.concat(parts), ended: false };
            }
          }
        }),
      reports: /❌ 200,000[^✅]*different contents/,
    },
  ],
  checkHandOver: [
    {
      mistake: "closing before the descriptor is sent",
      check: () =>
        checkHandOver({
          async handOver(door, client, name) {
            const sending = sendFds(door, [name], [client.fileno() + 1000]);
            client.close();
            await sending;
          },
          async takeOver(door) {
            const [, [fd]] = await recvFds(door, 100, 1);
            return fd === undefined ? null : new Socket(undefined, undefined, undefined, fd);
          },
        }),
      reports: /❌ handOver：[^✅]*EBADF/,
    },
    {
      mistake: "a name that is left out",
      check: () =>
        checkHandOver({
          async handOver(door, client) {
            await sendFds(door, ["x"], [client]);
            client.close();
          },
          async takeOver(door) {
            const [, [fd]] = await recvFds(door, 100, 1);
            return fd === undefined ? null : new Socket(undefined, undefined, undefined, fd);
          },
        }),
      reports: /❌ handOver：[^✅]*got: 'hello x, from/,
    },
  ],
};

function forget(poller: Poll, sockets: Map<number, Socket>, socket: Socket): void {
  const fd = socket.fileno();
  poller.unregister(fd);
  sockets.delete(fd);
  socket.close();
}
