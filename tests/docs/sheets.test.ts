/** The cheat sheet, the glossary and the teacher's page say what the library and the notebooks say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as day29 from "day29";
import { osError } from "#day29/errors.js";
import { readNotebook } from "../support/notebook.js";
import { notebooks, root } from "../support/project.js";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const sheet = (name: string): string => read(`tools/site/sheets/${name}.md`);
const cheatSheet = sheet("cheat-sheet");
const codes = [...cheatSheet.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
/** The cells of the rows below a heading. */
const rows = (page: string, heading: string): string[][] => {
  const part = page.split(/^## /m).find((section) => section.startsWith(heading)) ?? "";
  const lines = part.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(1).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
const exported = new Map<string, unknown>(Object.entries(day29));

describe("the cheat sheet", () => {
  it("names only what the library exports", () => {
    const names = codes.flatMap((code) => code.match(/\b(?:E?POLL|SO_|SOL_|SHUT_|FD_)\w*/g) ?? []);
    assert.ok(names.length > 20);
    assert.deepEqual(
      names.filter((name) => !exported.has(name)),
      [],
    );
  });

  it("names only calls that exist", () => {
    const calls = codes.flatMap((code) => /^(?:new )?(\w+)\(/.exec(code)?.[1] ?? []);
    const { Socket, Poll, Epoll, IoUring } = day29;
    const socket = new Socket();
    const places = [socket, Poll.prototype, Epoll.prototype, IoUring.prototype];
    socket.close();
    assert.ok(calls.length > 15);
    assert.deepEqual(
      calls.filter((call) => !exported.has(call) && !places.some((place) => call in place)),
      [],
    );
  });

  it("states the units of the timeouts as the docstrings do", () => {
    const [, ...units] =
      rows(cheatSheet, "四种等法").find(([name]) => name?.startsWith("时限")) ?? [];
    const documented = [
      /`timeout`: in (\w+)/.exec(read("src/mux/select.ts")),
      /`timeout` is in (\w+)/.exec(read("src/mux/poll.ts")),
      /`timeout` is in (\w+)/.exec(read("src/mux/epoll.ts")),
      /have arrived, or `timeout` (\w+)/.exec(read("src/mux/io-uring.ts")),
    ].map((found) => found?.[1]);
    assert.deepEqual(
      units.map((unit) => /(\w+)\W*$/.exec(unit)?.[1]),
      documented,
    );
  });

  it("gives each errno the class that is thrown", () => {
    const errors = rows(cheatSheet, "错误").slice(1);
    assert.ok(errors.length > 5);
    for (const [code = "", name = ""] of errors) {
      const errno = new Map(Object.entries(constants.errno)).get(code.replaceAll("`", ""));
      assert.ok(errno !== undefined, code);
      assert.equal(osError(errno, "call", "socket").constructor.name, name.replaceAll("`", ""));
    }
  });

  it("has every state of TCP", () => {
    const type = /type TcpState =([^;]*);/.exec(read("src/inspect/tcp-info.ts"))?.[1] ?? "";
    const states = [...type.matchAll(/"(\w+)"/g)].map(([, state]) => state);
    const listed = rows(cheatSheet, "TCP").flatMap(
      ([cell = ""]) => cell.match(/[A-Z_\d]{4,}/g) ?? [],
    );
    assert.deepEqual(listed.sort(), states.sort());
  });
});

describe("the teacher's page", () => {
  const lessons = sheet("lessons");

  it("has the minutes that the notebooks give", async () => {
    const minutes = rows(lessons, "目标和时间").filter(([name]) => name?.includes(".ipynb"));
    assert.equal(minutes.length, 9);
    for (const [name = "", count] of minutes) {
      const file = /\((.*)\)/.exec(name)?.[1] ?? "";
      const { cells } = await readNotebook(join(root, "notebooks", file));
      assert.match([cells[0]?.source].flat().join(""), new RegExp(`bout ${count} minutes`), name);
    }
  });

  it("plans whole lessons, without a gap", () => {
    const times = [...lessons.matchAll(/^\| (\d+)–(\d+) +\|/gm)].map(([, from, to]) => [
      Number(from),
      Number(to),
    ]);
    assert.equal(times.filter(([from]) => from === 0).length, 2);
    assert.equal(times.filter(([, to]) => to === 90).length, 2);
    for (const [at, [from]] of times.entries()) {
      assert.equal(from, from === 0 ? 0 : times[at - 1]?.[1]);
    }
  });
});

it("the glossary has each term once, and names a notebook for it", () => {
  const rows = sheet("glossary").match(/^\| (?!中文|-).*/gm) ?? [];
  const named = [
    ...sheet("glossary").matchAll(/^\| ([^|]+) \| ([^|]+) \| .* · .* \| \[\d\d\]\((.*)\.ipynb#/gm),
  ];
  assert.ok(named.length > 20);
  assert.equal(named.length, rows.length);
  assert.equal(new Set(named.map(([, zh = ""]) => zh.trim())).size, named.length);
  for (const [, , , notebook = ""] of named) assert.ok(notebooks.includes(notebook), notebook);
});
