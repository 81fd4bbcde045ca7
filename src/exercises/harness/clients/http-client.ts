/** An HTTP client for checks, which sends its requests byte for byte as written. */
import type { Bilingual } from "../../../notebook/render/phrases.js";
import type { Socket } from "../../../socket/socket.js";
import { fail, format } from "../expectations.js";
import type { Sandbox } from "../sandbox.js";
import type { StudentServer } from "../student-server.js";

/** The parts of a response that the exercises need. */
export interface Response {
  readonly status: number;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

const RESPONSE: Bilingual = { zh: "一个完整的响应", en: "a whole response" };
const LENGTH: Bilingual = {
  zh: "客户端靠 Content-Length 知道正文到哪里为止：它要和正文的字节数一样",
  en: "a client finds the end of the body from Content-Length, which must be the body's size in bytes",
};

/** The text of a request; `fields` are whole lines. */
export function requestText(target: string, method: string = "GET", fields: string = ""): string {
  return `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
}

/** One connection. */
export class HttpClient {
  /** Received, and not yet part of a response. */
  #received: Buffer = Buffer.alloc(0);

  private constructor(
    readonly server: StudentServer,
    readonly socket: Socket,
  ) {}

  /** Connects to a server. */
  static async connect(sandbox: Sandbox, server: StudentServer): Promise<HttpClient> {
    return new HttpClient(server, await sandbox.connect(server.address));
  }

  /** Sends text unchanged. */
  async send(text: string): Promise<void> {
    await this.server.whileRunning(() => this.socket.sendall(text), {
      zh: "能发",
      en: "it can send",
    });
  }

  /** Receives one response; a response to HEAD has no body. Ends the check if there is none. */
  async receive(method: string = "GET", hint?: Bilingual): Promise<Response> {
    return this.server.whileRunning(() => this.#response(method, hint), RESPONSE, hint);
  }

  /** Sends a request and receives its response. */
  async request(target: string, fields?: string, hint?: Bilingual): Promise<Response> {
    await this.send(requestText(target, "GET", fields));
    return this.receive("GET", hint);
  }

  /** Ends the check unless the server closes the connection without sending more. */
  async expectEnd(): Promise<void> {
    const expected: Bilingual = { zh: "连接关闭", en: "the connection is closed" };
    if (this.#received.length === 0) await this.server.whileRunning(() => this.#more(), expected);
    const { length } = this.#received;
    if (length > 0) fail(expected, { zh: `又来了 ${length} 个字节`, en: `${length} more bytes` });
  }

  async #response(method: string, hint: Bilingual | undefined): Promise<Response> {
    const [statusLine = "", ...lines] = (await this.#head(hint)).split("\r\n");
    const status = /^HTTP\/1\.[01] (\d{3}) .*$/.exec(statusLine)?.[1];
    if (status === undefined) {
      fail("HTTP/1.1 200 OK", Buffer.from(statusLine, "latin1").toString(), hint);
    }
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [, name, value = ""] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      if (name === undefined) fail("Name: value", line, hint);
      fields.set(name.toLowerCase(), value);
    }
    const length = Number(fields.get("content-length"));
    if (!Number.isInteger(length)) {
      fail("Content-Length: …", { zh: "没有这个字段", en: "no such field" }, LENGTH);
    }
    const body = method === "HEAD" ? "" : await this.#body(length);
    return { status: Number(status), fields, body };
  }

  /** Removes the head from what was received, and returns it. */
  async #head(hint: Bilingual | undefined): Promise<string> {
    let end = this.#received.indexOf("\r\n\r\n");
    while (end < 0) {
      if (!(await this.#more())) fail(RESPONSE, this.#incomplete(), hint);
      end = this.#received.indexOf("\r\n\r\n");
    }
    const head = this.#received.toString("latin1", 0, end);
    this.#received = this.#received.subarray(end + 4);
    return head;
  }

  async #body(length: number): Promise<string> {
    while (this.#received.length < length) {
      if (!(await this.#more())) fail(`${length} bytes`, `${this.#received.length} bytes`, LENGTH);
    }
    const body = this.#received.toString("utf8", 0, length);
    this.#received = this.#received.subarray(length);
    return body;
  }

  /** Receives more bytes; returns `false` at the end of the stream. */
  async #more(): Promise<boolean> {
    const data = await this.socket.recv(65536);
    this.#received = Buffer.concat([this.#received, data]);
    return data.length > 0;
  }

  /** What was received instead of a whole response. */
  #incomplete(): Bilingual | string {
    if (this.#received.length > 0) return format(this.#received.toString("utf8", 0, 80));
    return { zh: "连接关闭了，什么也没有", en: "the connection was closed without a response" };
  }
}
