/** The channels through which clients communicate with the kernel, as the main thread uses them. */
import { readFileSync } from "node:fs";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { memoryLimit } from "../process/memory-watch.js";
import type { SigintCounter } from "../process/sigint.js";
import { captureStdio, log, type StreamName, setLog, writeAll } from "../process/stdio.js";
import { createToken, encodeMark } from "./marked-stream.js";
import {
  type Descriptors,
  type InputReply,
  type Interruptible,
  type RawRequest,
  type RequestChannel,
  Shared,
  type Task,
  type ToMain,
  type ToWorker,
  type WorkerData,
} from "./messages.js";
import { type Content, type Extras, type Header, type Request, toJson } from "./wire.js";

/** The main thread waits while the messages that the Worker has not handled are larger than this, in characters. */
const MAX_UNHANDLED = 32_000_000;
/**
 * Text that is written to one stream after text on the other, or this long after the last mark, follows a mark. So the
 * order of both streams is kept, also with the output of a child process, without a mark for each line.
 */
const MARK_MS = 1;
const CLOSE_MS = 2000;

/** A request, the channel on which it arrived and when, and the function that replies to it. */
export interface Incoming {
  channel: RequestChannel;
  /** See `monotonicMs()`. */
  arrivedAt: number;
  request: Request;
  reply(content: Content): void;
}

