/** The tables of 00-index: every point of the notes is taught, and every cell that they name is there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { commands } from "#day29/cli/commands.js";
import { type Cell, readNotebook } from "../support/notebook.js";
import { points, programs } from "../support/notes.js";
import { notebooks, root } from "../support/project.js";

/** A row of a table: its first cell, and where the rest of it leads. */
interface Row {
  readonly point: string;
  readonly text: string;
  readonly links: readonly Link[];
}

type Series = ReadonlyMap<string, readonly Cell[]>;

interface Link {
  /** The heading that is named, or the number of a cell in the row. */
  readonly text: string;
  /** A notebook, by its path below notebooks/. */
  readonly to: string;
  /** The id of the cell that it leads to. */
  readonly cell: string | undefined;
}

const LINK = /\[([^\]]*)\]\(([^)#]*)\.ipynb(?:#cell-id=([^)]*))?\)/g;

/** The rows of the tables below each heading, whose English name is the key. */
function tables(cells: readonly Cell[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  let rows: Row[] = [];
  for (const line of cells.flatMap((cell) => source(cell).split("\n"))) {
    const heading = /^#{2,3} (.*)/.exec(line)?.[1];
    if (heading) {
      rows = [];
      found.set(english(heading), rows);
    } else if (/^\|[- |]+\|$/.test(line))
      rows.length = 0; // what stood above was the table's head
    else if (line.startsWith("|")) rows.push(row(line));
  }
  return found;
}

function row(line: string): Row {
  const [first = "", ...rest] = line.slice(1, -1).split("|");
  const text = rest.join("|").trim();
  const links = [...text.matchAll(LINK)].map(([, text = "", to = "", cell]) => ({
    text,
    to,
    cell,
  }));
  return { point: english(first.trim()), text, links };
}

/** The second half of "中文 · English". */
function english(text: string): string {
  return text.split(" · ").slice(1).join(" · ") || text;
}

/** The links of rows that lead nowhere, and the rows that lead to no cell that runs. */
function faults(rows: readonly Row[], series: Series): string[] {
  return rows.flatMap(({ point, links }) => {
    const lost = links.filter((link) => !exists(link, series));
    const runs = links.some((link) => find(link, series)?.cell_type === "code");
    return [
      ...lost.map(({ text, to, cell }) => `${point}: ${to} has no ${text} at ${cell}`),
      ...(runs ? [] : [`${point}: no cell`]),
    ];
  });
}

/** A link has a number, or names a heading in the cell. */
function exists(link: Link, series: Series): boolean {
  const cell = find(link, series);
  if (cell === undefined) return false;
  return /^\d+$/.test(link.text) || headings(cell).includes(link.text);
}

function find({ to, cell }: Link, series: Series): Cell | undefined {
  return series.get(to)?.find(({ id }) => id === cell);
}

function headings(cell: Cell): string[] {
  if (cell.cell_type !== "markdown") return [];
  return [...source(cell).matchAll(/^#{1,6} (.*)/gm)].map(([, text = ""]) => text);
}

function source(cell: Cell): string {
  return [cell.source].flat().join("");
}

describe("the index", () => {
  const series = new Map<string, Cell[]>();
  let found: Map<string, Row[]>;
  before(async () => {
    for (const name of notebooks) {
      series.set(name, (await readNotebook(join(root, "notebooks", `${name}.ipynb`))).cells);
    }
    found = tables(series.get("00-index") ?? []);
  });

  const rowsOf = (heading: string) => found.get(heading) ?? [];
  const beyond = "Beyond the notes";
  const everyRow = () => [...Object.keys(points), beyond].flatMap(rowsOf);

  it("lists the notebooks, each with its sections of the notes", () => {
    const rows = rowsOf("Table of contents");
    const listed = rows.flatMap(({ links }) => links.map(({ to }) => to));
    // Solutions follow their exercises.
    const place = (name: string) => name.split("/").reverse().join("/");
    const inOrder = [...notebooks].sort((a, b) => (place(a) < place(b) ? -1 : 1));
    assert.deepEqual(["00-index", ...listed], inOrder);
    for (const { text } of rows) assert.match(text, /\) \| ./);
  });

  for (const [section, expected] of Object.entries(points)) {
    it(`leads from each point of "${section}" to the cells that teach it`, () => {
      const rows = rowsOf(section);
      assert.deepEqual(
        rows.map(({ point }) => point),
        expected,
      );
      assert.deepEqual(faults(rows, series), []);
    });
  }

  it("marks the notebook that goes beyond the notes, and leads to its cells only", () => {
    const rows = rowsOf(beyond);
    assert.deepEqual(faults(rows, series), []);
    const reached = new Set(rows.flatMap(({ links }) => links.map(({ to }) => to)));
    assert.deepEqual([...reached], ["11-io-uring"]);
    const marked = rowsOf("Table of contents").filter(({ text }) => text.includes(beyond));
    assert.deepEqual(
      marked.flatMap(({ links }) => links.map(({ to }) => to)),
      ["11-io-uring"],
    );
  });

  it("leads to every notebook but itself", () => {
    const reached = new Set(everyRow().flatMap(({ links }) => links.map(({ to }) => to)));
    const others = notebooks.filter((name) => name !== "00-index" && !name.includes("/"));
    assert.deepEqual([...reached].sort(), others);
  });

  for (const [program, { server, command }] of Object.entries(programs)) {
    it(`has a counterpart of ${program}, in the library, on the command line and in a cell`, () => {
      const row = rowsOf("The five programs").find(({ point }) => point.includes(program));
      assert.ok(row, "no row");
      assert.deepEqual(faults([row], series), []);
      assert.ok(row.text.includes(`\`${server.name}\``));
      assert.ok(row.text.includes(`\`npx day29 ${command}\``));
      assert.ok(commands.some((known) => known.name() === command));
      const runs = new RegExp(`\\bserve\\(${server.name}\\b`);
      const cells = row.links.map((link) => find(link, series));
      assert.ok(cells.some((cell) => cell !== undefined && runs.test(source(cell))));
    });
  }

  it("would miss a cell or a heading that was renamed, and a notebook that is gone", () => {
    const rows = rowsOf("Review of day 28");
    const renamed = (change: (cell: Cell) => Cell) =>
      new Map([...series].map(([name, cells]) => [name, cells.map(change)]));
    const names = (seen: string[]) => seen.map((fault) => / has no (.*) at /.exec(fault)?.[1]);

    const other = renamed((cell) => (cell.id === "sticky" ? { ...cell, id: "glued" } : cell));
    assert.deepEqual(names(faults(rows, other)), ["1"]);
    const retitled = renamed((cell) => ({
      ...cell,
      source: source(cell).replace("### 消息的边界", "### 消息的分界"),
    }));
    assert.deepEqual(names(faults(rows, retitled)), ["消息的边界 · Where a message ends"]);
    const fewer = new Map([...series].filter(([name]) => name !== "01-day28-review"));
    assert.ok(faults(rows, fewer).length > rows.length);
    assert.match(faults([row("| 点 · Point | words |")], series).join(), /^Point: no cell$/);
  });
});
