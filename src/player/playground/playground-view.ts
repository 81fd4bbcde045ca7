/** The buttons of the playground above a player that follows the recording. */
import { MUXES, type PlayAction, type PlayState } from "../../notebook/play/state.js";
import { both, el } from "../dom.js";
import { type Language, mountPlayer, type Player } from "../player.js";
import { ReplyTimer, SILENT } from "../reply-timer.js";
import { suppressShortcuts } from "../shortcuts.js";
import { STYLE } from "../style.js";
import { ClientView, textButton } from "./client-view.js";
import playground from "./playground.css";

const PAUSES_MS = [2000, 1000, 500, 200];

export class PlaygroundView {
  readonly #act: (action: PlayAction) => void;
  readonly #clients = el("ul", { class: "player-clients" });
  readonly #views = new Map<string, ClientView>();
  readonly #connect = textButton({ zh: "连接一个客户端", en: "connect a client" });
  readonly #step = textButton({ zh: "下一轮", en: "Next round" });
  readonly #run = textButton({ zh: "连续运行", en: "Run" });
  readonly #speed = el("select", { "aria-label": "两轮之间的时间 time between rounds" });
  readonly #muxes = el("span", {
    class: "muxes",
    role: "group",
    "aria-label": "select poll epoll",
  });
  readonly #message = el("p", { class: "message", role: "status" });
  readonly #timer = new ReplyTimer(() => this.#message.replaceChildren(...both(SILENT)));
  readonly #player: Player;
  #running = false;

  constructor(
    element: HTMLElement,
    state: PlayState,
    act: (action: PlayAction) => void,
    language: Language = "both",
  ) {
    this.#act = (action) => {
      this.#timer.start();
      act(action);
    };
    const host = el("div", { class: "day29-player", "data-language": language });
    const below = el("div");
    element.append(host, below);
    this.#player = mountPlayer(below, state.recording, { frame: "last", language });
    const panel = this.#panel();
    suppressShortcuts(host, panel);
    host.attachShadow({ mode: "open" }).append(el("style", {}, STYLE, playground), panel);
    this.show(state);
  }

  show(state: PlayState): void {
    this.#timer.stop();
    for (const client of state.clients) {
      let view = this.#views.get(client.name);
      if (view === undefined) {
        view = new ClientView(client, this.#act);
        this.#views.set(client.name, view);
        this.#clients.append(view.element);
      }
      view.show(client);
    }
    this.#clients.hidden = state.clients.length === 0;
    this.#connect.replaceChildren(
      ...both(
        state.nextClient === null
          ? { zh: "客户端已满", en: "no more clients" }
          : { zh: `连接 ${state.nextClient}`, en: `connect ${state.nextClient}` },
      ),
    );
    this.#connect.setAttribute("aria-label", this.#connect.textContent ?? "");
    this.#connect.disabled = state.nextClient === null;
    this.#running = state.running;
    const run = state.running ? { zh: "暂停", en: "Pause" } : { zh: "连续运行", en: "Run" };
    this.#run.replaceChildren(...both(run));
    this.#run.setAttribute("aria-label", `${run.zh} ${run.en}`);
    this.#speed.value = String(state.pauseMs);
    this.#muxes.hidden = state.mux === null;
    for (const button of this.#muxes.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.mux === state.mux));
    }
    this.#message.replaceChildren(...(state.message === null ? [] : both(state.message)));
    this.#player.update(state.recording);
  }

  destroy(): void {
    this.#timer.stop();
    this.#player.destroy();
  }

  #panel(): HTMLElement {
    this.#connect.addEventListener("click", () => this.#act({ type: "connect" }));
    this.#step.classList.add("primary");
    this.#step.addEventListener("click", () => this.#act({ type: "step" }));
    this.#run.addEventListener("click", () => this.#act({ type: this.#running ? "pause" : "run" }));
    for (const pause of PAUSES_MS) {
      this.#speed.append(el("option", { value: String(pause) }, `${pause / 1000} s`));
    }
    this.#speed.addEventListener("change", () =>
      this.#act({ type: "speed", pauseMs: Number(this.#speed.value) }),
    );
    for (const mux of MUXES) {
      const button = el("button", { type: "button", class: "text mono", "data-mux": mux }, mux);
      button.addEventListener("click", () => this.#act({ type: "switch", mux }));
      this.#muxes.append(button);
    }
    const end = textButton({ zh: "结束，留下录像", en: "End and keep the recording" });
    end.addEventListener("click", () => this.#act({ type: "end" }));
    return el(
      "div",
      { class: "player playground", role: "group", "aria-label": "游乐场 playground" },
      el(
        "div",
        { class: "bar" },
        this.#connect,
        this.#step,
        this.#run,
        this.#speed,
        this.#muxes,
        end,
      ),
      this.#clients,
      this.#message,
    );
  }
}
