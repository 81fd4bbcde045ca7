/** What the clients did before the round. */
import { both, el, label } from "../dom.js";
import type { Frame } from "../frames.js";
import { ACTIONS, printable } from "../words.js";

const TITLE = { zh: "客户端", en: "Clients" };
const NOTHING = { zh: "没有动作", en: "no action" };

export class ClientsView {
  readonly element: HTMLElement;

  constructor() {
    // Long actions scroll, so the keyboard has to reach them.
    const attributes = {
      class: "clients",
      tabindex: "0",
      role: "group",
      "aria-label": label(TITLE),
    };
    this.element = el("div", attributes);
  }

  show({ round }: Frame): void {
    const actions = round.clients.map(({ client, action, text }) => {
      const name = el("b", {}, printable(client));
      const item = el("li", {}, name, " ", ...both(ACTIONS[action] ?? { zh: action, en: action }));
      if (text !== "") item.append(" ", el("q", { class: "mono" }, printable(text)));
      return item;
    });
    this.element.replaceChildren(
      el("span", { class: "quiet" }, ...both(TITLE)),
      actions.length > 0
        ? el("ul", {}, ...actions)
        : el("span", { class: "quiet" }, ...both(NOTHING)),
    );
  }
}
