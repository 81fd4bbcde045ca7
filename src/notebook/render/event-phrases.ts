/** Phrases for why a descriptor is ready and for what a server did. */
import type { OSError } from "../../errors.js";
import type { Reason } from "../../inspect/readiness.js";
import type { ServerEvent } from "../../servers/index.js";
import { byteCount } from "./numbers.js";
import type { Bilingual } from "./phrases.js";

/** Why a descriptor is ready. */
export function reasonPhrase(reason: Reason): Bilingual {
  switch (reason.kind) {
    case "clients": {
      const clients = reason.count === 1 ? "client" : "clients";
      return {
        zh: `accept 队列里有 ${reason.count} 个客户端`,
        en: `${reason.count} ${clients} in the accept queue`,
      };
    }
    case "data":
      return { zh: `有 ${reason.bytes} 字节可读`, en: `${byteCount(reason.bytes)} to read` };
    case "accepted":
      return {
        zh: `内核接受了 ${reason.count} 个客户端`,
        en: `the kernel has accepted ${reason.count === 1 ? "1 client" : `${reason.count} clients`}`,
      };
    case "received":
      return {
        zh: `内核收到了 ${reason.bytes} 字节`,
        en: `the kernel has received ${byteCount(reason.bytes)}`,
      };
    case "sent":
      return {
        zh: `内核发出了 ${reason.bytes} 字节`,
        en: `the kernel has sent ${byteCount(reason.bytes)}`,
      };
    case "end":
      return { zh: "对端不再发送（流结束）", en: "end of stream" };
    case "room":
      return { zh: "发送缓冲区有空间", en: "room in the send buffer" };
    case "urgent":
      return { zh: "有紧急数据", en: "urgent data" };
    case "hangup":
      return { zh: "两个方向都已关闭", en: "both directions closed" };
    case "error":
      return { zh: "有待处理的错误", en: "an error is pending" };
    case "closed":
      return { zh: "描述符没有打开", en: "not an open descriptor" };
  }
}

/** What a server did. `client` is the name of the client that a `connect` event accepted. */
export function eventPhrase(event: ServerEvent, client: string): Bilingual {
  switch (event.type) {
    case "connect":
      return { zh: `接受 ${client}`, en: `accepted ${client}` };
    case "message":
    case "datagram": {
      const text = quote(event.data);
      return { zh: `收到 ${text}`, en: `received ${text}` };
    }
    case "broadcast": {
      const text = quote(event.data);
      return { zh: `广播 ${text}`, en: `broadcast ${text}` };
    }
    case "sent":
      return { zh: `发出 ${event.size} 字节`, en: `sent ${byteCount(event.size)}` };
    case "request": {
      const line = quote(`${event.method} ${event.target}`);
      return { zh: `请求 ${line}`, en: `request ${line}` };
    }
    case "response":
      return { zh: `响应 ${event.status}`, en: `response ${event.status}` };
    case "disconnect": {
      const why = event.error === null ? "" : ` (${errorCode(event.error)})`;
      return { zh: `关闭${why}`, en: `closed${why}` };
    }
    case "send-failed":
      return {
        zh: `sendto 失败：${errorCode(event.error)}`,
        en: `sendto failed: ${errorCode(event.error)}`,
      };
    case "accept-failed":
      return {
        zh: `accept 失败：${errorCode(event.error)}`,
        en: `accept failed: ${errorCode(event.error)}`,
      };
    case "waiting":
      return { zh: "等待客户端", en: "waiting for a client" };
    case "idle": {
      const why = errorCode(event.error);
      return { zh: `没有客户端来（${why}）`, en: `no client connected (${why})` };
    }
    case "completed":
      return {
        zh: `提交：${event.submitted}，完成：${event.completions}`,
        en: `submitted: ${event.submitted}, completed: ${event.completions}`,
      };
    case "ready":
    case "handled":
      return { zh: event.type, en: event.type };
  }
}

/** The call that a server made, as short as a timeline needs it: `recv 5`. */
export function callLabel(event: ServerEvent): string {
  switch (event.type) {
    case "connect":
      return "accept";
    case "message":
      return `recv ${event.data.length}`;
    case "datagram":
      return `recvfrom ${event.data.length}`;
    case "broadcast":
      return `sendto ${event.data.length}`;
    case "sent":
      return `send ${event.size}`;
    case "request":
      return event.method;
    case "response":
      return `${event.status}`;
    case "disconnect":
      return "close";
    case "waiting":
      return "accept";
    case "accept-failed":
    case "send-failed":
    case "idle":
      return errorCode(event.error);
    case "completed":
      return `io_uring_enter ${event.submitted}`;
    case "ready":
    case "handled":
      return event.type;
  }
}

function errorCode(error: OSError): string {
  return error.code ?? error.name;
}

const MAX_QUOTE = 24;

function quote(data: Buffer | string): string {
  const text = data.toString();
  return JSON.stringify(text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text);
}
