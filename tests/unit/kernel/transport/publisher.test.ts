/** What cells print and show, on its way to the notebook. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Publisher } from "#day29/kernel/transport/publisher.js";
import { toJson } from "#day29/kernel/transport/wire.js";

interface Published {
  type: string;
  /** The text, or the display's text. */
  text: unknown;
  parent: string | undefined;
}

/** A publisher on a clock of its own, and what it has published. */
function recorded(t: TestContext): {
  output: Publisher;
  published: Published[];
  texts(): unknown[];
} {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const published: Published[] = [];
  const output = new Publisher(({ type, content, parent }) => {
    published.push({ type, text: JSON.parse(content).text, parent });
  });
  return { output, published, texts: () => published.map(({ text }) => text) };
}

const display = (text: string) => ({ type: "display_data", content: toJson({ text }) });
const update = (text: string) => ({ type: "update_display_data", content: toJson({ text }) });

describe("text", () => {
  it("is published immediately after a quiet period, and collected briefly otherwise", (t) => {
    const { output, texts } = recorded(t);
    output.write("stdout", "1");
    output.write("stdout", "2");
    output.write("stdout", "3");
    assert.deepEqual(texts(), ["1"]);
    t.mock.timers.tick(49);
    assert.deepEqual(texts(), ["1"]);
    t.mock.timers.tick(1);
    assert.deepEqual(texts(), ["1", "23"]);
    t.mock.timers.tick(50);
    output.write("stdout", "4");
    assert.deepEqual(texts(), ["1", "23", "4"]);
  });

  it("is published before later text on another stream and later displays", (t) => {
    const { output, texts } = recorded(t);
    output.write("stdout", "1");
    output.write("stdout", "2");
    output.write("stderr", "3");
    output.send(display("4"));
    assert.deepEqual(texts(), ["1", "2", "3", "4"]);
  });

  it("is published when it reaches the maximum size of a message", (t) => {
    const { output, texts } = recorded(t);
    output.write("stdout", "1");
    const long = "x".repeat(1 << 16);
    output.write("stdout", long);
    assert.deepEqual(texts(), ["1", long]);
  });

  it("belongs to the cell that was running when it was written", (t) => {
    const { output, published } = recorded(t);
    output.setParent("first");
    output.write("stdout", "1");
    output.write("stdout", "2");
    output.setParent("second");
    output.write("stdout", "3");
    output.flush();
    assert.deepEqual(
      published.map(({ text, parent }) => [text, parent]),
      [
        ["1", "first"],
        ["2", "first"],
        ["3", "second"],
      ],
    );
  });
});

describe("the updates of a display", () => {
  it("are published at most every 50 ms, and always include the last one", (t) => {
    const { output, published } = recorded(t);
    for (const text of ["1", "2", "3"]) output.updateDisplay("one", update(text));
    output.updateDisplay("two", update("other"));
    t.mock.timers.tick(49);
    assert.deepEqual(
      published.map(({ text }) => text),
      ["1"],
    );
    t.mock.timers.tick(1);
    assert.deepEqual(
      published.map(({ type, text }) => [type, text]),
      [
        ["update_display_data", "1"],
        ["update_display_data", "3"],
        ["update_display_data", "other"],
      ],
    );
  });

  it("are published before the next cell begins", (t) => {
    const { output, published } = recorded(t);
    output.setParent("first");
    output.updateDisplay("one", update("1"));
    output.updateDisplay("one", update("2"));
    output.setParent("second");
    assert.deepEqual(published.at(-1), {
      type: "update_display_data",
      text: "2",
      parent: "first",
    });
  });
});
