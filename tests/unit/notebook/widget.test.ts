/** Widgets against a host that plays the page. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { widget } from "day29/notebook";
import type { Comm, CommMessage, Host, MimeBundle } from "#day29/sys/host.js";

type MessageListener = Parameters<Comm["onMessage"]>[0];

/** The page's side of a comm. */
class PageComm implements Comm {
  readonly sent: Readonly<Record<string, unknown>>[] = [];
  readonly #listeners = new Set<MessageListener>();
  isOpen = true;

  constructor(
    readonly id: string,
    readonly target: string,
    readonly opening: Partial<CommMessage>,
  ) {}

  send(data: CommMessage["data"]): void {
    if (!this.isOpen) throw new Error("closed");
    this.sent.push(structuredClone(data));
  }

  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onClose(): () => void {
    return () => {};
  }

  close(): void {
    this.isOpen = false;
  }

  receive(data: CommMessage["data"], buffers: Uint8Array[] = []): void {
    for (const listener of this.#listeners) listener({ data, metadata: {}, buffers });
  }
}

function page(t: TestContext): { comms: PageComm[]; displays: MimeBundle[] } {
  const comms: PageComm[] = [];
  const displays: MimeBundle[] = [];
  const host: Host = {
    display: (bundle) => void displays.push(bundle),
    onInterrupt: () => () => {},
    comm(target, message = {}) {
      const comm = new PageComm(`comm-${comms.length}`, target, structuredClone(message));
      comms.push(comm);
      return comm;
    },
  };
  const holder = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("day29.host");
  holder[key] = host;
  t.after(() => delete holder[key]);
  return { comms, displays };
}

const ESM = "export default { render() {} }";
const VIEW = "application/vnd.jupyter.widget-view+json";

describe("a widget", () => {
  it("opens a model of anywidget with its state, and a view of it", (t) => {
    const { comms, displays } = page(t);
    widget({ esm: ESM, css: "p {}", state: { count: 1 } });
    const [layout, model] = comms;
    assert.deepEqual([layout?.target, model?.target], ["jupyter.widget", "jupyter.widget"]);
    assert.deepEqual(model?.opening.metadata, { version: "2.1.0" });
    const { state } = (model?.opening.data ?? {}) as { state: Record<string, unknown> };
    const { _model_module, _model_name, _esm, _css, layout: ref, count } = state;
    assert.deepEqual(
      { _model_module, _model_name, _esm, _css, ref, count },
      {
        _model_module: "anywidget",
        _model_name: "AnyModel",
        _esm: ESM,
        _css: "p {}",
        ref: "IPY_MODEL_comm-0",
        count: 1,
      },
    );
    assert.deepEqual(displays[0]?.[VIEW], {
      version_major: 2,
      version_minor: 0,
      model_id: "comm-1",
    });
    assert.match(displays[0]?.["text/html"] ?? "", /npm run lab/);
  });

  it("sends changes of the state, and receives those of the page", (t) => {
    const { comms } = page(t);
    const shown = widget({ esm: ESM, state: { count: 1, name: "ann" } });
    shown.state.count++;
    shown.set({ name: "bob" });
    assert.deepEqual(
      comms[1]?.sent.map(({ method, state }) => [method, state]),
      [
        ["update", { count: 2 }],
        ["update", { name: "bob" }],
      ],
    );
    const changes: object[] = [];
    const stop = shown.onChange((change) => changes.push(change, { ...shown.state }));
    comms[1]?.receive({ method: "update", state: { count: 7, _esm: "evil", unknown: 1 } });
    assert.deepEqual(changes, [{ count: 7 }, { count: 7, name: "bob" }]);
    stop();
    comms[1]?.receive({ method: "update", state: { count: 8 } });
    assert.equal(changes.length, 2);
    assert.equal(shown.state.count, 8);
  });

  it("sends and receives messages, and the whole state when a page asks for it", (t) => {
    const { comms } = page(t);
    const shown = widget({ esm: ESM, state: { count: 1 } });
    const received: unknown[] = [];
    shown.onMessage((content, buffers) => received.push(content, ...buffers));
    comms[1]?.receive({ method: "custom", content: { click: 1 } }, [Buffer.of(7)]);
    assert.deepEqual(received, [{ click: 1 }, Buffer.of(7)]);
    shown.send("pong");
    assert.deepEqual(comms[1]?.sent.at(-1), { method: "custom", content: "pong" });
    shown.state.count = 5;
    for (const comm of comms) comm.receive({ method: "request_state" });
    const layout = comms[0]?.sent.at(-1)?.state as Record<string, unknown>;
    assert.equal(layout._model_name, "LayoutModel");
    const state = comms[1]?.sent.at(-1)?.state as Record<string, unknown>;
    assert.deepEqual([state._esm, state.count, state._restored], [ESM, 5, true]);
  });

  it("leaves no view of a closed model behind", (t) => {
    const { comms, displays } = page(t);
    const shown = widget({ esm: ESM });
    shown.close();
    shown.close();
    assert.deepEqual(
      comms.map(({ isOpen }) => isOpen),
      [false, false],
    );
    assert.deepEqual(
      displays.map((bundle) => VIEW in bundle),
      [true, false],
    );
  });

  it("refuses what has no JSON and the names of Jupyter, and keeps its state then", (t) => {
    page(t);
    for (const state of [{ f() {} }, { big: 1n }, { nothing: undefined }]) {
      assert.throws(
        () => widget({ esm: ESM, state }),
        /^TypeError: state\.\w+ must be convertible/,
      );
    }
    assert.throws(() => widget({ esm: ESM, state: { _esm: "" } }), /must not have the name '_esm'/);
    assert.throws(() => widget({ esm: ESM, state: { layout: 1 } }), /must not have the name/);
    const shown = widget({ esm: ESM, state: { value: 1 as unknown } });
    assert.throws(() => {
      shown.state.value = 1n;
    }, /state.value must be convertible/);
    assert.equal(shown.state.value, 1);
    assert.throws(() => shown.send(() => {}), /content must be convertible/);
  });
});
