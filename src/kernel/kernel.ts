/** Handles Jupyter's requests. */

import { thrownError } from "./cell-error.js";
import { type Comms, isCommMessage } from "./comms.js";
import { History } from "./history.js";
import type { Input } from "./input.js";
import type { Interpreter } from "./interpreter.js";
import { completeReply, inspectReply, toUtf16 } from "./introspection.js";
import { KERNEL_INFO } from "./kernel-info.js";
import type { Output } from "./output.js";
import { limitGarbage } from "./process/garbage.js";
import { log } from "./process/stdio.js";
import type { Channels, Incoming } from "./transport/channels.js";
import type { Content, Request } from "./transport/wire.js";
import { checkCompleteness } from "./tslab/completeness.js";

/** When the kernel has been idle for this long, it prepares for cells: one that is under way should not wait. */
const IDLE_MS = 100;

/** The fields of all request types. */
interface RequestContent {
  code?: string;
  cursor_pos?: number;
  silent?: boolean;
  store_history?: boolean;
  stop_on_error?: boolean;
  target_name?: string;
  detail_level?: number;
}

/** Returns whether a cell counts, and belongs to the history. */
function isCounted(content: Content): boolean {
  const { silent, store_history } = content as RequestContent;
  return !silent && store_history !== false;
}

