/** day29 against CPython: the same scenarios, and the same answers. */
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import * as day29 from "day29";
import { Epoll, Socket, setWaiting } from "day29";
import fc from "fast-check";
import { Comparison } from "./comparison.js";
import { unseen } from "./differences.js";
import { operations, setUp } from "./random.js";
import { listening, paired, scenario } from "./scenario.js";
import { subjects } from "./scenarios/index.js";

const modes = fc.constantFrom("cooperative", "blocking");
const comparison = new Comparison();
after(() => comparison.close());
afterEach(() => setWaiting("cooperative"));

for (const [subject, scenarios] of Object.entries(subjects)) {
  describe(`CPython and day29 agree about ${subject}`, () => {
    for (const { title, lines } of scenarios) {
      it(title, async () => {
        const steps = await comparison.ask(lines);
        for (const mode of ["cooperative", "blocking"] as const) {
          setWaiting(mode);
          const problem = await comparison.disagreement(lines, steps);
          assert.ok(problem === null, `${mode}:\n${problem}`);
        }
      });
    }
  });
}

describe("CPython and day29 agree about random operations", () => {
  it("in any order", async (t) => {
    let steps = 0;
    const agree = fc.asyncProperty(operations, modes, async (chosen, mode) => {
      steps += chosen.length;
      const lines = [...setUp, ...chosen.flat()];
      const answers = await comparison.ask(lines);
      setWaiting(mode);
      const problem = await comparison.disagreement(lines, answers);
      assert.ok(problem === null, `${mode}:\n${problem}`);
    });
    // A failure prints its seed: DAY29_SEED runs it again, DAY29_RUNS looks further.
    const { DAY29_SEED = "29", DAY29_RUNS = "150" } = process.env;
    await fc.assert(agree, { seed: Number(DAY29_SEED), numRuns: Number(DAY29_RUNS) });
    t.diagnostic(`${steps} random steps`);
    assert.ok(steps >= 2_000 || Number(DAY29_RUNS) < 150);
  });
});

describe("docs/reference/differences.md", () => {
  it("lists only differences that exist", () => {
    assert.deepEqual([...unseen], []);
  });

  it("is backed by at least 300 scenarios", (t) => {
    const all = Object.values(subjects).flat();
    t.diagnostic(`${all.length} scenarios`);
    assert.ok(all.length >= 300);
  });
});

describe("the comparison", () => {
  /** Whose timeout goes on to the sockets that it accepts. */
  class Inheriting extends Socket {
    override async accept(): ReturnType<Socket["accept"]> {
      const [socket, address] = await super.accept();
      socket.settimeout(this.gettimeout());
      return [socket, address];
    }
  }

  /** Where registering twice overwrites. */
  class Overwriting extends Epoll {
    override register(...[fd, mask]: Parameters<Epoll["register"]>): void {
      if (this.registered.size > 0) this.modify(fd, mask ?? 0);
      else super.register(fd, mask);
    }
  }

  const doubled = scenario("", paired, "e = epoll()", "e.register(a)", "e.register(a)");
  const accepted = scenario(
    "",
    listening,
    "listener.settimeout(5)",
    "c = socket()",
    `
    c.connect(listener.getsockname())
    s, address = listener.accept()
    s.gettimeout()
  `,
  );
  for (const [what, { lines }, library, expected] of [
    ["an inherited timeout", accepted, { Socket: Inheriting }, /CPython: None\nday29: +5/],
    [
      "an overwritten mask",
      doubled,
      { Epoll: Overwriting },
      /FileExistsError EEXIST\nday29: +null/,
    ],
    ["a byte order", scenario("", "htons(1)"), { htons: Number }, /CPython: 256\nday29: +1/],
    ["a difference that is none", scenario("", "htons(1) # differs: text"), {}, /otherwise/],
    ["a difference that is not told", scenario("", "htons(1) # differs: x"), {}, /does not tell/],
  ] as const) {
    it(`detects ${what}`, async () => {
      const steps = await comparison.ask(lines);
      const problem = await comparison.disagreement(lines, steps, { ...day29, ...library });
      assert.match(problem ?? "", expected);
    });
  }
});
