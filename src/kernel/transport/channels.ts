/** The five sockets through which clients talk to a kernel. */
import { loadZmq, type ZmqSocket } from "../tslab/adapter.js";
import { type Content, type Header, type Request, Wire } from "./wire.js";

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
 * `sendTimeout: 0` makes send() finish at once. Otherwise zeromq.js, after 512 sends in one turn of the event loop,
 * puts one off to the next turn and until then refuses all others with EBUSY: their messages are lost.
 * No high-water mark, or a Publisher drops what a slow client has not read yet.
 * `linger` bounds how long the process waits at its end for a client to take the last messages.
 */
const SOCKET_OPTIONS = { sendTimeout: 0, sendHighWaterMark: 0, linger: 500 };

/** How a request came, and how its answer goes back. */
export interface Incoming {
  request: Request;
  reply(content: Content): void;
}

/** Sends and receives the kernel's messages. */
export class Channels {
  readonly #wire: Wire;
  readonly #iopub: ZmqSocket;
  readonly #requests: ZmqSocket[];

  private constructor(wire: Wire, iopub: ZmqSocket, requests: ZmqSocket[]) {
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
    return new Channels(new Wire(connection.key), iopub, [shell, control]);
  }

  /** Tells every client. */
  publish(type: string, content: Content, parent?: Header): void {
    void this.#iopub.send(this.#wire.encode([type], type, content, parent));
  }

  /** Passes every request on to `receive`, which must not wait for anything. */
  listen(receive: (incoming: Incoming) => void): void {
    for (const socket of this.#requests) void this.#listen(socket, receive);
  }

  async #listen(socket: ZmqSocket, receive: (incoming: Incoming) => void): Promise<void> {
    for await (const frames of socket) {
      const request = this.#wire.decode(frames);
      if (!request) continue;
      const type = request.header.msg_type.replace(/_request$/, "_reply");
      const reply = (content: Content) =>
        void socket.send(this.#wire.encode(request.route, type, content, request.header));
      receive({ request, reply });
    }
  }
}

async function echo(heartbeat: ZmqSocket): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}
