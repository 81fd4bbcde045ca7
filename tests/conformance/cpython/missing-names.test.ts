/** docs/reference/differences.md lists the names of Python's modules that day29 lacks, each with a reason. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import * as day29 from "day29";
import { interpreter, run } from "../../support/project.js";
import { missingNames, rows } from "./differences.js";
import { camelCase } from "./interpreter.js";

/** Prints the public names of Python's modules and of the objects that they make. */
const script = `
import json, select, selectors, socket, types

def public(thing):
    return [name for name in dir(thing) if not name.startswith("_")]

IMPORTED_FROM = {"abc", "collections", "collections.abc", "enum", "typing"}

def names(module):
    return [
        name for name in public(module)
        if not isinstance(getattr(module, name), types.ModuleType)
        and getattr(getattr(module, name), "__module__", "") not in IMPORTED_FROM
    ]

a, b = socket.socketpair()
files = {
    "SocketIO": a.makefile("rwb", 0),
    "BufferedReader": a.makefile("rb"),
    "BufferedWriter": a.makefile("wb"),
    "BufferedRWPair": a.makefile("rwb"),
    "TextIOWrapper": a.makefile("rw"),
}
print(json.dumps({
    **{module.__name__: names(module) for module in (socket, select, selectors)},
    "Socket": public(socket.socket),
    "Poll": public(select.poll()),
    "Epoll": public(select.epoll),
    "SelectSelector": public(selectors.SelectSelector),
    "PollSelector": public(selectors.PollSelector),
    "EpollSelector": public(selectors.EpollSelector),
    "SelectorKey": [name for name in selectors.SelectorKey._fields],
    **{name: public(file) for name, file in files.items()},
}))
for closable in (a, b, *files.values()):
    closable.close()
`;

/** The objects of each kind, for their members. */
async function objects(): Promise<Record<string, object>> {
  const [a, b] = day29.socketpair();
  const selector = new day29.SelectSelector();
  const made = {
    Socket: a,
    Poll: new day29.Poll(),
    Epoll: new day29.Epoll(),
    SelectSelector: selector,
    PollSelector: new day29.PollSelector(),
    EpollSelector: new day29.EpollSelector(),
    SelectorKey: selector.register(a, day29.EVENT_READ),
    SocketIO: a.makefile("rwb", 0),
    BufferedReader: a.makefile("rb"),
    BufferedWriter: a.makefile("wb"),
    BufferedRWPair: a.makefile("rwb"),
    TextIOWrapper: a.makefile("rw"),
  };
  for (const one of Object.values(made)) if ("close" in one) await one.close();
  b.close();
  return made;
}

function has(ours: Readonly<Record<string, object>>, of: string, name: string): boolean {
  const object = ours[of];
  if (object === undefined) return name in day29;
  const isStatic = !["name", "length"].includes(name) && name in object.constructor;
  return name in object || isStatic;
}

describe("the names that Python has and day29 lacks", () => {
  let missing: string[];
  let total = 0;

  before(async () => {
    const { stdout, stderr } = await run(process.env.DAY29_PYTHON ?? interpreter, ["-c", script]);
    assert.equal(stderr, "");
    const python = JSON.parse(stdout) as Record<string, string[]>;
    const ours = await objects();
    const all = Object.entries(python).flatMap(([of, names]) =>
      names.map((name) => ({ of, name })),
    );
    total = all.length;
    missing = all
      .filter(({ of, name }) => !has(ours, of, camelCase(name)))
      .map(({ of, name }) => (/^[a-z]/.test(of) ? name : `${of}.${name}`));
  });

  it("are listed with a reason", (t) => {
    t.diagnostic(`${missing.length} of ${total} names, in ${missingNames.length} entries`);
    const unlisted = missing.filter(
      (name) => !missingNames.some(({ pattern }) => pattern.test(name)),
    );
    assert.deepEqual(unlisted, []);
    for (const [names, , reason = ""] of rows("Missing names")) assert.notEqual(reason, "", names);
  });

  it("are all that is listed", () => {
    const stale = missingNames.filter(
      ({ pattern, elsewhere }) => !elsewhere && !missing.some((name) => pattern.test(name)),
    );
    assert.deepEqual(stale, []);
  });
});
