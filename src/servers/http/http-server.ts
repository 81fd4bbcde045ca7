/** The HTTP servers: one client after the other, or many at the same time. */

import type { InetAddress } from "../../address-family.js";
import { POLLIN } from "../../constants.js";
import type { Request } from "../../http/request.js";
import type { Response } from "../../http/response.js";
import { acceptQueue } from "../../inspect/tcp-info.js";
import { Poll } from "../../mux/poll.js";
import type { Socket } from "../../socket/socket.js";
import { shouldYield, waitForFd, yieldToEventLoop } from "../../wait/index.js";
import type { ServerEvents } from "../events.js";
import type { Mux } from "../runtime/ready-events.js";
import { TcpServer } from "../tcp/tcp-server.js";
import { HttpPeer } from "./http-peer.js";
import { httpMux } from "./multiplexed.js";
import { type HttpOptions, type HttpSettings, settingsOf } from "./options.js";

/** How an HTTP server runs. */
export interface HttpServerOptions extends HttpOptions {
  /**
   * Serves many clients at the same time, and waits for them with this system call. Default: one
   * client is served after the other.
   */
  readonly mux?: Mux;
}

/**
 * Serves the files below a folder, and an echo for forms at `/echo`, to one client after the other.
 *
 * A connection stays open for further requests as long as no other client waits. A client that stalls
 * is dropped, but until then all others wait: the multiplexed server does not have that problem.
 */
export class HttpServer extends TcpServer {
  readonly #settings: HttpSettings;

  /**
   * `listener` must listen already. Throws an error of Node's `fs` (`ENOENT`) where the root is not
   * a folder.
   */
  constructor(listener: Socket, options: HttpOptions = {}) {
    super(listener);
    this.#settings = settingsOf(options);
  }

  protected override async *handle(socket: Socket, _address: InetAddress): ServerEvents {
    // The last response says so, and the client sends no further request in vain.
    const keepAliveAllowed = (): boolean => (acceptQueue(this.listener)?.length ?? 0) === 0;
    const respond = (request: Request): Response => this.respond(request);
    const client = new HttpPeer(socket, { ...this.#settings, respond }, keepAliveAllowed);
    let served = false;
    try {
      while (client.phase !== "closed") {
        if (client.phase === "idle" && served && (await this.#othersWait(client))) return;
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
   * Returns the response to a request: a file or the echo; an HTTP error is thrown. A subclass
   * responds to some requests itself, and leaves the others to `super.respond(request)`.
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
   * const answer = await fetch(`http://127.0.0.1:${server.address[1]}/hello`);
   * console.log(await answer.text()); // Hello!
   * await server.stop();
   */
  protected respond(request: Request): Response {
    return this.#settings.respond(request);
  }

  /** Waits for the client until its deadline, and runs a step of it. */
  async #step(client: HttpPeer): Promise<void> {
    while (performance.now() < client.deadline) {
      if (shouldYield()) await yieldToEventLoop();
      if (client.step()) return;
      await waitForFd(client.socket.fileno(), client.wanted, client.deadline);
    }
    client.expire();
  }

  /** Waits for the next request of a client. Returns whether another client comes first. */
  async #othersWait(client: HttpPeer): Promise<boolean> {
    const poller = new Poll();
    poller.register(client.socket, POLLIN);
    poller.register(this.listener, POLLIN);
    const events = await poller.poll(Math.max(0, client.deadline - performance.now()));
    return events.length > 0 && events.every(([fd]) => fd === this.listener.fileno());
  }
}

/**
 * Serves the files below a folder, and an echo for forms at `/echo`: with an `HttpServer`, or with
 * a selector where `mux` names one.
 *
 * Regular files are served to GET and HEAD, with conditions and ranges; a folder is served by its
 * `index.html`. Anything else below the root is forbidden (403): names that begin with a dot, links
 * that lead out of the root, folders without an index, special files. The page of a missing file is
 * `===Sorry not found===`.
 *
 * `options.mux` chooses the system call; the other options are those of `HttpServer`. Throws an error
 * of Node's `fs` (`ENOENT`) where the root is not a folder.
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
export function httpServer(
  listener: Socket,
  { mux, ...options }: HttpServerOptions = {},
): ServerEvents {
  if (mux === undefined) return new HttpServer(listener, options).run();
  return httpMux(listener, mux, settingsOf(options));
}
