/** Notebook 11 where io_uring is refused, as in many containers: it explains why, and nothing fails. */
import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Cell, readNotebook } from "../support/notebook.js";
import {
  interpreter,
  jupyterEnvironment,
  notebooks,
  root,
  run,
  temporaryFolder,
} from "../support/project.js";
import { refusing } from "../support/seccomp.js";

const SYS_IO_URING_SETUP = 425;
const NAME = "11-io-uring";

/** The saved outputs of a cell as text. */
function printed({ outputs }: Cell): string {
  return outputs
    .map(({ text, data }) => [text ?? data?.["text/plain"] ?? ""].flat().join(""))
    .join("\n");
}

describe("the notebooks where io_uring is refused", () => {
  it("are those that need io_uring", async () => {
    const needing: string[] = [];
    for (const name of notebooks) {
      const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
      const code = cells.filter(({ cell_type }) => cell_type === "code");
      if (code.some(({ source }) => /new IoUring|uringServer/.test([source].flat().join("")))) {
        needing.push(name);
      }
    }
    assert.deepEqual(needing, [NAME]);
  });

  it(`${NAME} runs without an error, and each cell that needs io_uring says why it does not`, async (t) => {
    const place = await temporaryFolder(t);
    const file = join(place, "notebooks", `${NAME}.ipynb`);
    for (const folder of ["notebooks", "node_modules"]) await mkdir(join(place, folder));
    await symlink(root, join(place, "node_modules/day29"));
    await symlink(join(root, "bin"), join(place, "bin"));
    const { cells: saved, ...rest } = await readNotebook(join(root, "notebooks", `${NAME}.ipynb`));
    // Otherwise outputs that vary would be kept.
    const fresh = saved.map((cell) =>
      cell.cell_type === "code" ? { ...cell, outputs: [] } : cell,
    );
    await writeFile(file, JSON.stringify({ ...rest, cells: fresh }));
    // The kernel and its children inherit the filter.
    const program = `
      ${refusing(SYS_IO_URING_SETUP, constants.errno.EPERM)}
      const { spawn } = await import("node:child_process");
      const [command, ...args] = ${JSON.stringify([interpreter, join(root, "tools/notebooks/run.py"), file])};
      spawn(command, args, { stdio: "inherit" }).on("exit", (code) => process.exit(code));`;
    const { code, stdout, stderr } = await run(
      process.execPath,
      ["--input-type=module", "--eval", program],
      { cwd: root, env: jupyterEnvironment() },
    );
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^11-io-uring \.\.\. saved/m);

    const { cells } = await readNotebook(file);
    const named = new Map(cells.map((cell) => [cell.id, cell]));
    const imports = printed(named.get("imports") ?? assert.fail());
    assert.match(imports, /^IoUring\.supported\(\): false\n这里不能用 io_uring：.*不允许/);
    assert.match(imports, / · io_uring cannot be used here: the system does not allow io_uring/);
    for (const cell of cells) {
      if (!cell.outputs) continue;
      assert.ok(
        cell.outputs.every(({ output_type }) => output_type !== "error"),
        cell.id,
      );
      const source = [cell.source].flat().join("");
      if (!source.includes("await withUring(")) continue;
      assert.match(
        printed(cell),
        /^没有运行：.* · not run: the system does not allow io_uring/,
        cell.id,
      );
    }
    const costs = printed(named.get("cost") ?? assert.fail());
    for (const server of ["select", "poll", "epoll"]) {
      assert.match(costs, new RegExp(`^${server} +[\\d.]+$`, "m"));
    }
    assert.match(costs, /^uring: 这里不能用 · not available: the system/m);
  });
});