/** Runs cells one after another, and handles all other requests immediately, also while a cell awaits. */
export class Kernel {
  readonly #channels: Channels;
  readonly #interpreter: Interpreter;
  readonly #output: Output;
  readonly #comms: Comms;
  readonly #input: Input;
  readonly #history = new History();
  readonly #cells: Incoming[] = [];
  /** The number of tasks that handle requests. */
  #tasks = 0;
  #running = false;
  #isRequested = false;
  #isUnprepared = true;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(
    channels: Channels,
    interpreter: Interpreter,
    output: Output,
    comms: Comms,
    input: Input,
  ) {
    this.#channels = channels;
    this.#interpreter = interpreter;
    this.#output = output;
    this.#comms = comms;
    this.#input = input;
  }

  /** Handles a message from any channel. */
  receive(incoming: Incoming): void {
    const { channel, request } = incoming;
    const type = request.header.msg_type;
    if (type === "execute_request") {
      this.#cells.push(incoming);
      if (!this.#running) void this.#track(() => this.#runCells());
    } else if (isCommMessage(request)) {
      const handle = async () => {
        await this.#comms.receive(request);
        return undefined;
      };
      void this.#track(() => this.#busy(incoming, handle));
    } else {
      const handle = async () => {
        const content = this.#handle(request);
        if (!content) log(`ignored a message on ${channel}: unknown type ${JSON.stringify(type)}`);
        return content;
      };
      void this.#track(() => this.#busy(incoming, handle));
    }
  }

  /** Runs a task that handles requests and never rejects. */
  async #track(task: () => Promise<void>): Promise<void> {
    this.#tasks += 1;
    this.#interpreter.setIdle(false);
    await task();
    this.#tasks -= 1;
    this.#interpreter.setIdle(this.#tasks === 0);
    if (this.#isRequested) this.#prepareSoon();
  }

  /**
   * Reports the kernel as busy with a request while `work` runs. Never rejects.
   * @param work returns the content of the reply, if there is one
   * @param begin sends what follows the status
   */
  async #busy(
    incoming: Incoming,
    work: () => Promise<Content | undefined>,
    begin = () => {},
  ): Promise<void> {
    const { channel, request } = incoming;
    try {
      const run = async () => {
        this.#channels.together(() => {
          this.#channels.setStatus("busy", request);
          begin();
        });
        return work();
      };
      const content = await run().catch((error) => ({ status: "error", ...thrownError(error) }));
      this.#channels.together(() => {
        try {
          this.#output.flush(); // what was printed before the reply is published before it
          if (content) incoming.reply(content);
        } finally {
          this.#channels.setStatus("idle", request);
        }
      });
    } catch (error) {
      // A header that can be parsed may still be nested too deeply to be serialized for the reply.
      log(`ignored a message on ${channel}: ${(error as Error).message}`);
    }
  }

  async #runCells(): Promise<void> {
    this.#running = true;
    for (let cell = this.#cells.shift(); cell; cell = this.#cells.shift()) {
      const current = cell;
      let aborted: Incoming[] = [];
      const execute = async () => {
        const [content, queued] = await this.#execute(current);
        aborted = queued;
        return content;
      };
      await this.#busy(current, execute, () => this.#begin(current));
      for (const skipped of aborted) await this.#busy(skipped, async () => ({ status: "aborted" }));
      limitGarbage();
    }
    this.#running = false;
  }

  #begin({ request: { header, content } }: Incoming): void {
    const { code = "", silent } = content as RequestContent;
    if (isCounted(content)) {
      this.#count += 1;
      this.#history.add(this.#count, code);
    }
    this.#output.setParent(header);
    const execution_count = this.#numberOf(content);
    if (!silent) this.#output.send("execute_input", { code, execution_count });
  }

  /** Returns the number of the running cell. One that does not count has that of the next one. */
  #numberOf(content: Content): number {
    return isCounted(content) ? this.#count : this.#count + 1;
  }

  /** Runs a cell. Returns the reply, and the queued cells that must not run because this one failed. */
  async #execute(incoming: Incoming): Promise<[reply: Content, aborted: Incoming[]]> {
    const { arrivedAt, request } = incoming;
    const { content } = request;
    const { code = "", silent, stop_on_error } = content as RequestContent;
    const execution_count = this.#numberOf(content);
    this.#input.begin(incoming);
    const name = `In[${execution_count}]`;
    const error = await this.#interpreter.run({ name, code, arrivedAt }, (data) => {
      if (!silent && !this.#output.hasDisplayed(data)) {
        this.#output.send("execute_result", { data, metadata: {}, execution_count });
      }
      if (isCounted(content)) this.#history.setOutput(String(data["text/plain"] ?? ""));
    });
    this.#input.end();
    if (!error) {
      const user_expressions = await this.#evaluate(content.user_expressions);
      const rest = { execution_count: this.#count, payload: [], user_expressions };
      return [{ status: "ok", ...rest }, []];
    }
    this.#output.flush();
    if (!silent) this.#output.send("error", error);
    const aborted = stop_on_error === false ? [] : await this.#takeQueued();
    const rest = { execution_count: this.#count, payload: [], user_expressions: {} };
    return [{ status: "error", ...rest, ...error }, aborted];
  }

  /** @param expressions an object whose values are expressions, from the client */
  async #evaluate(expressions: unknown): Promise<Content> {
    const values: [name: string, value: Content][] = [];
    if (typeof expressions !== "object") return {};
    for (const [name, expression] of Object.entries(expressions ?? {})) {
      values.push([name, await this.#interpreter.evaluate(String(expression))]);
    }
    return Object.fromEntries(values);
  }

  /** Empties the queue, including cells that were sent before the client could learn of the failure. */
  async #takeQueued(): Promise<Incoming[]> {
    await this.#channels.synchronize();
    return this.#cells.splice(0);
  }

  /** Prepares for the next cells, step by step, unless the kernel is busy. */
  #prepare(): void {
    if (this.#tasks === 0 && this.#isUnprepared) this.#isUnprepared = this.#interpreter.prepare();
    this.#prepareSoon();
  }

  #prepareSoon(): void {
    clearTimeout(this.#timer);
    if (this.#isUnprepared) this.#timer = setTimeout(() => this.#prepare(), IDLE_MS).unref();
  }

  /** Returns the content of the reply, or undefined for an unknown type of request. */
  #handle({ header, content }: Request): Content | undefined {
    const { code = "", cursor_pos = 0, target_name, detail_level } = content as RequestContent;
    const position = toUtf16(code, cursor_pos);
    switch (header.msg_type) {
      case "kernel_info_request":
        // The first client has its reply, and its first cell is under way.
        if (!this.#isRequested) setImmediate(() => this.#prepare());
        this.#isRequested = true;
        return KERNEL_INFO;
      case "complete_request":
        return completeReply(code, this.#interpreter.complete(code, position));
      case "inspect_request":
        return inspectReply(this.#interpreter.inspect(code, position, detail_level === 1));
      case "is_complete_request":
        return { ...checkCompleteness(code) };
      case "history_request":
        return this.#history.reply(content);
      case "comm_info_request":
        return this.#comms.info(target_name);
      default:
        return undefined;
    }
  }
}
