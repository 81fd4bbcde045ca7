/** The stdin channel: what the kernel asks clients for, one after another. */
import { log } from "../process/stdio.js";
import type { ZmqSocket } from "../tslab/packages.js";
import type { Outgoing, Wire } from "./wire.js";

/** A request for input. */
export interface InputRequest {
  id: number;
  /** The client that is asked. */
  route: Uint8Array[];
  message: Outgoing;
}

/** Sends one request at a time, and passes the replies on. */
export class Inputs {
  readonly #socket: ZmqSocket;
  readonly #wire: Wire;
  readonly #replied: (id: number, value: string) => void;
  readonly #requests: InputRequest[] = [];

  constructor(socket: ZmqSocket, wire: Wire, replied: (id: number, value: string) => void) {
    this.#socket = socket;
    this.#wire = wire;
    this.#replied = replied;
  }

  request(request: InputRequest): void {
    this.#requests.push(request);
    if (this.#requests.length === 1) this.#send(request);
  }

  /** Forgets all requests. */
  cancel(): void {
    this.#requests.length = 0;
  }

  #send({ route, message }: InputRequest): void {
    void this.#socket.send(this.#wire.encode(route, message)).catch((error) => {
      log(`could not send on stdin: ${error.message}`);
    });
  }

  /** Handles replies until the socket is closed. */
  async listen(): Promise<void> {
    for await (const frames of this.#socket) {
      try {
        this.#receive(frames);
      } catch (error) {
        log(`ignored a message on stdin: ${(error as Error).message}`);
      }
    }
  }

  #receive(frames: Buffer[]): void {
    const { header, route, content } = this.#wire.decode(frames);
    if (header.msg_type !== "input_reply") {
      throw new Error(`unknown type ${JSON.stringify(header.msg_type)}`);
    }
    const [request, next] = this.#requests;
    if (!request || !isSameRoute(request.route, route)) throw new Error("nothing was asked");
    this.#requests.shift();
    this.#replied(request.id, typeof content.value === "string" ? content.value : "");
    if (next) this.#send(next);
  }
}

function isSameRoute(asked: readonly Uint8Array[], replied: readonly Uint8Array[]): boolean {
  return (
    asked.length === replied.length &&
    asked.every((frame, i) => Buffer.from(frame).equals(replied[i] ?? new Uint8Array()))
  );
}
