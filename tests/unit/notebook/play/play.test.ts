/** The outputs of a playground. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { play } from "day29/notebook";
import { selectServer } from "day29/servers";
import type { Host } from "#day29/sys/host.js";
import { script } from "../../../support/script.js";

/** The outputs below a cell, as a front end without widgets keeps them. */
function outputs(t: TestContext, states: unknown[] = []): Map<unknown, string> {
  const shown = new Map<unknown, string>();
  const host: Host = {
    display(bundle, { id, update = false } = {}) {
      assert.equal(shown.has(id), update);
      shown.set(id ?? shown.size, bundle["text/html"] ?? "");
    },
    onInterrupt: () => () => {},
    comm(target, { data } = {}) {
      states.push(data?.state);
      const ignore = () => () => {};
      return { id: target, target, send() {}, onMessage: ignore, onClose: ignore, close() {} };
    },
  };
  const holder = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("day29.host");
  holder[key] = host;
  t.after(() => delete holder[key]);
  return shown;
}

describe("the outputs of a playground", () => {
  it("are a place for the buttons, and the recording with every move of the cell", async (t) => {
    const shown = outputs(t);
    const game = await play(selectServer);
    t.after(() => game.end());
    const [place = "", first = ""] = shown.values();
    assert.match(place, /npm run lab/);
    const name = /data-day29-place="([^"]+)"/.exec(place)?.[1];
    assert.ok(first.includes(`data-day29-saved="${name}"`));
    for (const [move, text] of [
      [() => game.connect(), "0 rounds"],
      [() => game.step(), ">1 round<"],
      [() => game.send("ann", "你好"), ">1 round<"],
      [() => game.step(), "received &quot;你好&quot;"],
      [() => game.end(), "received &quot;你好&quot;"],
    ] as const) {
      await move();
      const [, saved = ""] = shown.values();
      assert.ok(saved.includes(text), `${text} in ${saved.replace(/<script.*?<\/script>/gs, "")}`);
    }
    assert.equal(shown.size, 2);
  });

  for (const [language, shown] of [
    [undefined, "both"],
    ["zh", "zh"],
  ] as const) {
    it(`are in the language of the notebooks: ${language}`, async (t) => {
      t.after(() => delete process.env.DAY29_LANGUAGE);
      if (language !== undefined) process.env.DAY29_LANGUAGE = language;
      const states: { language?: string }[] = [];
      outputs(t, states);
      const game = await play(selectServer);
      t.after(() => game.end());
      const languages = states.flatMap((state) => state.language ?? []);
      assert.deepEqual(languages, [shown]);
    });
  }
});

describe("a playground in a plain script", () => {
  it("keeps the process alive while the script awaits a move", async (t) => {
    const running = script(
      t,
      `import { play } from "day29/notebook";
       import { selectServer } from "day29/servers";
       const game = await play(selectServer);
       await game.step(); // nothing is ready: it waits
       await game.connect();
       await game.step();
       await game.end();
       console.log(game.recording.rounds.length);`,
    );
    assert.equal(await running.line(), "1");
    assert.deepEqual(await running.exit(), { code: 0, signal: null });
  });
});
