/** docs/reference/python.md keeps its promises: Python has these names, and we offer what it says. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it, type TestContext } from "node:test";
import * as day29 from "day29";
import { Epoll, EVENT_READ, Poll, SelectSelector } from "day29";
import { missingNames } from "../conformance/cpython/differences.js";
import { interpreter, root, run } from "../support/project.js";
import { closing, listening, tcp } from "../support/sockets.js";

const page = readFileSync(join(root, "docs/reference/python.md"), "utf8");

/** The names in backticks, without parentheses. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/`([\w*.]+)(?:\(\))?`/g)].map(([, name = ""]) => name);

interface Row {
  /** Without the module or class that they are of. */
  readonly python: readonly string[];
  readonly offered: readonly string[];
}

/** The text below a heading of the page, up to the next one. */
function section(heading: string): string {
  const [, text] = page.split(new RegExp(`^#+ ${heading.replace(".", "\\.")}$`, "m"));
  return text?.split(/^#/m)[0] ?? assert.fail(`no section is called ${heading}`);
}

function cells(heading: string): string[][] {
  const [, , ...lines] = section(heading).match(/^\|.*\|$/gm) ?? [];
  return lines.map((line) => line.split("|").slice(1, -1));
}

function rows(heading: string): Row[] {
  return cells(heading).map(([python = "", offered = ""]) => ({
    python: namesIn(python).map((name) => name.replace(/^.*\./, "")),
    offered: namesIn(offered),
  }));
}

const script = `
import json, select, selectors, socket, types

def public(thing):
    return [name for name in dir(thing) if not name.startswith("_")]

def is_constant(value):
    return isinstance(value, int) and not isinstance(value, bool)

def is_imported(value):
    imported_from = {"abc", "collections", "collections.abc", "enum", "typing"}
    return isinstance(value, types.ModuleType) or getattr(value, "__module__", "") in imported_from

def names(module):
    values = [(name, getattr(module, name)) for name in public(module)]
    return [name for name, value in values if not (is_constant(value) or is_imported(value))]

def constants(module):
    values = [(name, getattr(module, name)) for name in public(module)]
    return {name: int(value) for name, value in values if is_constant(value)}

print(json.dumps({
    "names": {
        "socket": names(socket),
        "select": names(select),
        "selectors": names(selectors),
        "socket.socket": public(socket.socket),
        "select.poll": public(select.poll()),
        "select.epoll": public(select.epoll),
        "selectors.BaseSelector": public(selectors.BaseSelector),
        "selectors.SelectorKey": list(selectors.SelectorKey._fields),
    },
    "constants": {**constants(socket), **constants(select), **constants(selectors)},
}))
`;

/** Everything that is declared to the users of the package; what is internal is not. */
const declared = new Set(
  readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .flatMap((file) => readFileSync(join(root, "dist", file), "utf8").match(/\w+/g) ?? []),
);

/** The public members of an object, and those of its class. */
function members(object: object): string[] {
  const names: string[] = [];
  for (let o = object; o !== Object.prototype; o = Object.getPrototypeOf(o)) {
    names.push(...Object.getOwnPropertyNames(o));
    if (Object.hasOwn(o, "constructor")) names.push(...Object.getOwnPropertyNames(o.constructor));
  }
  const everywhere = ["constructor", "length", "name", "prototype", "toString"];
  return names.filter((name) => declared.has(name) && !everywhere.includes(name));
}

/** Whether docs/reference/differences.md lists a name as missing. */
function isMissing(name: string): boolean {
  return missingNames.some(({ pattern }) => pattern.test(name));
}

/** Fails where some of `names` are not among `known`. */
function assertKnown(names: readonly string[], known: Iterable<string>): void {
  const all = new Set(known);
  assert.deepEqual(
    names.filter((name) => !all.has(name)),
    [],
  );
}

describe("the page for those who know Python", () => {
  let python: { names: Record<string, string[]>; constants: Record<string, number> };

  before(async () => {
    const { stdout, stderr } = await run(process.env.DAY29_PYTHON ?? interpreter, ["-c", script]);
    assert.equal(stderr, "");
    python = JSON.parse(stdout);
  });

  const offered = new Map<string, unknown>(Object.entries(day29));
  const isConstant = (name: string): boolean => typeof offered.get(name) === "number";

  for (const heading of ["socket", "select", "selectors"]) {
    it(`has every name of ${heading}, and promises what there is`, () => {
      assertKnown(
        (python.names[heading] as string[]).filter((name) => !isMissing(name)),
        rows(heading).flatMap((row) => row.python),
      );
      const types = new Set(["SelectorKey"]);
      const promised = rows(heading).flatMap((row) => row.offered);
      assertKnown(promised, [...offered.keys(), ...types]);
    });
  }

  const classes: Record<string, [name: string, make: (t: TestContext) => object]> = {
    "socket.socket": ["Socket", tcp],
    "select.poll": ["Poll", () => new Poll()],
    "select.epoll": ["Epoll", (t) => closing(t, new Epoll())],
    "selectors.BaseSelector": ["BaseSelector", (t) => closing(t, new SelectSelector())],
    "selectors.SelectorKey": [
      "SelectorKey",
      (t) => closing(t, new SelectSelector()).register(listening(t), EVENT_READ),
    ],
  };

  for (const [heading, [name, make]] of Object.entries(classes)) {
    it(`has every member of ${heading} and of ${name}, and promises what there is`, (t) => {
      const ours = members(make(t)).map((member) => `${name}.${member}`);
      assertKnown(
        (python.names[heading] as string[]).filter((member) => !isMissing(`${name}.${member}`)),
        rows(heading).flatMap((row) => row.python),
      );
      assertKnown(
        rows(heading).flatMap((row) => row.offered),
        ours,
      );
      assertKnown(ours, namesIn(section(heading)));
    });
  }

  it("has every constant of Python, with its value, unless it is listed as missing", () => {
    const named = (text = ""): string[] => namesIn(text).filter((name) => /^[A-Z]/.test(name));
    const promised = cells("Constants").flatMap(([own = "", what = ""]) => named(own + what));
    assertKnown(
      promised.filter((name) => !name.includes("*")),
      offered.keys(),
    );
    const patterns = promised.map((name) => new RegExp(`^${name.replace("*", "\\w*")}$`));
    for (const [name, value] of Object.entries(python.constants)) {
      if (isMissing(name)) continue;
      assert.equal(offered.get(name), value, name);
      assert.ok(
        patterns.some((pattern) => pattern.test(name)),
        `no row has ${name}`,
      );
    }
  });

  it("begins with a program that Python runs", async () => {
    const [, program = ""] = /^```python\n(.*?)^```/ms.exec(page) ?? [];
    const { code, stdout } = await run(interpreter, ["-c", program]);
    assert.equal(code, 0);
    assert.equal(stdout.trim(), /print\(.*\) +# (.+)/.exec(program)?.[1]);
  });

  it("has every function and class of ours", () => {
    const names = [...offered.keys()].filter((name) => !isConstant(name));
    assertKnown(names, namesIn(page));
  });
});
