/** Buffers of the kernel: the chart of a connection, and the table of a socket. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KernelBuffers } from "day29";
import { BufferChart, type BufferSample } from "day29/notebook";
import { bundleOf } from "#day29/notebook/show.js";
import { bufferChartBundle } from "#day29/notebook/views/buffers/bundle.js";
import { assertWellFormed, cells } from "../../../support/shown.js";
import { connected, pair } from "../../../support/sockets.js";

function sample(number: number, pending: number, waiting: number, label = ""): BufferSample {
  return {
    number,
    label,
    send: { pending, unsent: null, size: 4096 },
    receive: { waiting, size: 2_626_560 },
  };
}

describe("a BufferChart", () => {
  it("reads both buffers from the kernel", async (t) => {
    const [client, server] = await connected(t);
    const chart = new BufferChart(client, server);
    await client.sendall("hello");
    await server.recv(5, 0);
    assert.equal(chart.sample("received").receive?.waiting, 0);
    server.close();
    const { number, label, send, receive } = chart.sample();
    assert.deepEqual([number, label, receive], [2, "", null]);
    assert.notEqual(send, null);
  });

  it("keeps the last 60 samples", (t) => {
    const chart = new BufferChart(...pair(t));
    for (let i = 0; i < 61; i++) chart.sample();
    assert.deepEqual([chart.samples[0]?.number, chart.samples.length], [2, 60]);
  });

  it("is bars of characters, with the amounts and sizes of both buffers", () => {
    const samples = [sample(3, 0, 0), sample(4, 2048, 4096, "EAGAIN"), sample(5, 1, 1, "EAGAIN")];
    assert.equal(
      bufferChartBundle(samples)["text/plain"],
      [
        "send buffer     1 bytes (SO_SNDBUF 4,096)",
        "receive buffer  1 bytes (SO_RCVBUF 2,626,560)",
        "samples 3-5, the highest bar is 4,096 bytes:",
        "send buffer     ·▅▁",
        "receive buffer  ·█▁",
        "4 EAGAIN",
      ].join("\n"),
    );
  });

  it("is a well-formed picture with a description in words", () => {
    const samples = [sample(1, 100, 0), sample(2, 2048, 4096, "<full>")];
    const svg = bufferChartBundle(samples)["image/svg+xml"] ?? "";
    assertWellFormed(svg);
    assert.match(svg, />4,096 字节 bytes</);
    assert.match(svg, />&lt;full&gt;</);
    assert.match(
      svg,
      /<desc>2 samples\. send buffer: 2,048 bytes now, at most 2,048 \(sample 2\)\. receive buffer: 4,096 bytes now, at most 4,096 \(sample 2\)\. By sample: 2 &lt;full&gt;\.<\/desc>/,
    );
  });

  it("is described in Chinese if the notebooks are in Chinese", (t) => {
    t.after(() => delete process.env.DAY29_LANGUAGE);
    process.env.DAY29_LANGUAGE = "zh";
    const closed = { ...sample(2, 2048, 0, "满了"), receive: null };
    const svg = bufferChartBundle([sample(1, 100, 0), closed])["image/svg+xml"] ?? "";
    assert.match(
      svg,
      /<desc>采样 2 次。发送缓冲区：现在 2,048 字节，最多 2,048 字节（第 2 次）。接收缓冲区：已关闭，最多 0 字节（第 1 次）。按次序：2 满了。<\/desc>/,
    );
  });

  it("says which end is closed", () => {
    const closed = { ...sample(1, 5, 0), receive: null };
    const { "text/plain": text, "image/svg+xml": svg = "" } = bufferChartBundle([closed]);
    assert.match(text, /^receive buffer {2}closed$/m);
    assert.match(svg, />已关闭 closed</);
  });

  it("has no samples at first", (t) => {
    const { "text/plain": text, "image/svg+xml": svg = "" } = bundleOf(new BufferChart(...pair(t)));
    assert.equal(text, "buffers: no sample yet");
    assertWellFormed(svg);
    assert.match(svg, /<desc>No sample yet\.<\/desc>/);
  });
});

describe("the result of kernelBuffers()", () => {
  it("is a table with grouped digits", () => {
    const buffers: KernelBuffers = {
      receive: { waiting: 1000, size: 131_072 },
      send: { pending: 2_626_560, unsent: 12, size: 5_000_000 },
    };
    const { "text/plain": text, "text/html": html = "" } = bundleOf(buffers);
    assert.equal(
      text,
      [
        "buffers in the kernel, in bytes",
        "  buffer   bytes                                  size",
        "  receive  1,000      waiting to be received      131,072",
        "  send     2,626,560  not at the peer yet         5,000,000",
        "           12         of these never sent so far",
      ].join("\n"),
    );
    assertWellFormed(html);
    assert.deepEqual(cells(html)[3], [
      "",
      "12",
      "其中一次也没有发出/of these never sent so far",
      "",
    ]);
  });

  it("leaves out what the kernel does not report", () => {
    const buffers: KernelBuffers = {
      receive: { waiting: null, size: 1 },
      send: { pending: null, unsent: null, size: 1 },
    } as unknown as KernelBuffers;
    assert.match(bundleOf(buffers)["text/plain"], /^ {2}send +– +not at the peer yet +1$/m);
  });
});
