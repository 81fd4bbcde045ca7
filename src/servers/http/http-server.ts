/** The iterative HTTP server, and the choice between it and the multiplexed one. */
import type { InetAddress } from "../../address-family.js";
import { POLLIN } from "../../constants.js";
import type { Request } from "../../http/request.js";
import type { Response } from "../../http/response.js";
import { acceptQueue } from "../../inspect/tcp-info.js";
import { Poll } from "../../mux/poll.js";
import { Socket } from "../../socket/socket.js";
import { checkChoice, checkInstance, checkOptions } from "../../validators.js";
import { shouldYield, waitForFd, yieldToEventLoop } from "../../wait/index.js";
import type { ServerEvents } from "../events.js";
import { TcpServer } from "../tcp/tcp-server.js";
import { HttpPeer } from "./http-peer.js";
import { multiplexedHttpServer } from "./multiplexed.js";
import { type HttpOptions, type HttpSettings, type Mux, settingsOf } from "./options.js";
import type { HttpTransfer } from "./peers.js";
import { uringHttpServer } from "./uring.js";

/**
 * How long other clients wait for one that was served and may be about to send its next request. The
 * response to that request announces that the connection will be closed.
 */
const NEXT_REQUEST_MS = 200;

/** The options of `httpServer`. */
export interface HttpServerOptions extends HttpOptions {
  /**
   * Serves many clients at the same time, and waits for them with this system call. `"uring"` needs io_uring: the
   * server throws `PermissionError` or `OSError` where `IoUring.supported()` is `false`. Default: serves one client
   * after another.
   */
  readonly mux?: Mux;
}

/**
 * Serves the files below a directory, and an echo for forms at `/echo`, to one client after
 * another.
 *
 * A connection stays open for further requests as long as no other client waits. A client that
 * stalls is dropped, but all others wait until then; a server with `mux` does not have that
 * problem.
 */
export class HttpServer extends TcpServer {
  readonly #settings: HttpSettings;

  /**
   * Throws an error of `node:fs` if `options.root` does not exist (`ENOENT`) or is not a directory.
   *
   * @param listener A socket that listens.
   */
  constructor(listener: Socket, options: HttpOptions = {}) {
    super(listener);
    checkOptions(options);
    this.#settings = settingsOf(options);
  }

  protected override async *handle(socket: Socket, _address: InetAddress): ServerEvents {
    // If others wait, the response announces the close, so the client sends no further request.
    const keepAliveAllowed = (): boolean => (acceptQueue(this.listener)?.length ?? 0) === 0;
    const respond = (request: Request): Response => this.respond(request);
    const client = new HttpPeer(socket, { ...this.#settings, respond }, keepAliveAllowed);
    let served = false;
    try {
      while (client.phase !== "closed") {
        if (client.phase === "idle" && served && (await this.#othersWait(client))) client.retire();
        await this.#step(client);
        client.followPhase();
        const events = client.takeEvents();
        yield* events;
        served ||= events.some(({ type }) => type === "response");
        if (client.phase === "idle" || client.phase === "receiving") yield { type: "handled" };
      }
    } finally {
      client.close();
    }
  }

  /**
   * Returns the response to a request: a file or the echo. Throws an error for which the server
   * responds with an error status. A subclass can respond to some requests itself, and call
   * `super.respond(request)` for the others.
   *
   * @example
   * import type { RequestMessage, ResponseMessage } from "day29/servers";
   *
   * class Greeter extends HttpServer {
   *   protected override respond(request: RequestMessage): ResponseMessage {
   *     if (request.target === "/hello") return textResponse(200, "Hello!");
   *     return super.respond(request);
   *   }
   * }
   * const server = await serve((listener: Socket) => new Greeter(listener).run());
   * const response = await fetch(`http://127.0.0.1:${server.address[1]}/hello`);
   * console.log(await response.text()); // Hello!
   * await server.stop();
   */
  protected respond(request: Request): Response {
    return this.#settings.respond(request);
  }

  /** Waits until the client is ready, and runs one step; after its deadline, lets it expire. */
  async #step(client: HttpPeer): Promise<void> {
    while (true) {
      if (shouldYield()) await yieldToEventLoop();
      // Data that is here now arrived in time, however late this thread is: take it before expiring.
      const now = performance.now();
      const proceeds = client.step();
      client.followPhase();
      if (now >= client.deadline) return client.expire();
      if (proceeds) return;
      await waitForFd(client.socket.fileno(), client.awaitedEvent, client.deadline);
    }
  }

  /**
   * Waits for the client's next request or another client. Returns whether only the latter is there,
   * and the client does not send a request soon.
   */
  async #othersWait(client: HttpPeer): Promise<boolean> {
    const poller = new Poll();
    poller.register(client.socket, POLLIN);
    poller.register(this.listener, POLLIN);
    const events = await poller.poll(Math.max(0, client.deadline - performance.now()));
    if (events.length === 0 || events.some(([fd]) => fd !== this.listener.fileno())) return false;
    poller.unregister(this.listener);
    return (await poller.poll(NEXT_REQUEST_MS)).length === 0;
  }
}

/**
 * Serves the files below a directory, and an echo for forms at `/echo`, to one client after
 * another; with `mux`, to many clients at the same time.
 *
 * Responds to GET and HEAD with regular files, also conditionally and in ranges; with `index.html`
 * for a directory. Anything else is forbidden (403): names that begin with a dot, links that lead
 * out of the root, directories without an index, special files. For a missing file, the response is
 * 404 with the body `===Sorry not found===`.
 *
 * Throws an error of `node:fs` if `options.root` does not exist (`ENOENT`) or is not a directory.
 *
 * @param listener A socket that listens; the caller closes it.
 *
 * @example
 * const server = await serve(httpServer);
 * const client = await createConnection(server.address);
 * await client.sendall("HEAD / HTTP/1.0\r\n\r\n");
 * const [status] = `${await client.recv(1024)}`.split("\r\n");
 * console.log(status); // HTTP/1.1 200 OK
 * client.close();
 * await server.stop();
 */
export function httpServer(listener: Socket, options?: HttpServerOptions): ServerEvents;
/** @internal */
export function httpServer(
  listener: Socket,
  options: HttpServerOptions & Partial<HttpTransfer>,
): ServerEvents;
export function httpServer(
  listener: Socket,
  allOptions: HttpServerOptions & Partial<HttpTransfer> = {},
): ServerEvents {
  checkInstance("listener", listener, Socket);
  checkOptions(allOptions);
  const { mux, peers, settings, ...options } = allOptions;
  if (mux !== undefined) checkChoice("mux", mux, ["select", "poll", "epoll", "uring"]);
  if (mux === undefined) return new HttpServer(listener, options).run();
  const all = settings ?? settingsOf(options);
  if (mux === "uring") return uringHttpServer(listener, all, peers);
  return multiplexedHttpServer(listener, mux, all, peers);
}
