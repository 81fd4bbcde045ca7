/** Jupyter's wire format: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** The header of every Jupyter message. */
export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** The content of a message; its fields depend on the message's type. */
export type Content = Record<string, unknown>;

/** A message from a client, with the frames that route the reply back to it. */
export interface Request {
  route: Uint8Array[];
  header: Header;
  content: Content;
  metadata: Content;
  buffers: Uint8Array[];
}

/** The optional parts of a message. */
export interface Extras {
  /** The header of the request that caused the message, instead of that of the last cell. */
  parent?: Header | undefined;
  metadata?: object | undefined;
  /** Binary data after the JSON parts. */
  buffers?: readonly Uint8Array[] | undefined;
}

/** A message to a client. The parts are JSON, see {@link toJson}. */
export interface Outgoing {
  type: string;
  content: string;
  /** The header of the request that caused this message. */
  parent?: string | undefined;
  metadata?: string | undefined;
  buffers?: readonly Uint8Array[] | undefined;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
/** Header, parent header, metadata and content; buffers may follow. */
const SIGNED_PARTS = 4;

/** Signs and parses the messages of one connection. */
export class Wire {
  readonly #key: string;
  readonly #session = randomUUID();

  /** @param key the connection file's key; empty means that messages are not signed. */
  constructor(key: string) {
    this.#key = key;
  }

  #sign(parts: readonly (string | Uint8Array)[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #isSigned(parts: readonly Buffer[], signature: Buffer): boolean {
    const expected = Buffer.from(this.#sign(parts));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }

  /** Parses a request. Throws an `Error` with the reason for frames that are not a message of this connection. */
  decode(frames: Buffer[]): Request {
    const end = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (end < 0) throw new Error("it has no delimiter");
    const [signature, ...rest] = frames.slice(end + 1);
    if (!signature) throw new Error("it has no signature");
    const parts = rest.slice(0, SIGNED_PARTS);
    if (!this.#isSigned(parts, signature)) throw new Error("it has a wrong signature");
    const [header, , metadata, content] = parts;
    if (!header || !metadata || !content) {
      throw new Error(`it needs ${SIGNED_PARTS} parts, not ${parts.length}`);
    }
    return {
      route: frames.slice(0, end),
      header: parseHeader(header),
      content: parseObject("content", content),
      metadata: parseObject("metadata", metadata),
      buffers: rest.slice(SIGNED_PARTS),
    };
  }

  /**
   * Returns the frames of a message.
   * @param route the frames before the delimiter: a client's identity, or a topic
   */
  encode(route: readonly (string | Uint8Array)[], message: Outgoing): (string | Uint8Array)[] {
    const { type, content, parent = "{}", metadata = "{}", buffers = [] } = message;
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const parts = [toJson(header), parent, metadata, content];
    return [...route, DELIMITER, this.#sign(parts), ...parts, ...buffers];
  }
}

/** How JSON.stringify() writes half of a surrogate pair; an even number of backslashes before it are text. */
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/**
 * Converts a part of a message to JSON. Half of a surrogate pair becomes U+FFFD, as in UTF-8: a client that cannot
 * encode a text cannot save the notebook.
 */
export function toJson(part: object): string {
  const json = JSON.stringify(part);
  return json.includes("\\ud") ? json.replace(LONE_SURROGATE, "$1\ufffd") : json;
}

/** Checks only the type, which is needed to handle a request; the other fields are sent back unchanged. */
function parseHeader(part: Buffer): Header {
  const header = parseObject("header", part);
  if (typeof header.msg_type !== "string") throw new Error("its msg_type is not a string");
  return header as unknown as Header;
}

function parseObject(name: string, part: Buffer): Content {
  let value: unknown;
  try {
    value = JSON.parse(part.toString());
  } catch (error) {
    throw new Error(`its ${name} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`its ${name} is not an object`);
  }
  return value as Content;
}
