/** Widgets: parts of the page that talk with the kernel. */
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { getHost } from "../../sys/host.js";
import { checkOptions } from "../../validators.js";
import { output } from "../host.js";
import { checkSources, WidgetModel } from "./model.js";
import { adviceBundle, viewBundle } from "./output.js";

/** Shown where a widget cannot be. */
const ADVICE = {
  zh: "这里是一个可以操作的部件。要操作它，请用 npm run lab 打开这个笔记本，再运行这个单元格。",
  en: "This is an interactive widget. To use it, open the notebook with npm run lab, and run the cell.",
};

/** What {@link widget} shows. */
export interface WidgetOptions<State extends object> {
  /**
   * The source of an ES module for [anywidget](https://anywidget.dev): its default export has `render({ model, el })`,
   * which draws the widget into the element `el`, and maybe `initialize({ model })`.
   */
  readonly esm: string;
  /** A style sheet for the page. */
  readonly css?: string;
  /** The state that page and kernel share: `model.get(name)` and `model.set(name, value)` in the page. */
  readonly state?: State;
}

/** A widget below a cell. Made by {@link widget}. */
export class Widget<State extends object> extends WidgetModel<State> {
  readonly #displayId = randomUUID();
  #open = true;

  /** Shows it. Call {@link widget} instead. */
  constructor({ esm, css = "", state = {} as State }: WidgetOptions<State>) {
    super(esm, css, state);
    const host = getHost();
    if (host === undefined || this.id === undefined) output(adviceBundle(ADVICE));
    else host.display(viewBundle(this.id, ADVICE), { id: this.#displayId });
  }

  /** Ends the connection with the page, and leaves a note in place of the widget. Closing again has no effect. */
  override close(): void {
    super.close();
    if (!this.#open) return;
    this.#open = false;
    if (this.id === undefined) return;
    getHost()?.display(adviceBundle(ADVICE), { id: this.#displayId, update: true });
  }

  /** Prints as `<Widget { count: 0 }>`. */
  [inspect.custom](): string {
    return `<Widget ${inspect({ ...this.state }, { depth: 0, breakLength: Infinity })}>`;
  }
}

/**
 * Shows a widget below the cell: any module for [anywidget](https://anywidget.dev). The page and the kernel share its
 * state and send each other messages, also while other cells run. A page that is reloaded finds the widget again. In a
 * plain script, where nothing can show it, a text is printed instead.
 *
 * Throws `TypeError` for a state that cannot be converted to JSON.
 *
 * @example
 * const counter = widget({
 *   esm: `export default {
 *     render({ model, el }) {
 *       const button = document.createElement("button");
 *       const draw = () => { button.textContent = "clicked " + model.get("count") + " times"; };
 *       button.addEventListener("click", () => model.send("click"));
 *       model.on("change:count", draw);
 *       draw();
 *       el.append(button);
 *     },
 *   }`,
 *   state: { count: 0 },
 * });
 * counter.onMessage(() => {
 *   counter.state.count++;
 * });
 * counter.close();
 */
export function widget<State extends object = Record<never, never>>(
  options: WidgetOptions<State>,
): Widget<State> {
  checkOptions(options);
  const { esm, css = "", state = {} } = options;
  checkSources(esm, css);
  checkOptions(state, "state");
  return new Widget(options);
}
