/** A client of ours that speaks HTTP, byte by byte as it is written. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { type Sandbox, type StudentServer, wrong } from "./sandbox.js";

/** What an exercise looks at in a response. */
export interface Response {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

const HEAD: Bilingual = {
  zh: "先是状态行，再是一行行的字段，每行以 \\r\\n 结束，空行之后才是正文",
  en: "first the status line, then the fields, each line ended by \\r\\n; the body comes after an empty line",
};
const LENGTH: Bilingual = {
  zh: "客户端靠 Content-Length 知道正文到哪里为止：它要和正文的字节数一样",
  en: "by Content-Length a client knows where the body ends: it must be the number of its bytes",
};

/** One connection. */
export class HttpTalker {
  #rest: Buffer = Buffer.alloc(0);

  private constructor(
    readonly server: StudentServer,
    readonly socket: Socket,
  ) {}

  static async connect(sandbox: Sandbox, server: StudentServer): Promise<HttpTalker> {
    return new HttpTalker(server, await sandbox.connect(server.address));
  }

  /** Sends bytes as they are. */
  async send(text: string): Promise<void> {
    await this.server.talk(() => this.socket.sendall(text), { zh: "能发", en: "it can send" });
  }

  /** Receives one response; that to HEAD has no body. Ends the trial where there is none. */
  async response(hint: Bilingual = HEAD, method: string = "GET"): Promise<Response> {
    const what: Bilingual = { zh: "一个完整的响应", en: "a whole response" };
    return this.server.talk(() => this.#response(what, hint, method), what, hint);
  }

  /** Ends the trial unless the server closes the connection, with nothing more to say. */
  async ends(hint: Bilingual): Promise<void> {
    const what: Bilingual = { zh: "连接关闭", en: "the connection is closed" };
    const more = this.#rest.length > 0;
    const data = more
      ? this.#rest
      : await this.server.talk(() => this.socket.recv(1024), what, hint);
    if (data.length > 0) {
      wrong(what, { zh: `又来了 ${data.length} 个字节`, en: `${data.length} bytes more` }, hint);
    }
  }

  async #response(what: Bilingual, hint: Bilingual, method: string): Promise<Response> {
    let end = -1;
    while (end < 0) {
      end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0 && !(await this.#more())) wrong(what, broken(this.#rest), hint);
    }
    const [first = "", ...lines] = this.#rest.toString("latin1", 0, end).split("\r\n");
    this.#rest = this.#rest.subarray(end + 4);
    const status = /^HTTP\/1\.[01] (\d{3}) .*$/.exec(first)?.[1];
    if (status === undefined)
      wrong("HTTP/1.1 200 OK", Buffer.from(first, "latin1").toString(), hint);
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [, name, value] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      if (name === undefined) wrong("Name: value", line, hint);
      fields.set(name.toLowerCase(), value ?? "");
    }
    const length = Number(fields.get("content-length"));
    if (!Number.isInteger(length)) {
      wrong("Content-Length: …", { zh: "没有这个字段", en: "no such field" }, LENGTH);
    }
    const size = method === "HEAD" ? 0 : length;
    while (this.#rest.length < size) {
      if (await this.#more()) continue;
      const came = `${this.#rest.length} bytes`;
      wrong(`${size} bytes`, came, LENGTH);
    }
    const body = this.#rest.toString("utf8", 0, size);
    this.#rest = this.#rest.subarray(size);
    return { status: Number(status), fields, body };
  }

  /** Whether more came: `false` at the end of the stream. */
  async #more(): Promise<boolean> {
    const data = await this.socket.recv(65536);
    this.#rest = Buffer.concat([this.#rest, data]);
    return data.length > 0;
  }
}

/** What came instead of a response. */
function broken(rest: Buffer): Bilingual | string {
  if (rest.length > 0) return JSON.stringify(rest.toString("utf8", 0, 80));
  return { zh: "连接关闭了，什么也没有", en: "the connection was closed, without a word" };
}
