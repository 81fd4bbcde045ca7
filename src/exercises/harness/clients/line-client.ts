/** A client for checks that sends and receives lines. */
import type { Bilingual } from "../../../notebook/render/phrases.js";
import type { Lines } from "../../../socket/line-reader.js";
import type { Socket } from "../../../socket/socket.js";
import { fail, format } from "../expectations.js";
import type { Sandbox } from "../sandbox.js";
import type { StudentServer } from "../student-server.js";

const MAX_LINE = 2 ** 20;

/** One connection; the report shows the client's name. */
export class LineClient {
  readonly #lines: Lines;

  private constructor(
    readonly name: string,
    readonly server: StudentServer,
    readonly socket: Socket,
  ) {
    this.#lines = socket.lines({ limit: MAX_LINE });
  }

  /** Connects to a server. `receiveBuffer` is the client's SO_RCVBUF in bytes. */
  static async connect(
    sandbox: Sandbox,
    server: StudentServer,
    name: string,
    receiveBuffer?: number,
  ): Promise<LineClient> {
    return new LineClient(name, server, await sandbox.connect(server.address, receiveBuffer));
  }

  /** Sends data unchanged: a line has to end with a newline. */
  async send(data: string | Uint8Array): Promise<void> {
    const expected = { zh: `${this.name} 能发`, en: `${this.name} can send` };
    await this.server.whileRunning(() => this.socket.sendall(data), expected);
  }

  /** Ends the check unless this is the next line received. */
  async expectLine(line: string, hint?: Bilingual): Promise<void> {
    const { name } = this;
    const received = (text: string): Bilingual & { code: string } => ({
      zh: `${name} 收到`,
      en: `${name} gets`,
      code: format(text),
    });
    const next = (): Promise<IteratorResult<string, undefined>> => this.#lines.next();
    const { value } = await this.server.whileRunning(next, received(line), hint);
    if (value === line) return;
    const disconnected = { zh: `${name} 被断开了`, en: `${name} was disconnected` };
    fail(received(line), value === undefined ? disconnected : received(value), hint);
  }
}
