/** What the servers print, as the programs of the course do. */
import { TextDecoder } from "node:util";
import type { InetAddress } from "../address-family.js";
import type { ServerEvent } from "../servers/index.js";
import type { Socket } from "../socket/socket.js";
import { ctime } from "../text/ctime.js";

/** What to print for an event, if anything. */
export interface FormattedEvent {
  /** For standard output. */
  readonly line?: string;
  /** For standard error. */
  readonly warning?: string;
}

const NO_OUTPUT: FormattedEvent = {};

/** Tells events in lines. */
export class EventFormatter {
  /** Each keeps the beginning of a character that comes in two messages. */
  readonly #decoders = new WeakMap<Socket, TextDecoder>();
  #warned: string | undefined;

  format(event: ServerEvent): FormattedEvent {
    switch (event.type) {
      case "waiting":
        return { line: "Waiting for connect ..." };
      case "connect":
        this.#warned = undefined;
        return { line: `Connect from ${tuple(event.address)}` };
      case "message":
        return { line: printable(this.#decode(event.socket, event.data)) };
      case "idle":
        return { line: ctime() };
      case "datagram":
        return { line: `Receive from ${tuple(event.address)}: ${printable(`${event.data}`)}` };
      case "request":
        // With the empty line that ends the header.
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
      case "sent":
      case "handled":
        return NO_OUTPUT;
    }
  }

  /** A server that pauses tries again ten times a second; the same news is told once. */
  #warnOnce(warning: string): FormattedEvent {
    if (warning === this.#warned) return NO_OUTPUT;
    this.#warned = warning;
    return { warning };
  }

  #decode(socket: Socket, data: Buffer): string {
    let decoder = this.#decoders.get(socket);
    if (decoder === undefined) {
      decoder = new TextDecoder();
      this.#decoders.set(socket, decoder);
    }
    return decoder.decode(data, { stream: true });
  }
}

/** The text of bytes that have a character each. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}

/** An address as Python prints its tuple: `('127.0.0.1', 50712)`. */
function tuple([host, ...numbers]: InetAddress): string {
  return `(${[`'${host}'`, ...numbers].join(", ")})`;
}

/** Control characters, but for tabs and the ends of lines, would have their way with the terminal. */
function printable(text: string): string {
  return text.replace(/(?![\t\n]|\r\n)\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    return `\\x${code}`;
  });
}