/** Sends and receives the kernel's messages. */
export class Channels {
  readonly #shared = new Int32Array(
    new SharedArrayBuffer(Shared.LENGTH * Int32Array.BYTES_PER_ELEMENT),
  );
  readonly #token = createToken();
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #descriptors: Descriptors | undefined;
  #receive: (incoming: Incoming) => void = () => {};
  #shutDown: () => void = () => {};
  readonly #synchronizing: (() => void)[] = [];
  readonly #inputs = new PendingInputs();
  readonly #inputPort;
  /** The tasks that {@link together} collects. */
  #collected: Task[] | undefined;
  #mark = 0;
  #markedAt = 0;
  #lastWritten: StreamName = "stdout";

  /**
   * Starts to serve the channels. The Worker replies to some requests itself, so that clients get their replies while
   * the main thread computes.
   * @param connectionFile the path of Jupyter's connection file
   * @param kernelInfo the content of the reply to `kernel_info_request`
   */
  constructor(connectionFile: string, kernelInfo: Content) {
    const { port1, port2: inputPort } = new MessageChannel();
    this.#inputPort = port1;
    this.#inputPort.on("message", (reply: InputReply) => this.#inputs.resolve(reply));
    const workerData: WorkerData = {
      connectionFile,
      connection: JSON.parse(readFileSync(connectionFile, "utf8")),
      memoryLimit: memoryLimit(),
      kernelInfo,
      token: this.#token,
      shared: this.#shared,
      inputPort,
    };
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData,
      transferList: [inputPort],
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      // It closes descriptors that pipe2(2) returned, of which Node.js would warn.
      trackUnmanagedFds: false,
    });
    this.#worker.on("error", (error) => {
      log(`the channels failed: ${error.stack}`);
      process.kill(process.pid, "SIGKILL");
    });
    this.#ready = new Promise((resolve) => {
      this.#worker.on("message", (message: ToMain) => {
        if (message.kind === "ready") resolve(this.#redirect(message.descriptors));
        else this.#handle(message);
      });
    });
  }

  /** Captures the standard streams as soon as their descriptors have been redirected. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  #redirect(descriptors: Descriptors): void {
    this.#descriptors = descriptors;
    setLog(descriptors.log);
    captureStdio(descriptors, (name) => this.#orderWrite(name));
  }

  #handle(message: Exclude<ToMain, { kind: "ready" }>): void {
    switch (message.kind) {
      case "request":
        this.#receive(this.#incoming(message.request));
        break;
      case "synchronized":
        this.#synchronizing.shift()?.();
        break;
      case "shutdown":
        Atomics.store(this.#shared, Shared.EXITING, 1);
        this.#shutDown();
    }
  }

  #incoming({
    channel,
    arrivedAt,
    route,
    header,
    content,
    metadata,
    buffers,
  }: RawRequest): Incoming {
    const request: Request = {
      route,
      header: JSON.parse(header),
      content: JSON.parse(content),
      metadata: JSON.parse(metadata),
      buffers,
    };
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    const reply = (body: Content) => {
      const message = { type, content: toJson(body), parent: header };
      this.#post({ kind: "reply", channel, route, message });
    };
    return { channel, arrivedAt, request, reply };
  }

  /** Passes every request to `receive`, which must return immediately, and `shutDown` ends the process. */
  listen(receive: (incoming: Incoming) => void, shutDown: () => void): void {
    this.#receive = receive;
    this.#shutDown = shutDown;
  }

  /** Resolves when `receive` has been called for all requests that were sent before, even if they are on their way. */
  synchronize(): Promise<void> {
    return new Promise((resolve) => {
      this.#synchronizing.push(resolve);
      this.#post({ kind: "synchronize" });
    });
  }

  /** Reports that the kernel begins or ends to handle a request. */
  setStatus(state: "busy" | "idle", { header }: Request): void {
    this.#post({ kind: "status", state, header: toJson(header) });
  }

  /** Attributes further output to a request, also what is written to the standard streams. */
  setParent(header: Header): void {
    this.#post({ kind: "parent", header: toJson(header) });
  }

  /** Sends a message to every client. */
  publish(type: string, content: Content, { parent, metadata, buffers }: Extras = {}): void {
    const message = {
      ...(parent && { parent: toJson(parent) }),
      type,
      content: toJson(content),
      metadata: metadata && toJson(metadata),
      buffers,
    };
    this.#post({ kind: "publish", message });
  }

  /** Replaces the display with that id. Of updates in quick succession, only the last one is published. */
  updateDisplay(id: string, content: Content): void {
    const message = { type: "update_display_data", content: toJson(content) };
    this.#post({ kind: "update", id, message });
  }

  /** Publishes what has been collected. */
  flush(): void {
    this.#post({ kind: "flush" });
  }

  /** Asks the client that sent a cell for a line. */
  requestInput(cell: Incoming, content: Content): Promise<string> {
    const { id, reply } = this.#inputs.add();
    this.#postInput(id, cell, content);
    return reply;
  }

  /** Asks and blocks this thread until the reply has arrived. Returns undefined after a SIGINT. */
  requestInputSync(cell: Incoming, content: Content): string | undefined {
    const shared = this.#shared;
    const interrupts = Atomics.load(shared, Shared.INTERRUPTS);
    const { id } = this.#inputs.next();
    this.#postInput(id, cell, content);
    for (;;) {
      const wake = Atomics.load(shared, Shared.WAKE);
      const reply: InputReply | undefined = receiveMessageOnPort(this.#inputPort)?.message;
      if (reply?.id === id) return reply.value;
      if (reply) this.#inputs.resolve(reply);
      else if (Atomics.load(shared, Shared.INTERRUPTS) !== interrupts) return undefined;
      else Atomics.wait(shared, Shared.WAKE, wake);
    }
  }

  #postInput(id: number, { request }: Incoming, content: Content): void {
    const message = {
      type: "input_request",
      content: toJson(content),
      parent: toJson(request.header),
    };
    this.#post({ kind: "input", request: { id, route: request.route, message } });
  }

  /** Rejects all requests for input with `reason`. */
  cancelInputs(reason: Error): void {
    this.#post({ kind: "cancel inputs" });
    this.#inputs.reject(reason);
  }

  /** Reports that the main thread has handled all SIGINTs so far. */
  setInterruptsHandled(): void {
    const interrupts = Atomics.load(this.#shared, Shared.INTERRUPTS);
    Atomics.store(this.#shared, Shared.HANDLED_INTERRUPTS, interrupts);
  }

  /** Sets which code a SIGINT ends that is not handled in time. */
  setInterruptible(code: Interruptible): void {
    Atomics.store(this.#shared, Shared.INTERRUPTIBLE, code);
  }

  /** What ends {@link requestInputSync} at a SIGINT. */
  get sigintCounter(): SigintCounter {
    return { words: this.#shared, interrupts: Shared.INTERRUPTS, wake: Shared.WAKE };
  }

  /** Closes the sockets after the last messages have been sent, and waits for that. */
  close(): void {
    this.#post({ kind: "close" });
    if (Atomics.wait(this.#shared, Shared.CLOSED, 0, CLOSE_MS) === "timed-out") {
      process.kill(process.pid, "SIGKILL");
    }
  }

  /** Sends everything that `work` sends as one message, as each message wakes the Worker. */
  together(work: () => void): void {
    const tasks: Task[] = [];
    this.#collected = tasks;
    try {
      work();
    } finally {
      this.#collected = undefined;
      this.#send(tasks);
    }
  }

  #post(task: Task): void {
    if (this.#collected) this.#collected.push(task);
    else this.#send([task]);
  }

  #send(tasks: Task[]): void {
    const size = tasks.reduce((sum, task) => sum + sizeOf(task), 0);
    this.#waitForRoom(size);
    this.#mark += 1;
    this.#worker.postMessage({ tasks, size, mark: this.#mark } satisfies ToWorker);
    this.#writeMark();
  }

  /** Bounds the memory of the messages that are on their way. */
  #waitForRoom(size: number): void {
    const shared = this.#shared;
    for (;;) {
      const unhandled = Atomics.load(shared, Shared.UNHANDLED);
      if (unhandled === 0 || unhandled + size <= MAX_UNHANDLED) break;
      Atomics.wait(shared, Shared.UNHANDLED, unhandled);
    }
    Atomics.add(shared, Shared.UNHANDLED, size);
  }

  #orderWrite(name: StreamName): void {
    if (name === this.#lastWritten && performance.now() - this.#markedAt < MARK_MS) return;
    this.#lastWritten = name;
    this.#mark += 1;
    this.#writeMark();
  }

  #writeMark(): void {
    if (!this.#descriptors) return;
    const mark = encodeMark(this.#token, this.#mark);
    writeAll(this.#descriptors.stdout, mark);
    writeAll(this.#descriptors.stderr, mark);
    this.#markedAt = performance.now();
  }
}

interface PendingInput {
  resolve(value: string): void;
  reject(reason: Error): void;
}

/** The requests for input that have no reply yet. */
class PendingInputs {
  readonly #pending = new Map<number, PendingInput>();
  #last = 0;

  /** Returns a new id. */
  next(): { id: number } {
    this.#last += 1;
    return { id: this.#last };
  }

  add(): { id: number; reply: Promise<string> } {
    const { id } = this.next();
    const reply = new Promise<string>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    return { id, reply };
  }

  resolve({ id, value }: InputReply): void {
    this.#pending.get(id)?.resolve(value);
    this.#pending.delete(id);
  }

  reject(reason: Error): void {
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

function sizeOf(task: Task): number {
  return "message" in task ? task.message.content.length : 0;
}
