/** Formats the events of servers as the programs of the course's notes print them. */
import { TextDecoder } from "node:util";
import type { InetAddress } from "../address-family.js";
import type { ServerEvent } from "../servers/index.js";
import type { Socket } from "../socket/socket.js";
import { ctime } from "../text/ctime.js";
import { escapeOf, UNPRINTABLE } from "../text/escape.js";

/** The lines to print for an event, if any. */
export interface FormattedEvent {
  /** The line for standard output. */
  readonly line?: string;
  /** The line for standard error. */
  readonly warning?: string;
}

const NO_OUTPUT: FormattedEvent = {};

export class EventFormatter {
  /**
   * One decoder per client: it keeps the first bytes of a character that is split between two
   * messages.
   */
  readonly #decoders = new WeakMap<Socket, TextDecoder>();
  #lastWarning: string | undefined;

  format(event: ServerEvent): FormattedEvent {
    switch (event.type) {
      case "waiting":
        return { line: "Waiting for connect ..." };
      case "connect":
        this.#lastWarning = undefined;
        return { line: `Connect from ${tuple(event.address)}` };
      case "message":
        return { line: printable(this.#decode(event.socket, event.data)) };
      case "idle":
        return { line: ctime() };
      case "datagram":
        return { line: `Receive from ${tuple(event.address)}: ${printable(`${event.data}`)}` };
      case "request":
        // Include the empty line that ends the header.
        return { line: printable([...event.lines.map(utf8), ""].join("\n")) };
      case "broadcast":
        return { line: `Send to ${tuple(event.address)}: ${printable(`${event.data}`)}` };
      case "accept-failed":
      case "send-failed":
      case "disconnect":
        return event.error === null ? NO_OUTPUT : this.#warnOnce(event.error.message);
      case "response":
        return event.error === undefined ? NO_OUTPUT : this.#warnOnce(`${event.error}`);
      case "ready":
      case "completed":
      case "sent":
      case "handled":
        return NO_OUTPUT;
    }
  }

  /**
   * Without a free descriptor, a server retries ten times a second. Its warning is printed only
   * once.
   */
  #warnOnce(warning: string): FormattedEvent {
    if (warning === this.#lastWarning) return NO_OUTPUT;
    this.#lastWarning = warning;
    return { warning: printable(warning) };
  }

  #decode(socket: Socket, data: Buffer): string {
    let decoder = this.#decoders.get(socket);
    if (decoder === undefined) {
      // A byte order mark is invisible, so it is escaped.
      decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      this.#decoders.set(socket, decoder);
    }
    return decoder.decode(data, { stream: true });
  }
}

/** Decodes UTF-8 from a string with one character per byte. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}

/** Formats an address as Python prints its tuple: `('127.0.0.1', 50712)`. */
function tuple([host, ...numbers]: InetAddress): string {
  return `(${[`'${host}'`, ...numbers].join(", ")})`;
}

/** What is printed as it is. An emoji may contain invisible characters. */
const PRINTED = "\\t|\\r?\\n|\\p{RGI_Emoji}";

const PRINTED_OR_ESCAPED = new RegExp(`(${PRINTED})|${UNPRINTABLE}`, "gv");

function printable(text: string): string {
  return text.replace(PRINTED_OR_ESCAPED, (character, printed?: string) => {
    return printed ?? escapeOf(character);
  });
}
