/** Every public call refuses wrong values of every parameter, in its own words. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import { selectServer, serve } from "day29/servers";
import { problemOf, type Wrong } from "./kinds.js";
import { libraryTable } from "./library.js";
import { messagesTable } from "./messages.js";
import { notebookTable, serversTable } from "./programs.js";
import { parameterCount, publicCalls } from "./reflection.js";
import type { Entry, Parameter, Table } from "./table.js";

const calls = publicCalls();
const resources: { close(): void }[] = [];
const open = <T extends { close(): void }>(resource: T): T => {
  resources.push(resource);
  return resource;
};
const server = await serve(selectServer, { stepping: true, name: "sweep" });
const checks = "A check reports a wrong answer instead of throwing; tests/unit/exercises tries it.";
const exercises = [...calls.keys()].filter((name) => /^(check[A-Z]\w+|todo)$/.test(name));
const table: Table = {
  ...libraryTable(open),
  ...messagesTable(open),
  ...serversTable(open, server),
  ...notebookTable(open),
  ...Object.fromEntries(exercises.map((name) => [name, checks])),
};

/** Nothing is printed or shown while wrong values are tried. */
const { log } = console;
before(() => {
  console.log = () => undefined;
});
after(async () => {
  console.log = log;
  for (const resource of resources) resource.close();
  await server.stop();
});

/** What happened: the error, or `undefined`; and whether a call that returns promises threw at once. */
async function errorOf(call: () => unknown): Promise<{ error: unknown; rejected: boolean }> {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    return { error, rejected: false };
  }
  try {
    await result;
    return { error: undefined, rejected: true };
  } catch (error) {
    return { error, rejected: true };
  }
}

function wrongValues({ name, kind, optional }: Parameter): readonly Wrong[] {
  const values = kind(name);
  if (optional || values.length === 0) return values;
  return values.some(({ names }) => names === name)
    ? [...values, { value: undefined, names: name }]
    : values;
}

const count = { calls: 0, parameters: 0, values: 0, exempt: 0 };

async function sweep(name: string, { call, parameters }: Exclude<Entry, string>): Promise<void> {
  const problems: string[] = [];
  const promises: boolean[] = [];
  for (const [i, parameter] of parameters.entries()) {
    for (const wrong of wrongValues(parameter)) {
      const args = parameters.map(({ valid }) => valid);
      args[i] = wrong.value;
      const { error, rejected } = await errorOf(() => call(...args));
      promises.push(rejected);
      const problem = problemOf(error, wrong);
      if (problem !== null) {
        problems.push(`${name}(${parameter.name}: ${inspect(wrong.value)}) ${problem}`);
      }
      count.values++;
    }
    count.parameters++;
  }
  count.calls++;
  assert.deepEqual(problems, []);
  assert.ok(new Set(promises).size <= 1, `${name} sometimes throws instead of rejecting`);
}

describe("wrong arguments", () => {
  it("are tried on every public call that has parameters", () => {
    const named = new Set(Object.keys(table).map((key) => key.split("#")[0] as string));
    const forgotten = [...calls].filter(
      ([name, call]) => parameterCount(call) > 0 && !named.has(name),
    );
    assert.deepEqual(
      forgotten.map(([name]) => name),
      [],
      "add them to a table in this folder",
    );
    assert.deepEqual(
      [...named].filter((name) => !calls.has(name)),
      [],
      "remove them from the tables in this folder",
    );
  });

  for (const [name, what] of Object.entries(table)) {
    const call = calls.get(name.split("#")[0] as string);
    if (call === undefined) continue;
    if (typeof what === "string") {
      count.exempt++;
      continue;
    }
    it(`of ${name} are refused`, async () => {
      if (!name.includes("#"))
        assert.equal(what.parameters.length, parameterCount(call), "parameters");
      await sweep(name, what);
    });
  }

  it("are refused everywhere", (t) => {
    const { calls, parameters, values, exempt } = count;
    t.diagnostic(
      `${calls} calls, ${parameters} parameters, ${values} wrong values, all refused; ${exempt} calls exempt, with a reason`,
    );
    assert.ok(calls >= 100 && values >= 4000);
  });
});
