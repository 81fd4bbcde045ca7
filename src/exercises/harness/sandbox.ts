/** Where an answer is tried: its sockets, the student's code, and the time that it has. */
import { inspect } from "node:util";
import type { InetAddress } from "../../address-family.js";
import { SO_LINGER, SO_RCVBUF, SOL_SOCKET } from "../../constants.js";
import { InterruptedError, OSError, TimeoutError } from "../../errors.js";
import { kernelBuffers } from "../../inspect/kernel-buffers.js";
import { select } from "../../mux/select.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Data } from "../../socket/data.js";
import { Socket } from "../../socket/socket.js";
import {
  CancelScope,
  deadlineIn,
  runInScope,
  waitForWork,
  yieldToEventLoop,
} from "../../wait/index.js";
import type { Mistake, Said } from "./report.js";
import { NotWritten } from "./todo.js";

/** How long the student's code may take for one trial, in seconds. */
export const SECONDS = 2;

/** A mistake in the student's code; ends the trial. */
export class CheckFailure extends Error {
  constructor(
    readonly mistake: Mistake,
    /** Whether it used up its time. */
    readonly late: boolean = false,
  ) {
    super("the answer is wrong");
  }
}

/** A value as the report shows it. */
export function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array && value.length > 40) return `${value.length} bytes`;
  return inspect(value, { breakLength: 72, depth: 4, maxArrayLength: 20, maxStringLength: 200 });
}

/** Ends the trial unless `came` is `expected`. */
export function expect(came: unknown, expected: unknown, hint?: Bilingual): void {
  if (same(came, expected)) return;
  throw new CheckFailure({ expected: shown(expected), came: shown(came), hint });
}

/** Ends the trial: words instead of values. */
export function wrong(expected: Said, came: Said, hint?: Bilingual): never {
  throw new CheckFailure({ expected, came, hint });
}

/** Deep equality of plain values; bytes are equal whatever class holds them. */
function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return (
    inspect(a, { depth: 9, maxArrayLength: null, maxStringLength: null, sorted: true }) ===
    inspect(b, { depth: 9, maxArrayLength: null, maxStringLength: null, sorted: true })
  );
}

