/**
 * The HTTP server on io_uring: the kernel accepts, receives and sends, and reports what is done. A round is one
 * io_uring_enter(2), which submits what the last round has prepared and waits for completions.
 *
 * Large files are sent with sendfile(2) as soon as there is space, as no operation of io_uring sends a file without a
 * copy of it or another thread.
 */
import { constants as os } from "node:os";
import { POLLOUT } from "../../constants.js";
import type { OSError } from "../../errors.js";
import type { Completion } from "../../mux/io-uring.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { acceptedClient } from "../runtime/accept.js";
import { CompletedRound } from "../runtime/completed-round.js";
import { endOperations } from "../runtime/end-operations.js";
import { recoverableAcceptError, recoverableError } from "../runtime/errors.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { SENDING_S, serverRing } from "../runtime/server-ring.js";
import { HttpPeer } from "./http-peer.js";
import { MAX_SENDS } from "./multiplexed.js";
import type { HttpSettings } from "./options.js";
import { Peers } from "./peers.js";

/** Most requests are shorter than a buffer. */
const BUFFER_SIZE = 4096;

const { ECANCELED, ENOBUFS } = os.errno;

/** A time before all deadlines. */
const NEVER = Number.NEGATIVE_INFINITY;

/** What is under way for a client: at most one operation in each direction. */
class Operations {
  receiving = false;
  /** A response is sent from memory; what is in a file waits for space in the send buffer. */
  sending: "poll" | "send" | null = null;
  /** How many bytes are to be sent at once. */
  size = 0;
  /** What has arrived while a response is sent, to be processed later; empty at the end of the stream. */
  early: Buffer | null = null;
  /** Whether the client is to be closed when nothing is under way. */
  closing = false;
  /** Why, if not at the end of the connection. */
  error: OSError | null = null;
  /** With what the operations, which may have to be cancelled, are begun. */
  readonly receive = { of: this };
  readonly send = { of: this };

  constructor(readonly peer: HttpPeer) {}
}

/** What an operation is begun with: `null` for those of the listener, and for cancellations. */
type Token = { readonly of: Operations } | null;

/**
 * Serves many clients at the same time, as `multiplexedHttpServer()` does. The clients are closed when the generator
 * ends.
 *
 * One multishot accept stays under way. As a client's next request is received only when the response to the last one
 * has been sent, recv is not multishot.
 */
export function uringHttpServer(
  listener: Socket,
  settings: HttpSettings,
  taken: readonly HttpPeer[] = [],
): ServerEvents {
  const peers = new UringPeers(settings, taken);
  return new RoundIterator(rounds(listener, settings, peers), peers);
}

/** The clients, with the ring: it is set up before another server gives its clients up. */
class UringPeers extends Peers {
  readonly uring = serverRing<Token>(BUFFER_SIZE);
  detach?: () => Round;
  resume?: () => void;

  override close(): void {
    this.uring.close();
    super.close();
  }
}

