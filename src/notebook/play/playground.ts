/** A server that the user steps, and its clients, without the buttons. */
import {
  epollServer,
  pollServer,
  type Server,
  type ServerProgram,
  selectServer,
  serve,
} from "../../servers/index.js";
import { checkChoice, shown } from "../../validators.js";
import { CancelScope, runInScope } from "../../wait/index.js";
import { type Recorder, record } from "../recording/recorder.js";
import type { Bilingual } from "../render/phrases.js";
import { PlayClient } from "./client.js";
import { type ClientChange, MUXES, type Mux, type PlayAction, type PlayState } from "./state.js";

/** The clients, by the order in which they connect. */
const NAMES = ["ann", "bob", "cat", "dan", "eve", "fay", "gil", "hal"];
const MAX_TEXT = 200;
/** How long a step waits for something to become ready, in seconds. */
const STEP_TIMEOUT = 0.2;
const [MIN_PAUSE_MS, MAX_PAUSE_MS] = [100, 5000];

const PROGRAMS: Readonly<Record<Mux, ServerProgram>> = {
  select: selectServer,
  poll: pollServer,
  epoll: epollServer,
};

let count = 0;

export class Playground {
  readonly server: Server;
  /** The name of the program that it was started with. */
  readonly program: string;
  /** Called with each new state. */
  onChange: (state: PlayState) => void = () => {};
  readonly #recorder: Recorder;
  readonly #key = `playground ${++count}`;
  readonly #clients: PlayClient[] = [];
  readonly #scope = new CancelScope(true);
  #mux: Mux | null;
  #running = false;
  #pauseMs = 1000;
  #timer: NodeJS.Timeout | undefined;
  #actions = 0;
  #ended = false;
  #message: Bilingual | null = null;
  /** Actions happen one after another, in the order of the clicks. */
  #queue: Promise<void> = Promise.resolve();

  private constructor(server: Server, program: string, mux: Mux | null) {
    this.server = server;
    this.program = program;
    this.#mux = mux;
    this.#recorder = record(server);
  }

  /** Starts a server to play with. */
  static async start(program: ServerProgram): Promise<Playground> {
    // A name of its own: serve() stops a server of the same name, which another cell may use.
    const server = await serve(program, { name: `play(${program.name})`, stepping: true });
    const mux = MUXES.find((name) => PROGRAMS[name] === program) ?? null;
    return new Playground(server, program.name, mux);
  }

  get state(): PlayState {
    return {
      recording: this.#recorder.recording,
      clients: this.#clients.map(({ state }) => state),
      nextClient: this.#nextName() ?? null,
      running: this.#running,
      pauseMs: this.#pauseMs,
      mux: this.#mux,
      actions: this.#actions,
      ended: this.#ended,
      message: this.#message,
    };
  }

  /** Does what the user asks for. Never rejects: what goes wrong is a message in the state. */
  act(action: PlayAction): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (this.#ended) return;
      this.#actions++;
      this.#message = null;
      try {
        await runInScope(this.#scope, () => this.#perform(action));
      } catch (error) {
        this.#fail(error);
      }
      this.onChange(this.state);
    });
    return this.#queue;
  }

  /** Stops the server and closes the clients. The recording stays. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#pause();
    for (const client of this.#clients) client.close();
    this.#recorder.stop();
    // A server that has failed has already been reported.
    await this.server.stop().catch(() => undefined);
    this.onChange(this.state);
  }

  async #perform(action: PlayAction): Promise<void> {
    switch (action.type) {
      case "connect":
        return this.#connect();
      case "send":
        return this.#send(this.#client(action.client), action.text);
      case "half-close":
      case "close":
      case "reset":
      case "stop-reading":
      case "resume-reading":
        return this.#change(this.#client(action.client), action.type);
      case "step":
        return this.#step();
      case "run":
        this.#running = true;
        return this.#schedule();
      case "pause":
        return this.#pause();
      case "speed":
        this.#pauseMs = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, Number(action.pauseMs) || 0));
        return;
      case "switch":
        return this.#switchTo(action.mux);
      case "end":
        return this.end();
      default:
        throw new TypeError(`the playground has no action ${shown(action)}`);
    }
  }

  #nextName(): string | undefined {
    return NAMES[this.#clients.length];
  }

  #client(name: string): PlayClient {
    const client = this.#clients.find((each) => each.name === name);
    if (client === undefined) throw new TypeError(`the playground has no client ${shown(name)}`);
    return client;
  }

  async #connect(): Promise<void> {
    const name = this.#nextName();
    if (name === undefined) {
      this.#say(`最多 ${NAMES.length} 个客户端`, `at most ${NAMES.length} clients`);
      return;
    }
    const client = await PlayClient.connect(this.#key, name, this.server.address);
    this.#clients.push(client);
    this.#recorder.client(name, "connect");
  }

  async #send(client: PlayClient, text: string): Promise<void> {
    const bytes = Buffer.from(String(text).slice(0, MAX_TEXT));
    if (bytes.length === 0) {
      return this.#say("先写一句话再发送", "write something to send first");
    }
    const sent = await client.send(bytes);
    if (sent > 0) this.#recorder.client(client.name, "send", `${bytes.subarray(0, sent)}`);
    if (sent < bytes.length) {
      this.#say(
        `发送缓冲区满了：${bytes.length} 字节只放进了 ${sent} 字节`,
        `the send buffer is full: it took ${sent} of ${bytes.length} bytes`,
      );
    }
  }

  #change(client: PlayClient, type: ClientChange): void {
    if (type === "half-close") client.halfClose();
    else if (type === "close") client.close();
    else if (type === "reset") client.reset();
    else client.setReading(type === "resume-reading");
    this.#recorder.client(client.name, type);
    client.receive();
  }

  async #step(): Promise<void> {
    const { readiness, events } = await this.server.step(STEP_TIMEOUT);
    for (const client of this.#clients) client.receive();
    if (readiness === null && events.length === 0) {
      this.#say("没有就绪的：服务器还在等", "nothing is ready: the server still waits");
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.act({ type: "step" });
      if (this.#running && !this.#ended) this.#schedule();
    }, this.#pauseMs);
    this.#timer.unref();
  }

  #pause(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  async #switchTo(mux: Mux): Promise<void> {
    checkChoice("mux", mux, MUXES);
    if (this.#mux === null) {
      return this.#say(
        "只有库里的服务器可以换调用",
        "only the servers of the library can be switched",
      );
    }
    if (mux === this.#mux) return;
    await this.server.switchTo(PROGRAMS[mux]);
    this.#mux = mux;
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.server.error !== undefined && this.server.error === error) {
      this.#pause();
      this.#say(`服务器因错误而停止：${text}`, `the server ended with an error: ${text}`);
    } else {
      this.#say(text, text);
    }
  }

  #say(zh: string, en: string): void {
    this.#message = { zh, en };
  }
}
