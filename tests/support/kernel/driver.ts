/** A kernel process, controlled by Jupyter's own client in a Python process. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { HANG_MS, HANG_S } from "../hang.js";
import { interpreter, root } from "../project.js";
import { kernelCommand } from "./command.js";

/** A message of the kernel. `parent` is the id of the request that it belongs to. */
export interface Message {
  channel: "shell" | "control" | "iopub" | "stdin";
  type: string;
  parent: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: every message type has its own fields
  content: any;
  metadata: Record<string, unknown>;
  /** In Base64. */
  buffers: string[];
}

/** The optional parts of a message to the kernel; the buffers are in Base64. */
type Extras = Partial<Pick<Message, "metadata" | "buffers">>;

interface Ended {
  /** The exit code, or minus the number of the signal that ended the kernel. */
  code: number;
}

type DriverEvent =
  | ({ event: "message" } & Message)
  | { event: "ready"; pid: number; key: string }
  | { event: "echo"; data: string }
  | ({ event: "ended" } & Ended);

/** A request, and the messages that belong to it so far. */
export class Exchange {
  readonly messages: Message[] = [];
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Waits for a message that belongs to the request. */
  until(wanted: (message: Message) => boolean): Promise<Message> {
    return this.#kernel.wait(() => this.messages.find(wanted));
  }

  /** Waits for a text on stdout. */
  printed(text: string): Promise<unknown> {
    return this.until(({ type, content }) => type === "stream" && content.text.includes(text));
  }

  /** Waits for the reply and the end of the output. Returns the reply's content. */
  async done(): Promise<Message["content"]> {
    await this.until(isIdle);
    return (await this.until(({ channel }) => channel === "shell" || channel === "control"))
      .content;
  }

  /** The contents of the messages of one type. */
  contents(type: string): Message["content"][] {
    return this.messages.filter((message) => message.type === type).map(({ content }) => content);
  }

  #text(name: string): string {
    const parts = this.contents("stream").filter((content) => content.name === name);
    return parts.map((content) => content.text).join("");
  }

  /** The text of the result. */
  get result(): string | undefined {
    return this.contents("execute_result")[0]?.data["text/plain"];
  }

  get stdout(): string {
    return this.#text("stdout");
  }

  get stderr(): string {
    return this.#text("stderr");
  }
}

/** Returns whether a message reports that a request has been handled. */
export function isIdle({ type, content }: Message): boolean {
  return type === "status" && content.execution_state === "idle";
}

/** A kernel process with its client. */
export class Kernel {
  readonly driver: ChildProcess;
  readonly #exchanges = new Map<string, Exchange>();
  readonly #watchers = new Set<() => void>();
  #ended: Ended | undefined;
  #echo: string | undefined;
  #pid: number | undefined;
  #key = "";
  /** What the kernel and its client wrote to their standard error so far: the Jupyter server's log. */
  log = "";

  private constructor(env: NodeJS.ProcessEnv) {
    const script = join(root, "tests", "support", "kernel", "driver.py");
    this.driver = spawn(interpreter, [script, JSON.stringify(kernelCommand), root, `${HANG_S}`], {
      env: { ...process.env, ...env },
    });
    this.driver.stderr?.setEncoding("utf8").on("data", (text) => {
      this.log += text;
      process.stderr.write(text);
      this.#notify();
    });
  }