async function* rounds(listener: Socket, settings: HttpSettings, peers: UringPeers): RoundSource {
  const { uring } = peers;
  const operations = new Map<HttpPeer, Operations>();
  let accepting = true;
  let detached = false;
  /** The number of sends that the next round submits. */
  let sends = 0;

  function start(): void {
    beginAccept();
    for (const peer of peers) add(peer);
  }

  function beginAccept(): void {
    accepting = true;
    if (!detached) uring.prepMultishotAccept(listener, null);
  }

  function accepted({ res, error, more }: Completion<Token>): ServerEvent | null {
    if (res === -ECANCELED) return null;
    if (error !== null) {
      accepting = false;
      return { type: "accept-failed", error: recoverableAcceptError(error) };
    }
    if (!more) beginAccept();
    const client = acceptedClient(listener, res);
    if (client === null) return null;
    const [socket, address] = client;
    socket.setblocking(false);
    const peer = new HttpPeer(socket, settings);
    peers.add(peer);
    add(peer);
    return { type: "connect", socket, address };
  }

  function add(peer: HttpPeer): void {
    const its = new Operations(peer);
    operations.set(peer, its);
    peers.noteDeadline(peer);
    begin(its);
  }

  /** Begins what the client needs next. */
  function begin(its: Operations): void {
    if (detached) return;
    const { peer } = its;
    if (peer.phase !== "sending") {
      if (!its.receiving) uring.prepRecv(peer.socket, its.receive);
      its.receiving = true;
      return;
    }
    if (its.sending !== null) return;
    const output = peer.output();
    // The connection was closed, because the file cannot be read any more.
    if (output.length === 0) return;
    if (output instanceof Uint8Array) {
      uring.prepSend(peer.socket, output, its.send);
      its.sending = "send";
      sends++;
      its.size = output.length;
    } else {
      uring.prepPollAdd(peer.socket, POLLOUT, its.send);
      its.sending = "poll";
    }
  }

  /** Sends as much of a file as there is space for, but not so much that other clients wait long. */
  function sendFile(peer: HttpPeer): void {
    for (let count = 0; count < MAX_SENDS && peer.phase === "sending"; count++) {
      if (peer.output() instanceof Uint8Array || !peer.step()) return;
    }
  }

  /** Handles what was done for a client. Throws the error of the operation. */
  function complete(its: Operations, { operation, res, data, error }: Completion<Token>): void {
    const { peer } = its;
    // Both are no errors of the connection: receiving continues when buffers are free, or `detach()` was called.
    if ((operation === "recv" && res === -ENOBUFS) || res === -ECANCELED) return;
    if (error !== null) throw error;
    if (operation === "recv") {
      its.early = data;
      return;
    }
    if (operation === "send") {
      peer.sent(res);
      if (res < its.size) peer.sendBufferFull();
    }
    sendFile(peer);
  }

  /** Handles what was done for a client, or its deadline, and then begins what is next or closes it. */
  function run(its: Operations, completion: Completion<Token> | null): readonly ServerEvent[] {
    const { peer } = its;
    if (completion?.operation === "recv") its.receiving = false;
    else if (completion !== null) its.sending = null;
    if (its.closing) return close(its);
    try {
      if (completion === null) peer.expire();
      else complete(its, completion);
      if (its.early !== null && peer.phase !== "sending") {
        const data = its.early;
        its.early = null;
        peer.received(data);
      }
      peer.followPhase();
    } catch (reason) {
      its.error = recoverableError(reason);
      peer.close();
    }
    if (peer.phase !== "closed") begin(its);
    const events = peer.takeEvents();
    if (peer.phase === "closed") return [...events, ...close(its)];
    peers.noteDeadline(peer);
    return events;
  }

  /** Cancels what is under way for a client. Closes it when that has ended. */
  function close(its: Operations): readonly ServerEvent[] {
    const { peer, receiving, sending, error } = its;
    if (!its.closing) {
      its.closing = true;
      peer.close();
      if (receiving) uring.prepCancel(its.receive, null);
      if (sending !== null) uring.prepCancel(its.send, null);
    }
    // Closing the descriptor would not end what the kernel does with the connection.
    if (receiving || sending !== null) return [];
    const fd = peer.socket.fileno();
    peers.delete(peer);
    operations.delete(peer);
    peer.socket.close();
    return [{ type: "disconnect", fd, error }];
  }

  function* handle(now: number, submitted: number, completions: number): Round {
    settings.beginRound();
    yield new CompletedRound(uring, submitted, completions);
    if (!accepting) beginAccept();

    for (let left = completions; left > 0; left--) {
      const completion = uring.nextCompletion();
      // `detach()` has been called before this round has begun.
      if (completion === null) break;
      const its = completion.userData?.of;
      if (its !== undefined) {
        for (const event of run(its, completion)) yield event;
      } else if (completion.operation === "accept") {
        const event = accepted(completion);
        if (event !== null) yield event;
      }
    }

    for (const peer of peers.expired(now)) {
      for (const event of run(operations.get(peer) as Operations, null)) yield event;
    }
    yield { type: "handled" };
  }

  /** Fetches all completions: io_uring_enter(2) delivers only a part of them at a time. */
  function deliverAll(): void {
    let ready: number;
    do {
      ready = uring.ready;
      uring.submit();
    } while (uring.ready > ready);
  }

  peers.detach = function* () {
    detached = true;
    for (const [submitted, completions] of endOperations(uring)) {
      yield* handle(NEVER, submitted, completions);
    }
    // What has arrived early follows a refused request, and would be discarded.
    operations.clear();
  };
  peers.resume = () => {
    detached = false;
    start();
    uring.submit();
  };
  listener.setblocking(false);
  start();
  while (true) {
    const submitted = uring.prepared;
    const count = Math.min(1 + sends, uring.cqEntries);
    sends = 0;
    await uring.submitAndWait(count, peers.timeout(accepting), SENDING_S);
    // Deadlines are compared with the start of the round: a slow round must not expire clients.
    const now = performance.now();
    // What has arrived in time is processed before the clients expire.
    if (peers.mayExpire(now)) deliverAll();
    yield handle(now, submitted, uring.ready);
  }
}
