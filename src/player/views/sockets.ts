/** The sockets: what each is watched for, what was reported and why, and the kernel's buffers. */
import type { SocketState } from "../../notebook/recording/format.js";
import { both, el, label } from "../dom.js";
import type { Frame } from "../frames.js";
import { bytes, names, printable } from "../words.js";

const TITLE = { zh: "套接字", en: "Sockets" };
const WATCHED = { zh: "监视", en: "watched" };
const READY = { zh: "就绪", en: "ready" };
const RECEIVE = { zh: "接收", en: "receive" };
const SEND = { zh: "发送", en: "send" };
const QUEUE = { zh: "等待接受", en: "accept queue" };

export class SocketsView {
  readonly element: HTMLElement;
  readonly #count = el("span", { class: "name" });
  readonly #list = el("ul", { class: "sockets" });
  /** Rows are kept from frame to frame, so that bars move and a screen reader keeps its place. */
  #rows = new Map<string, SocketRow>();

  constructor() {
    const attributes = { class: "box", tabindex: "0", role: "group", "aria-label": label(TITLE) };
    this.element = el(
      "div",
      { class: "pane" },
      el("div", { class: "head" }, el("span", {}, ...both(TITLE)), this.#count),
      el("div", attributes, this.#list),
    );
  }

  show({ sockets, fd }: Frame): void {
    this.#count.textContent = `${sockets.length}`;
    const rows = new Map<string, SocketRow>();
    for (const socket of sockets) {
      const key = `${socket.fd} ${socket.name}`;
      const row = this.#rows.get(key) ?? new SocketRow(socket);
      row.show(socket, socket.fd === fd);
      rows.set(key, row);
    }
    const elements = [...rows.values()].map(({ element }) => element);
    const { children } = this.#list;
    const same =
      children.length === elements.length && elements.every((row, i) => row === children[i]);
    if (!same) this.#list.replaceChildren(...elements);
    this.#rows = rows;
  }
}

class SocketRow {
  readonly element: HTMLElement;
  readonly #masks = el("div", { class: "masks" });
  readonly #why = el("div", { class: "why" });
  readonly #bars = el("div", { class: "bars" });
  readonly #receive = new Bar(RECEIVE, bytes);
  readonly #send = new Bar(SEND, bytes);
  readonly #queue = new Bar(QUEUE, String);

  constructor({ fd, name }: SocketState) {
    const title = el("div", { class: "socket-name" }, el("b", {}, printable(name)), ` fd ${fd}`);
    this.#bars.append(this.#receive.element, this.#send.element, this.#queue.element);
    this.element = el(
      "li",
      {},
      el("div", { class: "top" }, title, this.#masks),
      this.#why,
      this.#bars,
    );
  }

  show(socket: SocketState, handled: boolean): void {
    this.element.classList.toggle("handled", handled);
    this.#masks.replaceChildren(
      ...chips(WATCHED, socket.watchedText, "chip"),
      ...(socket.ready === 0 ? [] : chips(READY, socket.readyText, "chip ready")),
    );
    this.#why.replaceChildren(
      ...socket.why.flatMap((phrase, index) => [...(index === 0 ? [] : ["; "]), ...both(phrase)]),
    );
    this.#why.hidden = socket.why.length === 0;
    this.#receive.show(socket.receive);
    this.#send.show(socket.send);
    this.#queue.show(socket.acceptQueue);
  }
}

function chips(kind: { zh: string; en: string }, text: string, style: string): Node[] {
  const found = names(text);
  if (found.length === 0) return [];
  const title = el("span", { class: "unseen" }, ...both(kind), ": ");
  return [title, ...found.map((name) => el("span", { class: style }, name))];
}

/** How full a buffer or queue is. */
class Bar {
  readonly element: HTMLElement;
  readonly #fill = el("span", { class: "fill" });
  readonly #amount = el("span", { class: "amount" });

  constructor(
    name: { zh: string; en: string },
    readonly unit: (amount: number) => string,
  ) {
    this.element = el(
      "div",
      { class: "bar" },
      el("span", { class: "bar-name" }, ...both(name)),
      el("span", { class: "tank", "aria-hidden": "true" }, this.#fill),
      this.#amount,
    );
  }

  show(buffer: { used: number; size: number } | null): void {
    this.element.hidden = buffer === null;
    if (buffer === null) return;
    const { used, size } = buffer;
    const part = size > 0 ? Math.min(1, used / size) : used > 0 ? 1 : 0;
    this.#fill.style.inlineSize = `${part * 100}%`;
    // A few bytes in a large buffer would be too thin to see.
    this.#fill.style.minInlineSize = used > 0 ? "3px" : "0";
    this.#amount.textContent = `${this.unit(used)} / ${this.unit(size)}`;
  }
}
