/** A client of the playground: its state, a line to send, and what it can do. */
import type { ClientState, PlayAction } from "../../notebook/play/state.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { both, el, label } from "../dom.js";

type Act = (action: PlayAction) => void;

const STATUS: Readonly<Record<ClientState["status"], Bilingual>> = {
  open: { zh: "已连接", en: "connected" },
  "half-closed": { zh: "半关闭", en: "half-closed" },
  closed: { zh: "已关闭", en: "closed" },
};
const SEND = { zh: "发送", en: "Send" };
const TEXT = { zh: "要发送的话", en: "text to send" };

export class ClientView {
  readonly element: HTMLElement;
  readonly #status = el("span", { class: "quiet" });
  readonly #received = el("q", { class: "mono" });
  readonly #receivedLine: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #halfClose: HTMLButtonElement;
  readonly #reading: HTMLButtonElement;
  #isReading = true;

  constructor({ name }: ClientState, act: Act) {
    const input = el("input", {
      type: "text",
      maxlength: "200",
      value: "hello",
      autocomplete: "off",
      "aria-label": `${name}: ${label(TEXT)}`,
    });
    this.#form = el("form", {}, input, textButton(SEND, `${name}: ${label(SEND)}`, "submit"));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      act({ type: "send", client: name, text: input.value });
    });
    const doing = (
      type: "half-close" | "close" | "reset",
      phrase: Bilingual,
    ): HTMLButtonElement => {
      const button = textButton(phrase, `${name}: ${label(phrase)}`);
      button.addEventListener("click", () => act({ type, client: name }));
      return button;
    };
    this.#halfClose = doing("half-close", { zh: "半关闭", en: "half-close" });
    this.#reading = textButton({ zh: "停止读", en: "stop reading" }, name);
    this.#reading.addEventListener("click", () => {
      act({ type: this.#isReading ? "stop-reading" : "resume-reading", client: name });
    });
    this.#buttons = [
      this.#halfClose,
      doing("close", { zh: "关闭", en: "close" }),
      doing("reset", { zh: "重置", en: "reset" }),
      this.#reading,
    ];
    this.#receivedLine = el(
      "p",
      { class: "received" },
      el("span", { class: "quiet" }, ...both({ zh: "收到", en: "received" })),
      " ",
      this.#received,
    );
    this.element = el(
      "li",
      { class: "client", "data-client": name },
      el("p", { class: "client-name" }, el("b", {}, name), " ", this.#status),
      this.#form,
      el("p", { class: "client-actions" }, ...this.#buttons),
      this.#receivedLine,
    );
  }

  show({ name, status, reading, received }: ClientState): void {
    this.#isReading = reading;
    this.element.dataset.status = status;
    this.#status.replaceChildren(...both(STATUS[status]));
    this.#form.hidden = status !== "open";
    for (const button of this.#buttons) button.hidden = status === "closed";
    this.#halfClose.hidden = status !== "open";
    const phrase = reading
      ? { zh: "停止读", en: "stop reading" }
      : { zh: "继续读", en: "read again" };
    this.#reading.replaceChildren(...both(phrase));
    this.#reading.setAttribute("aria-label", `${name}: ${label(phrase)}`);
    this.#receivedLine.hidden = received === "";
    this.#received.textContent = received;
  }
}

/** A button with its words on it. */
export function textButton(
  phrase: Bilingual,
  name: string = label(phrase),
  type: "button" | "submit" = "button",
): HTMLButtonElement {
  return el("button", { type, class: "text", "aria-label": name }, ...both(phrase));
}
