/** Jupyter's wire format: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { createHmac, randomUUID } from "node:crypto";

/** The header of every Jupyter message. */
export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** What a message carries; its fields depend on the message's type. */
export type Content = Record<string, unknown>;

/** A message from a client, with the frames that route an answer back to it. */
export interface Request {
  route: Buffer[];
  header: Header;
  content: Content;
}

const DELIMITER = Buffer.from("<IDS|MSG>");

/** Signs and takes apart the messages of one connection. */
export class Wire {
  readonly #key: string;
  readonly #session = randomUUID();

  /** @param key the connection file's key; empty means that messages are not signed. */
  constructor(key: string) {
    this.#key = key;
  }

  #sign(parts: readonly (string | Buffer)[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  /** @returns the request, or undefined when it is no message of this connection (a forged or broken one is ignored). */
  decode(frames: Buffer[]): Request | undefined {
    const end = frames.findIndex((frame) => frame.equals(DELIMITER));
    const [signature, ...parts] = frames.slice(end + 1);
    const [header, , , content] = parts;
    if (end < 0 || !signature || !header || !content) return undefined;
    if (signature.toString() !== this.#sign(parts.slice(0, 4))) return undefined;
    return {
      route: frames.slice(0, end),
      header: JSON.parse(header.toString()),
      content: JSON.parse(content.toString()),
    };
  }

  /**
   * @param route the frames before the delimiter: a client's identity, or a topic
   * @param parent the header of the request that caused this message
   */
  encode(
    route: (string | Buffer)[],
    type: string,
    content: Content,
    parent: Header | undefined,
  ): (string | Buffer)[] {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const parts = [header, parent ?? {}, {}, content].map((part) => JSON.stringify(part));
    return [...route, DELIMITER, this.#sign(parts), ...parts];
  }
}
