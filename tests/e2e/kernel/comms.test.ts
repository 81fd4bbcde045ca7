/** Comms between cells and the front end, which here is the driver. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Exchange, Kernel, type Message } from "../../support/kernel/driver.js";

const HOST = 'const host = (globalThis as any)[Symbol.for("day29.host")];';
const JUPYTER_WIDGET = "jupyter.widget";
const PROTOCOL = { version: "2.1.0" };
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

describe("a comm", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
    await run(HOST);
  });
  after(() => kernel.stop());

  /** Runs a cell that must not fail. */
  async function run(code: string): Promise<Exchange> {
    const cell = await kernel.run(code);
    assert.deepEqual(cell.contents("error"), []);
    return cell;
  }

  function messageOf(cell: Exchange, type: string): Message {
    const message = cell.messages.find((other) => other.type === type);
    assert.ok(message, type);
    assert.equal(message.channel, "iopub");
    return message;
  }

  async function openIds(target_name?: string): Promise<Record<string, unknown>> {
    const { status, comms } = await kernel.send("comm_info_request", { target_name }).done();
    assert.equal(status, "ok");
    return comms;
  }

  it("of a widget opens, is updated by both sides while a cell awaits, and closes", async () => {
    const opening = await run(`
      const layout = host.comm("${JUPYTER_WIDGET}", {
        data: { state: { _model_name: "LayoutModel" }, buffer_paths: [] },
        metadata: { version: "2.1.0" },
      });
      const state = {
        _model_module: "anywidget", _model_name: "AnyModel", _view_name: "AnyView",
        layout: "IPY_MODEL_" + layout.id, _esm: "export default {}", count: 0,
      };
      const widget = host.comm("${JUPYTER_WIDGET}", {
        data: { state, buffer_paths: [["bytes"]] },
        metadata: { version: "2.1.0" },
        buffers: [new Uint8Array([0, 1, 255])],
      });`);
    const [layout, widget] = opening.messages.filter(({ type }) => type === "comm_open");
    assert.ok(layout && widget);
    assert.equal(widget.channel, "iopub");
    assert.deepEqual(widget.metadata, PROTOCOL);
    assert.deepEqual(widget.buffers, [base64(0, 1, 255)]);
    const { comm_id, target_name, data } = widget.content;
    assert.equal(target_name, JUPYTER_WIDGET);
    assert.equal(data.state.layout, `IPY_MODEL_${layout.content.comm_id}`);
    assert.deepEqual(data.buffer_paths, [["bytes"]]);

    const waiting = kernel.execute(`
      const clicked = new Promise<void>((resolve) => {
        widget.onMessage(({ data, metadata, buffers }: any) => {
          console.log("got", JSON.stringify([data, metadata, buffers.map((b: Buffer) => [...b])]));
          widget.send({ method: "update", state: { count: 1 }, buffer_paths: [] });
          widget.send({ method: "custom", content: {} }, { metadata: { a: 1 }, buffers: [Buffer.from([7])] });
          resolve();
        });
      });
      console.log("in");
      await clicked;
      console.log("out");`);
    await waiting.printed("in");
    const click = { method: "custom", content: { event: "click" } };
    const message = kernel.send("comm_msg", { comm_id, data: click }, "shell", {
      metadata: PROTOCOL,
      buffers: [base64(1, 2), base64()],
    });
    await waiting.done();
    await message.until(({ content }) => content.execution_state === "idle");
    assert.deepEqual(message.contents("status"), [
      { execution_state: "busy" },
      { execution_state: "idle" },
    ]);
    assert.equal(
      waiting.stdout,
      `in\ngot ${JSON.stringify([click, PROTOCOL, [[1, 2], []]])}\nout\n`,
    );
    // What listeners send at once belongs to the message, as Jupyter's widget manager expects.
    const [update, custom] = message.messages.filter(({ type }) => type === "comm_msg");
    assert.deepEqual(update?.content, {
      comm_id,
      data: { method: "update", state: { count: 1 }, buffer_paths: [] },
    });
    assert.deepEqual([custom?.metadata, custom?.buffers], [{ a: 1 }, [base64(7)]]);

    const entry = { target_name: JUPYTER_WIDGET };
    assert.deepEqual(await openIds(), { [layout.content.comm_id]: entry, [comm_id]: entry });
    assert.deepEqual(await openIds("other"), {});

    const closing = await run("widget.close(); widget.close(); layout.close();");
    assert.equal(closing.contents("comm_close").length, 2);
    assert.deepEqual(messageOf(closing, "comm_close").content, { comm_id, data: {} });
    assert.deepEqual(await openIds(JUPYTER_WIDGET), {});
    const late = await kernel.run("widget.send({});");
    assert.match(late.contents("error")[0].evalue, /the comm of jupyter.widget is closed/);
  });

  it("that the front end opens reaches the listener of its target, and is closed by the front end", async () => {
    await run(`
      const stop = host.onComm("clock", (comm: any, { data, metadata }: any) => {
        console.log("open", comm.target, JSON.stringify([data, metadata]));
        comm.onMessage(() => { throw new Error("a listener that fails"); });
        comm.onMessage(({ data }: any) => comm.send({ echo: data }));
        comm.onClose(({ data }: any) => console.log("closed", JSON.stringify(data)));
      });`);
    const cell = kernel.execute(`
      console.log("in");
      await new Promise((open) => process.once("SIGWINCH", open));`);
    await cell.printed("in");
    kernel.send("comm_open", { comm_id: "1", target_name: "clock", data: { a: 1 } }, "shell", {
      metadata: PROTOCOL,
    });
    await cell.printed(`open clock ${JSON.stringify([{ a: 1 }, PROTOCOL])}`);
    assert.deepEqual(await openIds("clock"), { 1: { target_name: "clock" } });
    const echoed = kernel.send("comm_msg", { comm_id: "1", data: { b: 2 } });
    const echo = await echoed.until(({ type }) => type === "comm_msg");
    assert.deepEqual(echo.content, { comm_id: "1", data: { echo: { b: 2 } } });
    await cell.until(({ content }) => content.text?.includes("a listener that fails"));
    kernel.send("comm_close", { comm_id: "1", data: { c: 3 } });
    await cell.printed('closed {"c":3}');
    assert.deepEqual(await openIds(), {});
    process.kill(kernel.pid, "SIGWINCH");
    assert.equal((await cell.done()).status, "ok");
  });

  it("for a target that nobody listens to is closed", async () => {
    await run("stop();");
    for (const target_name of ["clock", "unknown", "constructor", undefined, 1]) {
      const comm_id = `of ${target_name}`;
      const opening = kernel.send("comm_open", { comm_id, target_name, data: {} });
      const isClose = ({ type, content }: Message) =>
        type === "comm_close" && content.comm_id === comm_id;
      assert.deepEqual((await opening.until(isClose)).content, { comm_id, data: {} });
    }
    assert.deepEqual(await openIds(), {});
  });

  it("with data that is not JSON, or odd buffers, fails in the cell", async () => {
    for (const [message, expected] of [
      ["{ data: { big: 1n } }", /BigInt/],
      ["{ data: (() => { const loop: any = {}; loop.loop = loop; return loop; })() }", /circular/],
      ["{ data: {}, metadata: { big: 1n } }", /BigInt/],
      ['{ data: {}, buffers: ["text"] }', /Uint8Array/],
      ["{ data: {}, buffers: 1 }", /Uint8Array/],
    ] as const) {
      const cell = await kernel.run(`host.comm("odd", ${message} as any);`);
      assert.match(cell.contents("error")[0]?.evalue, expected, message);
      assert.deepEqual(cell.contents("comm_open"), []);
    }
    assert.deepEqual(await openIds(), {});
    const bytes = await run(`
      const bytes = new Uint8Array([1, 2]);
      const comm = host.comm("bytes", { buffers: [bytes, new Uint8Array(bytes.buffer, 1)] });
      bytes[0] = 9;
      comm.close();`);
    assert.deepEqual(messageOf(bytes, "comm_open").buffers, [base64(1, 2), base64(2)]);
  });

  it("with odd messages is ignored, and the kernel continues", async () => {
    for (const content of [
      {},
      { comm_id: 1 },
      { comm_id: "unknown", data: null },
      { comm_id: [], target_name: {}, data: "text" },
    ]) {
      for (const type of ["comm_open", "comm_msg", "comm_close"]) {
        const message = kernel.send(type, content);
        await message.until((other) => other.content.execution_state === "idle");
        assert.deepEqual(
          message.messages.filter(({ channel }) => channel === "shell"),
          [],
        );
      }
    }
    assert.deepEqual(await openIds(), {});
    await run("1;");
  });
});