/** The place of one trial. What it opened is closed at its end, and the student's code is stopped. */
export class Sandbox {
  readonly #resources: { close(): void }[] = [];
  readonly #scope = new CancelScope(true);
  readonly #deadline: number;
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#deadline = deadlineIn(seconds);
  }

  /** Closes a resource at the end of the trial. */
  keep<T extends { close(): void }>(resource: T): T {
    this.#resources.push(resource);
    return resource;
  }

  /** A listener whose connections are closed at the end of the trial as well. */
  listen(backlog: number = 16): Socket {
    const listener = this.keep(new Socket());
    listener.bind(["127.0.0.1", 0]);
    listener.listen(backlog);
    listener.accept = async () => {
      const accepted = await Socket.prototype.accept.call(listener);
      this.keep(accepted[0]);
      return accepted;
    };
    return listener;
  }

  /** A client of ours, which does not wait for ever. Its receive buffer may be a small one. */
  async connect(address: InetAddress, receiveBuffer?: number): Promise<Socket> {
    const client = this.keep(new Socket());
    client.settimeout(SECONDS);
    if (receiveBuffer !== undefined) client.setsockopt(SOL_SOCKET, SO_RCVBUF, receiveBuffer);
    await client.connect(address);
    return client;
  }

  /** Both ends of a TCP connection: ours, and the one for the student, which waits for ever. */
  async pair(): Promise<[ours: Socket, theirs: Socket]> {
    const listener = this.listen(1);
    const ours = await this.connect(listener.getsockname());
    const [theirs] = await listener.accept();
    listener.close();
    return [ours, theirs];
  }

  /** Closes our end so that the other one is reset instead of seeing the end of the stream. */
  reset(ours: Socket): void {
    ours.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 0 });
    ours.close();
  }

  /** What the student's code answers. An error of it, or too long a wait, ends the trial. */
  async answer<T>(work: () => T | Promise<T>, expected: Said, hint?: Bilingual): Promise<T> {
    const outcome = await this.#run(work, expected, hint);
    if ("result" in outcome) return outcome.result;
    throw new CheckFailure({ expected, came: thrown(outcome.error), hint });
  }

  /** The error that the student's code is to throw. An answer without one ends the trial. */
  async failure(work: () => unknown, expected: Said, hint?: Bilingual): Promise<unknown> {
    const outcome = await this.#run(work, expected, hint);
    if ("error" in outcome) return outcome.error;
    throw new CheckFailure({ expected, came: shown(outcome.result), hint });
  }

  /** Runs the student's code beside the trial. */
  beside<T>(work: () => T | Promise<T>): Promise<T> {
    const running = runInScope(this.#scope, async () => work());
    running.catch(() => undefined); // whoever asks for the result is told
    return running;
  }

  /** Starts the student's server, which runs until the end of the trial. */
  start(
    program: (listener: Socket) => AsyncIterable<unknown>,
    listener: Socket = this.listen(),
  ): StudentServer {
    const running = this.beside(async () => {
      for await (const _ of program(listener));
    });
    return new StudentServer(listener.getsockname(), running);
  }

  /** Runs our other end of a trial beside it. What becomes of it shows in what the student gets. */
  serve(work: () => Promise<void>): Promise<void> {
    const served = work().catch((error) => {
      if (error instanceof InterruptedError || !(error instanceof OSError)) throw error;
    });
    served.catch(() => undefined); // whoever waits for it is told
    return served;
  }

  /** Waits; without a time, until everything else had a turn. */
  async nap(seconds: number = 0): Promise<void> {
    if (seconds === 0) await yieldToEventLoop();
    else await select([], [], [], seconds);
  }

  /**
   * Sends pieces so that they arrive one by one: each once the student has taken the one before, or
   * will take no more as the `work` is done.
   */
  async drip(
    ours: Socket,
    theirs: Socket,
    pieces: Iterable<Data>,
    work: Promise<unknown>,
  ): Promise<void> {
    let done = false;
    const end = (): void => {
      done = true;
    };
    work.then(end, end);
    for (const piece of pieces) {
      await ours.sendall(piece);
      while (!done && waiting(theirs) && performance.now() < this.#deadline)
        await yieldToEventLoop();
    }
  }

  /** Leaves whatever still runs where it stands, and closes everything. */
  close(): void {
    this.#scope.detach();
    for (const resource of this.#resources.reverse()) resource.close();
  }

  async #run<T>(
    work: () => T | Promise<T>,
    expected: Said,
    hint?: Bilingual,
  ): Promise<{ result: T } | { error: unknown }> {
    const running = this.beside(work);
    let outcome: { result: T } | { error: unknown } | null = null;
    const settled = running.then(
      (result) => {
        outcome = { result };
      },
      (error: unknown) => {
        outcome = { error };
      },
    );
    while (outcome === null && performance.now() < this.#deadline) {
      await waitForWork(settled, this.#deadline);
    }
    const ended = outcome as { result: T } | { error: unknown } | null;
    if (ended === null) throw late(expected, this.#seconds, hint);
    if ("error" in ended && ended.error instanceof NotWritten) throw ended.error;
    return ended;
  }
}

/** A server of the student's. */
export class StudentServer {
  /** Rejects with what ended it; a server that goes on never settles this. */
  readonly #ended: Promise<never>;

  constructor(
    readonly address: InetAddress,
    running: Promise<void>,
  ) {
    this.#ended = running.then(
      () => {
        throw new Ended(null);
      },
      (error: unknown) => {
        throw error instanceof NotWritten ? error : new Ended(error);
      },
    );
    this.#ended.catch(() => undefined); // whoever talks to it is told
  }

  /** What a client of it gets. An end of the server, or of the connection, ends the trial. */
  async talk<T>(work: () => Promise<T>, expected: Said, hint?: Bilingual): Promise<T> {
    const working = work();
    working.catch(() => undefined);
    try {
      return await Promise.race([working, this.#ended]);
    } catch (error) {
      if (error instanceof Ended) throw new CheckFailure({ expected, came: error.said, hint });
      if (error instanceof InterruptedError || !(error instanceof OSError)) throw error;
      if (error instanceof TimeoutError) throw late(expected, SECONDS, hint);
      const came = { zh: "客户端出错", en: "the client failed", code: shown(error) };
      throw new CheckFailure({ expected, came, hint });
    }
  }
}

/** The end of a server that should go on. */
class Ended extends Error {
  constructor(readonly reason: unknown) {
    super("the server ended");
  }

  get said(): Said {
    if (this.reason === null) return { zh: "服务器结束了", en: "the server came to its end" };
    return { ...thrown(this.reason), zh: "服务器因错误停下", en: "the server ended" };
  }
}

/** Whether something waits to be received on a socket. */
function waiting(socket: Socket): boolean {
  return socket.fileno() >= 0 && (kernelBuffers(socket).receive.waiting ?? 0) > 0;
}

/** Nothing came in time. */
export function late(expected: Said, seconds: number, hint?: Bilingual): CheckFailure {
  const came = {
    zh: `过了 ${seconds} 秒还没有结果`,
    en: `nothing, after ${seconds} seconds`,
  };
  return new CheckFailure({ expected, came, hint }, true);
}

/** An error as the report shows it. */
export function thrown(error: unknown): Bilingual & { code: string } {
  // Where in the cell, if the error tells.
  const place =
    error instanceof Error ? /\(?(In\[\d+\]:\d+):\d+\)?$/m.exec(error.stack ?? "") : null;
  const where = place === null ? "" : ` (${place[1]})`;
  return { zh: "抛出了错误", en: "an error", code: shown(error) + where };
}

/** What an error of our own end of a trial says of the student's code. */
export function mistakeOf(error: unknown): CheckFailure {
  if (error instanceof CheckFailure) return error;
  if (error instanceof InterruptedError) throw error;
  if (!(error instanceof OSError)) {
    // The types forbid it, but a cell can get round them.
    const expected = { zh: "题目要的那种值", en: "a value of the kind that is asked for" };
    const came = {
      zh: "别的东西，检查时出错",
      en: "another, on which the check fails",
      code: shown(error),
    };
    return new CheckFailure({ expected, came });
  }
  const came = { zh: "检查的客户端出错", en: "the client of the check failed", code: shown(error) };
  const expected = { zh: "连接一直正常", en: "a connection that works" };
  return new CheckFailure({ expected, came }, error instanceof TimeoutError);
}
