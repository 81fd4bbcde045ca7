/** A server to play with, in the notebook. */
import { randomUUID } from "node:crypto";
import type { ServerProgram } from "../../servers/index.js";
import { getHost } from "../../sys/host.js";
import { checkFunction } from "../../validators.js";
import { waitForWork } from "../../wait/cooperative.js";
import { playerScript } from "../player-script.js";
import type { Recording } from "../recording/format.js";
import { onlyLanguage } from "../render/phrases.js";
import { WidgetModel } from "../widget/model.js";
import { placeBundle } from "../widget/output.js";
import { Playground } from "./playground.js";
import { SavedRecording } from "./saved-recording.js";
import type { ClientChange, Mux, PlayAction, PlayState } from "./state.js";

const ADVICE = {
  zh: "这里可以操作一台真正的服务器。请用 npm run lab 打开笔记本，再运行这个单元格；在别的地方可以用 step() 一轮一轮地看。",
  en: "Here you can operate a real server. Open the notebook with npm run lab and run the cell; elsewhere, step() shows it round by round.",
};

/** By the name of the program: running a cell again ends its earlier playground. */
const open = new Map<string, Play>();

/** A server to play with. Made by {@link play}. Each method resolves when its effect is in the output. */
export class Play {
  readonly #model: WidgetModel<{ place: string; language: string; play: PlayState }>;
  readonly #playground: Playground;
  readonly #saved: SavedRecording;

  private constructor(playground: Playground) {
    this.#playground = playground;
    const play = playground.state;
    const place: string = randomUUID();
    const language = onlyLanguage() ?? "both";
    this.#model = new WidgetModel(playerScript("playground"), "", { place, language, play });
    this.#model.onMessage((action) => void playground.act(action as PlayAction));
    getHost()?.display(placeBundle(place, ADVICE));
    this.#saved = new SavedRecording(place, play.recording);
  }

  /** Call {@link play} instead. */
  static async start(program: ServerProgram): Promise<Play> {
    checkFunction("program", program);
    await open.get(program.name)?.end();
    const playground = await Playground.start(program);
    const play = new Play(playground);
    playground.onChange = (state) => play.#show(state);
    open.set(program.name, play);
    return play;
  }

  /** What the server has done so far. */
  get recording(): Recording {
    return this.#playground.state.recording;
  }

  /** Connects the next client: ann, bob, cat, dan, eve, fay, gil, hal. */
  connect(): Promise<void> {
    return this.#act({ type: "connect" });
  }

  /** Sends a text as a client, at most 200 characters. */
  send(client: string, text: string): Promise<void> {
    return this.#act({ type: "send", client, text });
  }

  /** Makes a client close its sending side, close, reset its connection, stop reading or read again. */
  client(client: string, type: ClientChange): Promise<void> {
    return this.#act({ type, client });
  }

  /** Runs one round of the server, if something is ready. */
  step(): Promise<void> {
    return this.#act({ type: "step" });
  }

  /** Makes a server of the library wait with another call, and keeps its clients. */
  switchTo(mux: Mux): Promise<void> {
    return this.#act({ type: "switch", mux });
  }

  /** Stops the server, closes the clients and removes the buttons. The recording with its player stays. */
  end(): Promise<void> {
    return this.#playground.end();
  }

  /** The cell may end, and the notebook be saved, as soon as this resolves. */
  async #act(action: PlayAction): Promise<void> {
    // Actions run in the background. The caller's wait keeps a plain script alive, and can be interrupted.
    await waitForWork(this.#playground.act(action), Number.POSITIVE_INFINITY);
    this.#saved.flush();
  }

  #show(play: PlayState): void {
    this.#saved.update(play.recording);
    if (!play.ended) {
      this.#model.state.play = play;
      return;
    }
    if (open.get(this.#playground.program) === this) open.delete(this.#playground.program);
    this.#model.close();
    this.#saved.flush();
  }
}

/**
 * Starts a server to play with, and shows its buttons below the cell: connect clients, send as one of
 * them, half-close, close, reset, stop reading; run the next round, run on, pause; and, for
 * `selectServer`, `pollServer` and `epollServer`, switch the call that it waits with. The page shows
 * each round as a player does: the line of the program, the sockets and their buffers.
 *
 * The clients are real connections in the kernel's process. Running the cell again, or starting
 * another playground with the same program, ends this one; its recording stays below the cell. The
 * methods of the result do what the buttons do. In a plain script nothing is shown.
 *
 * A notebook that is saved, at any moment, has the recording with its player. So a cell need not end
 * its playground: let it make the first moves, which a run without a person saves as well, and
 * continue with the buttons.
 *
 * Throws `TypeError` if `program` is not a function.
 *
 * @example
 * const game = await play(selectServer);
 * await game.connect();
 * await game.step(); // the server accepts ann
 * await game.send("ann", "hello");
 * await game.step(); // and receives
 * console.log(game.recording.rounds.length); // 2
 * await game.end();
 */
export function play(program: ServerProgram): Promise<Play> {
  return Play.start(program);
}