  /** Starts a kernel with these additional environment variables, and waits until it is ready. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<Kernel> {
    const kernel = new Kernel(env);
    if (!kernel.driver.stdout) throw new Error("no stdout");
    const lines = createInterface({ input: kernel.driver.stdout });
    lines.on("line", (line) => kernel.#take(JSON.parse(line)));
    try {
      await kernel.wait(() => kernel.#pid);
    } catch (error) {
      await kernel.stop(); // otherwise its process would keep the tests from ending
      throw error;
    }
    return kernel;
  }

  #take(event: DriverEvent): void {
    if (event.event === "ready") {
      this.#key = event.key;
      this.#pid = event.pid;
    }
    if (event.event === "ended") this.#ended = event;
    if (event.event === "echo") this.#echo = event.data;
    if (event.event === "message") this.#exchanges.get(event.parent ?? "")?.messages.push(event);
    this.#notify();
  }

  #notify(): void {
    for (const watch of this.#watchers) watch();
  }

  /** Waits until `find`, called after each message, returns something. */
  wait<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
      };
      const watch = () => {
        const found = find();
        if (found === undefined) return;
        finish();
        resolve(found);
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`the kernel did not do what the test waits for within ${HANG_S} s`));
      }, HANG_MS);
      this.#watchers.add(watch);
      watch();
    });
  }

  #command(command: Record<string, unknown>): void {
    this.driver.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** The kernel's process id. */
  get pid(): number {
    return this.#pid ?? 0;
  }

  /** Sends a request. */
  send(
    type: string,
    content: object = {},
    channel: Message["channel"] = "shell",
    { metadata = {}, buffers = [] }: Extras = {},
  ): Exchange {
    const exchange = new Exchange(this);
    const id = `request-${this.#exchanges.size}`;
    this.#exchanges.set(id, exchange);
    this.#command({ do: "send", id, channel, type, content, metadata, buffers });
    return exchange;
  }

  /** Sends the parts of a message unchanged, with a signature like that of Jupyter's client. */
  sendParts(parts: readonly string[], channel: Message["channel"]): void {
    const signature = createHmac("sha256", this.#key);
    for (const part of parts) signature.update(part);
    this.sendFrames(["<IDS|MSG>", signature.digest("hex"), ...parts], channel);
  }

  /** Sends frames that need not be a message. */
  sendFrames(frames: readonly string[], channel: Message["channel"]): void {
    this.#command({ do: "send frames", channel, frames });
  }

  /** Sends a cell. */
  execute(code: string, options: object = {}): Exchange {
    return this.send("execute_request", { code, stop_on_error: true, ...options });
  }

  /** Sends a cell that may ask for input, and replies to each request for it. Returns the cell and its prompts. */
  async runWithInput(
    code: string,
    ...lines: string[]
  ): Promise<[cell: Exchange, prompts: string[]]> {
    const cell = this.execute(code, { allow_stdin: true });
    for (let i = 0; i < lines.length; i++) {
      await this.wait(() => cell.contents("input_request")[i]);
      this.send("input_reply", { value: lines[i] }, "stdin");
    }
    await cell.done();
    return [cell, cell.contents("input_request").map(({ prompt }) => prompt)];
  }

  /** Runs a cell to its end. */
  async run(code: string, options: object = {}): Promise<Exchange> {
    const cell = this.execute(code, options);
    await cell.done();
    return cell;
  }

  /** Sends a heartbeat. Returns its echo. */
  beat(): Promise<string> {
    this.#echo = undefined;
    this.#command({ do: "beat" });
    return this.wait(() => this.#echo);
  }

  /** Sends SIGINT, as Jupyter's Interrupt button does. */
  interrupt(): void {
    this.#command({ do: "interrupt" });
  }

  /** Kills the kernel and starts it again, as Jupyter does with one that has died. */
  async restart(): Promise<void> {
    this.#pid = undefined;
    this.#command({ do: "restart" });
    await this.wait(() => this.#pid);
  }

  /** Shuts the kernel down, as Jupyter does. */
  shutdown(): Promise<Ended> {
    this.#command({ do: "shutdown" });
    return this.wait(() => this.#ended);
  }

  /** Ends the kernel and its client. */
  async stop(): Promise<void> {
    if (this.driver.exitCode !== null || this.driver.signalCode !== null) return;
    const exit = once(this.driver, "exit");
    this.driver.stdin?.end();
    await exit;
  }
}
