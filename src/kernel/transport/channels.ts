/** The five sockets through which clients communicate with the kernel. */
import { log } from "../process/stdio.js";
import { loadZmq, type ZmqSocket } from "../tslab/adapter.js";
import { type Content, type Extras, type Header, type Request, Wire } from "./wire.js";

/** Jupyter's connection file. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
}

/**
 * `sendTimeout: 0` makes send() complete immediately. Otherwise zeromq.js, after 512 sends in one iteration of the event
 * loop, defers one to the next iteration and rejects all others until then with EBUSY, so that their messages are lost.
 * Without a high-water mark, a Publisher does not drop messages that a slow client has not read yet.
 * `linger` limits how long, in milliseconds, the exiting process waits for clients to receive the last messages.
 */
const SOCKET_OPTIONS = { sendTimeout: 0, sendHighWaterMark: 0, linger: 500 };

/** A request, the channel on which it arrived, and the function that replies to it. */
export interface Incoming {
  channel: "shell" | "control";
  request: Request;
  reply(content: Content): void;
}

/** Sends and receives the kernel's messages. */
export class Channels {
  readonly #wire: Wire;
  readonly #iopub: ZmqSocket;
  readonly #requests: Record<Incoming["channel"], ZmqSocket>;

  private constructor(
    wire: Wire,
    iopub: ZmqSocket,
    requests: Record<Incoming["channel"], ZmqSocket>,
  ) {
    this.#wire = wire;
    this.#iopub = iopub;
    this.#requests = requests;
  }

  /** Binds the sockets that `connection` names. */
  static async open(connection: Connection): Promise<Channels> {
    const { Publisher, Router, Reply } = loadZmq();
    const iopub = new Publisher(SOCKET_OPTIONS);
    const shell = new Router(SOCKET_OPTIONS);
    const control = new Router(SOCKET_OPTIONS);
    const stdin = new Router(SOCKET_OPTIONS);
    const heartbeat = new Reply(SOCKET_OPTIONS);
    const separator = connection.transport === "tcp" ? ":" : "-";
    const address = `${connection.transport}://${connection.ip}${separator}`;
    await Promise.all([
      iopub.bind(address + connection.iopub_port),
      shell.bind(address + connection.shell_port),
      control.bind(address + connection.control_port),
      stdin.bind(address + connection.stdin_port),
      heartbeat.bind(address + connection.hb_port),
    ]);
    void echo(heartbeat);
    return new Channels(new Wire(connection.key), iopub, { shell, control });
  }

  /** Sends a message to every client. */
  publish(type: string, content: Content, parent?: Header, extras?: Extras): void {
    void this.#iopub.send(this.#wire.encode([type], type, content, parent, extras));
  }

  /** Passes every request to `receive`, which must return immediately. Other messages are ignored and logged. */
  listen(receive: (incoming: Incoming) => void): void {
    void this.#listen("shell", receive);
    void this.#listen("control", receive);
  }

  async #listen(
    channel: Incoming["channel"],
    receive: (incoming: Incoming) => void,
  ): Promise<void> {
    const socket = this.#requests[channel];
    for await (const frames of socket) {
      const request = this.#decode(channel, frames);
      if (!request) continue;
      const type = request.header.msg_type.replace(/_request$/, "_reply");
      const reply = (content: Content) =>
        void socket.send(this.#wire.encode(request.route, type, content, request.header));
      receive({ channel, request, reply });
    }
  }

  #decode(channel: Incoming["channel"], frames: Buffer[]): Request | undefined {
    try {
      return this.#wire.decode(frames);
    } catch (error) {
      log(`ignored a message on ${channel}: ${(error as Error).message}`);
      return undefined;
    }
  }
}

async function echo(heartbeat: ZmqSocket): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}
