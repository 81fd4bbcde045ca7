/** The cells of the notebooks whose content is that of a file: drawings and programs. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Cell, code, prose, readNotebook, writeNotebook } from "../support/notebook.js";
import { notebooks, python, root, temporaryFolder } from "../support/project.js";

const names = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();

const sourceOf = ({ source }: Cell): string => [source].flat().join("");

/** What the cells of all notebooks name in their metadata. */
async function named(kind: "drawing" | "program"): Promise<string[]> {
  const all = await Promise.all(
    notebooks.map((name) => readNotebook(join(root, "notebooks", `${name}.ipynb`))),
  );
  const cells = all.flatMap((notebook) => notebook.cells);
  return cells
    .flatMap(({ metadata }) => (metadata.day29 as Record<string, string>)?.[kind] ?? [])
    .sort();
}

describe("generated cells", { concurrency: 2 }, () => {
  it("are current in every notebook", async () => {
    const { code, stdout, stderr } = await python("generated.py");
    assert.equal(code, 0, stdout + stderr);
  });

  it("show each drawing and each program once", async () => {
    assert.deepEqual(await named("drawing"), names("notebooks/drawings", ".svg"));
    assert.deepEqual(await named("program"), names("examples", ".ts").sort());
  });

  it("are reported when they differ from their files, and written", async (t) => {
    const folder = await temporaryFolder(t);
    const file = await writeNotebook(join(folder, "06-select.ipynb"), [
      prose("# Select", { slideshow: { slide_type: "slide" } }),
      { ...code("await select([], [], [], 0)"), id: "code" },
      { ...prose("old"), id: "program", metadata: { day29: { program: "select-server" } } },
      { ...prose("old"), id: "figure", metadata: { day29: { drawing: "fd-set" } } },
    ]);
    const { code: status, stdout } = await python("generated.py", "--folder", folder);
    assert.equal(status, 1);
    assert.equal(
      stdout.trim(),
      "06-select: code, program, figure: out of date: npm run notebooks -- 06-select",
    );

    assert.equal((await python("generated.py", "--write", "--folder", folder)).code, 0);
    assert.equal((await python("generated.py", "--folder", folder)).code, 0);
    const { cells } = await readNotebook(file);
    const [, , program, figure] = cells as [Cell, Cell, Cell, Cell];
    const slides = cells.map(({ metadata }) => metadata.slideshow);
    const types = ["slide", "fragment", "subslide", "subslide"];
    assert.deepEqual(
      slides,
      types.map((slide_type) => ({ slide_type })),
    );
    for (const extension of ["ts", "py"]) {
      const text = readFileSync(join(root, `examples/select-server.${extension}`), "utf8");
      assert.ok(sourceOf(program).includes(`\n${text}\`\`\`\n`), extension);
    }
    assert.match(sourceOf(figure), /!\[[^\]]*[。] · [^\]]*\]\(drawings\/fd-set\.svg\)/);
  });
});
