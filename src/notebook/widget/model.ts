/** The kernel's side of a widget: its state, which it shares with the page, and messages. */
import { randomUUID } from "node:crypto";
import { type Comm, getHost } from "../../sys/host.js";
import { checkFunction, checkString, shown } from "../../validators.js";

/** The target of the comms of Jupyter widgets. */
const TARGET = "jupyter.widget";
/** The version of the protocol between models in the kernel and in the page. */
const METADATA = { version: "2.1.0" };
/** The version of anywidget's model; see `tools/requirements/lab.in`. */
const ANYWIDGET = "~0.11.0";

const LAYOUT = {
  _model_module: "@jupyter-widgets/base",
  _model_module_version: "2.0.0",
  _model_name: "LayoutModel",
  _view_module: "@jupyter-widgets/base",
  _view_module_version: "2.0.0",
  _view_name: "LayoutView",
};

const ANY_MODEL = {
  _model_module: "anywidget",
  _model_module_version: ANYWIDGET,
  _model_name: "AnyModel",
  _view_module: "anywidget",
  _view_module_version: ANYWIDGET,
  _view_name: "AnyView",
};

/** Names of the models of Jupyter widgets, which a state of one's own would overwrite. */
const RESERVED = new Set(["layout", "tabbable", "tooltip"]);

/** Its members can be converted to JSON. */
type WidgetState = Record<string, unknown>;

/** Called with the members that the page has changed. */
export type ChangeListener<State extends object> = (changes: Partial<State>) => void;
/** Called with a message of the page, and its binary data. */
export type MessageListener = (content: unknown, buffers: readonly Uint8Array[]) => void;

/** A model in the kernel whose counterpart in the page runs a module for anywidget. */
export class WidgetModel<State extends object> {
  /**
   * The state. Assigning to a member changes it in the page, too. A change inside an object or array is not noticed;
   * assign a new one.
   */
  readonly state: State;
  readonly #values: WidgetState;
  readonly #changeListeners = new Set<ChangeListener<State>>();
  readonly #messageListeners = new Set<MessageListener>();
  readonly #layout: Comm | undefined;
  readonly #comm: Comm | undefined;
  readonly #source: WidgetState;

  constructor(esm: string, css: string, state: State) {
    checkState(state);
    this.#values = { ...(state as WidgetState) };
    this.#source = { ...ANY_MODEL, _esm: esm, _css: css, _anywidget_id: `day29.${randomUUID()}` };
    this.state = new Proxy(this.#values, {
      set: (_, name, value) => {
        this.set({ [name]: value } as Partial<State>);
        return true;
      },
    }) as State;
    const host = getHost();
    if (host?.comm === undefined) return;
    this.#layout = host.comm(TARGET, message({ state: LAYOUT, buffer_paths: [] }));
    this.#source.layout = `IPY_MODEL_${this.#layout.id}`;
    answerRequests(this.#layout, () => LAYOUT);
    const full = (): WidgetState => ({ ...this.#values, ...this.#source });
    this.#comm = host.comm(TARGET, message({ state: full(), buffer_paths: [] }));
    answerRequests(this.#comm, () => ({ ...full(), _restored: true }));
    this.#comm.onMessage(({ data, buffers }) => this.#receive(data, buffers));
    this.#comm.onClose(() => this.close());
  }

  /** Identifies the model in the page; `undefined` in a plain script. */
  get id(): string | undefined {
    return this.#comm?.id;
  }

  /** Changes several members at once. Throws `TypeError` for a value that cannot be converted to JSON. */
  set(changes: Partial<State>): void {
    checkState(changes);
    this.#comm?.send({ method: "update", state: changes, buffer_paths: [] });
    Object.assign(this.#values, changes);
  }

  /**
   * Calls `listener` with the members that the page has changed, after `state` has changed. Returns a function that
   * removes the listener.
   */
  onChange(listener: ChangeListener<State>): () => void {
    checkFunction("listener", listener);
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls `listener` for every `model.send()` in the page. Returns a function that removes the listener. */
  onMessage(listener: MessageListener): () => void {
    checkFunction("listener", listener);
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /**
   * Sends a message to the page, which receives it with `model.on("msg:custom", listener)`. Throws `TypeError` for
   * content that cannot be converted to JSON, and `Error` after `close()`.
   */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    checkJson("content", content);
    this.#comm?.send({ method: "custom", content }, { buffers });
  }

  /** Ends the connection with the page. Closing again has no effect. */
  close(): void {
    this.#comm?.close();
    this.#layout?.close();
  }

  #receive(data: Readonly<Record<string, unknown>>, buffers: readonly Uint8Array[]): void {
    if (data.method === "custom") {
      for (const listener of this.#messageListeners) listener(data.content, buffers);
    } else if (data.method === "update") {
      const changes: WidgetState = {};
      for (const [name, value] of Object.entries(data.state ?? {})) {
        if (Object.hasOwn(this.#values, name)) changes[name] = value;
      }
      if (Object.keys(changes).length === 0) return;
      Object.assign(this.#values, changes);
      for (const listener of this.#changeListeners) listener(changes as Partial<State>);
    }
  }
}

function message(data: Record<string, unknown>): { data: typeof data; metadata: typeof METADATA } {
  return { data, metadata: METADATA };
}

/** A page that is reloaded asks for the state of the models that it finds. */
function answerRequests(comm: Comm, state: () => WidgetState): void {
  comm.onMessage(({ data }) => {
    if (data.method !== "request_state") return;
    comm.send({ method: "update", state: state(), buffer_paths: [] }, { metadata: METADATA });
  });
}

function checkState(state: object): void {
  for (const [name, value] of Object.entries(state)) {
    checkJson(`state.${name}`, value);
    if (!name.startsWith("_") && !RESERVED.has(name)) continue;
    throw new TypeError(`state must not have the name ${shown(name)}, which Jupyter uses itself`);
  }
}

function checkJson(name: string, value: unknown): void {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Reported below, as for what has no JSON at all.
  }
  if (text === undefined) {
    throw new TypeError(`${name} must be convertible to JSON, not ${shown(value)}`);
  }
}

/** Checks the source texts of a widget. */
export function checkSources(esm: string, css: string): void {
  checkString("esm", esm);
  checkString("css", css);
}
