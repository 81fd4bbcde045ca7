/**
 * The io_uring server: the kernel accepts, receives and sends, and reports what is done. A round is one
 * io_uring_enter(2), which submits what the last round has prepared and waits for completions.
 */
import { constants as os } from "node:os";
import type { Completion } from "../../mux/io-uring.js";
import type { Socket } from "../../socket/socket.js";
import type {
  AcceptFailed,
  Connected,
  Disconnected,
  Message,
  Sent,
  ServerEvents,
} from "../events.js";
import { acceptedClient } from "../runtime/accept.js";
import { CompletedRound } from "../runtime/completed-round.js";
import { endOperations } from "../runtime/end-operations.js";
import { recoverableAcceptError } from "../runtime/errors.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { SENDING_S, serverRing } from "../runtime/server-ring.js";
import { BUFSIZE, type ClientConnection } from "./client-connection.js";
import { EchoClients, type Transfer } from "./echo-clients.js";

/** The reply to each message. */
export const URING_REPLY: Buffer = Buffer.from("Receive");

const { ECANCELED, ENOBUFS } = os.errno;

/** What is under way for a client, unless `detach()` has ended it. */
class Operations {
  /** Whether a multishot recv is under way, and whether it is being cancelled. */
  receiving = false;
  cancelling = false;
  /** Whether a send is under way. */
  sending = false;
  /** With what the recv, which may have to be cancelled, is begun. */
  readonly receive = { of: this };
  readonly send = { of: this };

  constructor(readonly client: ClientConnection) {}
}

/** What an operation is begun with: `null` for those of the listener. */
type Token = { readonly of: Operations } | null;

/**
 * Replies `Receive` to each message of each client.
 *
 * One multishot accept and a multishot recv for each client stay under way; the kernel receives into a ring of buffers.
 * A client that does not read its replies is not received from. The clients are closed when the generator ends; the
 * caller closes the listener.
 *
 * Needs io_uring: throws `PermissionError` or `OSError` where `IoUring.supported()` is `false`.
 *
 * @example
 * const server = await serve(uringServer);
 * const client = await createConnection(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // Receive
 * client.close();
 * await server.stop();
 */
export function uringServer(listener: Socket): ServerEvents;
/** @internal */
export function uringServer(listener: Socket, transfer: Transfer): ServerEvents;
export function uringServer(listener: Socket, transfer: Transfer = {}): ServerEvents {
  const clients = new UringClients(listener, URING_REPLY, transfer);
  return new RoundIterator(rounds(listener, clients), clients);
}

/** The clients, with the ring: it is set up before another server gives its clients up. */
class UringClients extends EchoClients {
  readonly uring = serverRing<Token>(BUFSIZE);
  detach?: () => Round;
  resume?: () => void;

  override close(): void {
    this.uring.close();
    super.close();
  }
}

async function* rounds(listener: Socket, clients: UringClients): RoundSource {
  const { uring } = clients;
  let detached = false;
  /** The number of sends that the next round submits. */
  let sends = 0;

  /** Begins what a client can do next, and cancels what it must not do any more. */
  function begin(operations: Operations): void {
    if (detached) return;
    const { client } = operations;
    if (client.writing && !operations.sending) {
      uring.prepSend(client.fd, client.pending, operations.send);
      operations.sending = true;
      sends++;
    }
    if (client.reading && !operations.receiving) {
      uring.prepMultishotRecv(client.fd, operations.receive);
      operations.receiving = true;
    }
    if (!client.reading && operations.receiving && !operations.cancelling) {
      uring.prepCancel(operations.receive, null);
      operations.cancelling = true;
    }
  }

  function beginAccept(): void {
    if (!detached) uring.prepMultishotAccept(listener, null);
  }

  function accepted({ res, error, more }: Completion<Token>): Connected | AcceptFailed | null {
    if (res === -ECANCELED) return null;
    if (error !== null) return clients.acceptFailed(recoverableAcceptError(error));
    if (!more) beginAccept();
    const client = acceptedClient(listener, res);
    return client === null ? null : clients.add(client);
  }

  function received(operations: Operations, completion: Completion<Token>): Message | null {
    const { client } = operations;
    if (!completion.more) {
      operations.receiving = false;
      operations.cancelling = false;
    }
    if (completion.res >= 0) return clients.received(client, completion.data as Buffer);
    // Both are no errors of the connection: receiving was cancelled, or goes on when buffers are free.
    if (completion.res === -ECANCELED || completion.res === -ENOBUFS) return null;
    return client.fail(completion.error);
  }

  function sent(operations: Operations, completion: Completion<Token>): Sent | null {
    operations.sending = false;
    if (completion.res === -ECANCELED) return null;
    const { client } = operations;
    return completion.res < 0 ? client.fail(completion.error) : client.sent(completion.res);
  }

  /** Begins what a client can do next; closes one that is finished. */
  function settle(operations: Operations): Disconnected | null {
    const { client } = operations;
    // Closing the descriptor would not end what the kernel does with the connection.
    if (client.finished && !operations.receiving && !operations.sending) {
      return clients.settle(client);
    }
    begin(operations);
    return null;
  }

  function* handle(submitted: number, completions: number): Round {
    yield new CompletedRound(uring, submitted, completions);
    clients.resumeAccepting();
    for (let left = completions; left > 0; left--) {
      const completion = uring.nextCompletion();
      // `detach()` has been called before this round has begun.
      if (completion === null) break;
      const { operation } = completion;
      const operations = completion.userData?.of;
      if (operations === undefined) {
        const event = operation === "accept" ? accepted(completion) : null;
        if (event !== null) yield event;
        continue;
      }
      const event =
        operation === "recv" ? received(operations, completion) : sent(operations, completion);
      if (event !== null) yield event;
      const disconnected = settle(operations);
      if (disconnected !== null) yield disconnected;
    }
    yield { type: "handled" };
  }

  function start(): void {
    clients.start({
      watchListener: beginAccept,
      unwatchListener: () => undefined,
      watch: (client) => begin(new Operations(client)),
      unwatch: () => undefined,
    });
  }

  clients.detach = function* () {
    detached = true;
    for (const [submitted, completions] of endOperations(uring))
      yield* handle(submitted, completions);
  };
  clients.resume = () => {
    detached = false;
    start();
    uring.submit();
  };
  start();
  while (true) {
    const submitted = uring.prepared;
    const count = Math.min(1 + sends, uring.cqEntries);
    sends = 0;
    const completions = await uring.submitAndWait(count, clients.timeout, SENDING_S);
    yield handle(submitted, completions);
  }
}
