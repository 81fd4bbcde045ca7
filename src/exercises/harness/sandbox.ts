/** Where a check runs the student's code: its sockets and its time limit. */
import type { InetAddress } from "../../address-family.js";
import { SO_RCVBUF, SOL_SOCKET } from "../../constants.js";
import { InterruptedError, OSError } from "../../errors.js";
import { kernelBuffers } from "../../inspect/kernel-buffers.js";
import { select } from "../../mux/select.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { handleOf } from "../../socket/base.js";
import type { Data } from "../../socket/data.js";
import * as handles from "../../socket/handle.js";
import { Socket } from "../../socket/socket.js";
import { CancelScope, runInScope, yieldToEventLoop } from "../../wait/index.js";
import { describeError, expectEqual, fail, format, timedOut } from "./expectations.js";
import type { ReportText } from "./report.js";
import { StudentServer } from "./student-server.js";
import { TimeLimit } from "./time-limit.js";
import { NotWritten } from "./todo.js";

/** The default time limit of the student's code in one check, in seconds. */
const TIME_LIMIT_S = 2;

/** Ends a call of the check that would never return, in seconds. The student's code has its own limit. */
const CLIENT_TIMEOUT_S = 60;

const SETTLING_TURNS = 50;

const AN_ERROR: Bilingual = { zh: "抛出一个错误", en: "an error is thrown" };

/** Which error the student's code should throw, and how the report words it. */
interface ExpectedError {
  readonly kind?: abstract new (...args: never[]) => Error;
  readonly expected?: ReportText;
}

/** How a piece of the student's code ended. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown };

const GENERATOR: Bilingual & { code: string } = {
  zh: "一个生成器函数，它的事件一个一个地来",
  en: "a generator function, whose events come one by one",
  code: "async function* …(listener)",
};

const CLOSE: Bilingual = {
  zh: "离开的客户端，服务器这一端也要 close，不然描述符会用光",
  en: "close the server's end of a client that has left, or descriptors run out",
};

interface Closable {
  close(): void;
}

/** The environment of one check. `close()` stops the student's code and closes every socket. */
export class Sandbox {
  readonly #resources: Closable[] = [];
  readonly #accepted: handles.SocketHandle[] = [];
  readonly #scope = new CancelScope(true);
  readonly #limit: TimeLimit;

  constructor(seconds: number = TIME_LIMIT_S) {
    this.#limit = new TimeLimit(seconds);
  }

  /** Closes a resource together with the sandbox. */
  keep<T extends Closable>(resource: T): T {
    this.#resources.push(resource);
    return resource;
  }

  /** A listener on a free port. */
  listen(backlog: number = 16): Socket {
    const listener = this.keep(new Socket());
    handleOf(listener).onAccept = (connection) => {
      this.#accepted.push(connection);
      this.keep({ close: () => handles.close(connection) });
    };
    listener.bind(["127.0.0.1", 0]);
    listener.listen(backlog);
    return listener;
  }

  /** A client whose calls time out. `receiveBuffer` is its SO_RCVBUF in bytes. */
  async connect(address: InetAddress, receiveBuffer?: number): Promise<Socket> {
    const client = this.keep(new Socket());
    client.settimeout(CLIENT_TIMEOUT_S);
    if (receiveBuffer !== undefined) client.setsockopt(SOL_SOCKET, SO_RCVBUF, receiveBuffer);
    await client.connect(address);
    return client;
  }

  /** Both ends of a TCP connection: the check's, and the student's, which has no timeout. */
  async pair(): Promise<[ours: Socket, theirs: Socket]> {
    const listener = this.listen(1);
    const ours = await this.connect(listener.getsockname());
    const [theirs] = await listener.accept();
    listener.close();
    return [ours, theirs];
  }

  /** Returns what the student's code returns. Ends the check if it throws or times out. */
  async result<T>(work: () => T | Promise<T>, expected: ReportText): Promise<T> {
    const outcome = await this.#outcomeOf(work, expected);
    if ("value" in outcome) return outcome.value;
    fail(expected, describeError(outcome.error));
  }

  /** Ends the check unless the student's code returns this value. */
  async expectValue<T>(
    work: () => T | Promise<T>,
    expected: T,
    describe: (value: T) => string = format,
  ): Promise<void> {
    expectEqual(await this.result(work, describe(expected)), expected, undefined, describe);
  }

