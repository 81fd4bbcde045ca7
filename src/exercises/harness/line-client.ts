/** A client of ours that speaks in lines. */

import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Lines } from "../../socket/line-reader.js";
import type { Socket } from "../../socket/socket.js";
import type { Said } from "./report.js";
import { type Sandbox, type StudentServer, shown, wrong } from "./sandbox.js";

/** What a line has to look like. */
export class LineClient {
  readonly #lines: Lines;

  private constructor(
    readonly name: string,
    readonly server: StudentServer,
    readonly socket: Socket,
  ) {
    this.#lines = socket.lines({ limit: 2 ** 20 });
  }

  /** Connects to a server. */
  static async join(
    sandbox: Sandbox,
    server: StudentServer,
    name: string,
    receiveBuffer?: number,
  ): Promise<LineClient> {
    return new LineClient(name, server, await sandbox.connect(server.address, receiveBuffer));
  }

  /** Says something, as it is: whoever wants a line ends it. */
  async say(text: string | Uint8Array): Promise<void> {
    const what: Bilingual = { zh: `${this.name} 能发`, en: `${this.name} can send` };
    await this.server.talk(() => this.socket.sendall(text), what);
  }

  /** Ends the trial unless this is the next line that comes. */
  async hears(line: string, hint?: Bilingual): Promise<void> {
    const expected: Said = {
      zh: `${this.name} 收到`,
      en: `${this.name} gets`,
      code: quote(line),
    };
    const { value } = await this.server.talk(() => this.#lines.next(), expected, hint);
    if (value === line) return;
    const came: Said =
      value === undefined
        ? { zh: `${this.name} 被断开了`, en: `${this.name} was disconnected` }
        : { zh: `${this.name} 收到`, en: `${this.name} gets`, code: quote(value) };
    wrong(expected, came, hint);
  }
}

function quote(line: string): string {
  return line.length > 60 ? `${shown(line.slice(0, 50))}… (${line.length})` : shown(line);
}