  /** Ends the check unless the student's code throws: any error, or one of this kind. Returns what it throws. */
  async expectError(
    work: () => unknown,
    { kind, expected = kind === undefined ? AN_ERROR : errorOf(kind) }: ExpectedError = {},
  ): Promise<unknown> {
    const outcome = await this.#outcomeOf(work, expected);
    if ("value" in outcome) fail(expected, format(outcome.value));
    if (kind !== undefined && !(outcome.error instanceof kind)) {
      fail(expected, describeError(outcome.error));
    }
    return outcome.error;
  }

  /** Starts the student's server, which runs until the sandbox closes. */
  startServer(
    program: (listener: Socket) => AsyncIterable<unknown>,
    listener: Socket = this.listen(),
  ): StudentServer {
    const running = this.#start(async () => {
      const events: unknown = program(listener);
      if (!isIterable(events)) fail(GENERATOR, format(events));
      for await (const _ of events);
    });
    return new StudentServer(listener.getsockname(), running);
  }

  /** Runs the other end of a connection. Ignores its socket errors: they show in the student's code. */
  runPeer(work: () => Promise<void>): Promise<void> {
    const running = work().catch((error) => {
      if (error instanceof InterruptedError || !(error instanceof OSError)) throw error;
    });
    running.catch(() => undefined); // a check that awaits it gets the error
    return running;
  }

  /**
   * Runs the student's code on one end of a connection while the other sends `pieces`, each once
   * the one before has been received.
   */
  async feed<T>(pieces: Iterable<Data>, work: (theirs: Socket) => Promise<T>): Promise<T> {
    const [ours, theirs] = await this.pair();
    const running = this.#start(() => work(theirs));
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    running.then(settle, settle);
    const isUnread = (): boolean => !settled && hasUnread(theirs);
    await this.runPeer(async () => {
      for (const piece of pieces) {
        await ours.sendall(piece);
        do await yieldToEventLoop();
        while (isUnread() && !this.#limit.expired);
      }
    });
    return running;
  }

  /**
   * Waits until the student's code has received what was sent to it, and waits again. Counts turns
   * of the event loop, not time: a busy machine changes nothing.
   */
  async settle(): Promise<void> {
    for (let turn = 0; turn < SETTLING_TURNS; turn++) await yieldToEventLoop();
  }

  /** Ends the check unless only this number of the accepted connections is still open. */
  async expectOpen(count: number): Promise<void> {
    const isOpen = ({ fd }: handles.SocketHandle): boolean => fd >= 0;
    const open = (): number => this.#accepted.filter(isOpen).length;
    for (let turn = 0; turn < SETTLING_TURNS && open() > count; turn++) await this.settle();
    if (open() > count) fail(connections(count), connections(open()), CLOSE);
  }

  async pause(seconds: number): Promise<void> {
    await select([], [], [], seconds);
  }

  /** Stops the student's code at the call in which it waits, and closes everything. */
  close(): void {
    this.#scope.detach();
    for (const resource of this.#resources.reverse()) resource.close();
  }

  #start<T>(work: () => T | Promise<T>): Promise<T> {
    const running = runInScope(this.#scope, async () => work());
    running.catch(() => undefined); // reported where the result is used
    return running;
  }

  async #outcomeOf<T>(work: () => T | Promise<T>, expected: ReportText): Promise<Outcome<T>> {
    const outcome = this.#start(work).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (!(await this.#limit.allows(outcome))) throw timedOut(expected, this.#limit.seconds);
    const ended = await outcome;
    if ("error" in ended && ended.error instanceof NotWritten) throw ended.error;
    return ended;
  }
}

function connections(count: number): Bilingual {
  return {
    zh: `服务器开着 ${count} 个连接`,
    en: `the server has ${count} open connection${count === 1 ? "" : "s"}`,
  };
}

function errorOf({ name }: { readonly name: string }): Bilingual {
  return { zh: `抛出 ${name}`, en: `${name} is thrown` };
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function hasUnread(socket: Socket): boolean {
  return socket.fileno() >= 0 && (kernelBuffers(socket).receive.waiting ?? 0) > 0;
}
