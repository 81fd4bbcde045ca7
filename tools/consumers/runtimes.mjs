// The package in each runtime: imported, required and bundled, exchanging bytes.
import { join } from "node:path";

const NODES = ["20.19.0", "22.23.5", "24.22.3", "26.12.1"];
const BUN = "1.4.5";
const DENO = "2.9.6";
const ESBUILD = "0.28.2";

const REPLIES = '["at once","later","by TCP","Receive your message"]';

/** How each program is bundled: koffi has a native part, which stays outside of the bundle. */
const BUNDLES = {
  "esbuild to ESM": { file: "import.mjs", out: "bundle.mjs", options: ["--external:koffi"] },
  "esbuild to CommonJS": { file: "import.mjs", out: "bundle.cjs", options: ["--external:koffi"] },
  "ESM with koffi": {
    file: "import.mjs",
    out: "whole.mjs",
    options: ["--external:@koromix/*"],
  },
  "CommonJS with koffi": {
    file: "import.mjs",
    out: "whole.cjs",
    options: ["--external:@koromix/*", "--alias:koffi=./node_modules/koffi/index.cjs"],
  },
};

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} project with the package
 * @param {string} version of the package
 * @returns {Promise<import("./report.mjs").Matrix>}
 */
export async function checkRuntimes(workspace, project, version) {
  const nodes = NODES.map((node) => `node-${node}@npm:node-linux-${process.arch}@${node}`);
  const tools = await workspace.project("tools", [
    ...nodes,
    // The package bun needs an install script, to put this file in its place.
    `bun@npm:@oven/bun-linux-${process.arch === "arm64" ? "aarch64" : process.arch}@${BUN}`,
    `deno@${DENO}`,
    `esbuild@${ESBUILD}`,
  ]);
  for (const { file, out, options } of Object.values(BUNDLES)) {
    const esbuild = join(tools, "node_modules/.bin/esbuild");
    const format = out.endsWith(".mjs") ? "esm" : "cjs";
    const { code, output } = await workspace.run(
      project,
      ...[esbuild, file, "--bundle", "--platform=node", `--format=${format}`, `--outfile=${out}`],
      ...["--log-level=error", ...options],
    );
    if (code !== 0) throw new Error(`esbuild: ${output}`);
  }
  const programs = {
    import: "import.mjs",
    require: "require.cjs",
    ...Object.fromEntries(Object.entries(BUNDLES).map(([name, { out }]) => [name, out])),
  };
  /** @type {Record<string, string[]>} */
  const runtimes = {
    ...Object.fromEntries(
      NODES.map((node) => [`Node ${node}`, [join(tools, `node_modules/node-${node}/bin/node`)]]),
    ),
    [`Bun ${BUN}`]: [join(tools, "node_modules/bun/bin/bun")],
    [`Deno ${DENO}`]: [join(tools, "node_modules/.bin/deno"), "run", "--allow-all"],
  };
  const rows = Object.entries(runtimes).map(([name, [program = "", ...args]]) => ({
    name,
    cells: [
      ...Object.entries(programs).map(([form, file]) => ({
        name: form,
        run: () => workspace.run(project, program, ...args, file),
        accepts: accepts(REPLIES),
      })),
      {
        name: "`day29 --version`",
        run: () =>
          workspace.run(project, program, ...args, "node_modules/day29/bin/day29.js", "--version"),
        accepts: accepts(version),
      },
    ],
  }));
  return { title: "Programs", rows, differences: {} };
}

/**
 * @param {string} expected
 * @returns {(outcome: import("./workspace.mjs").Outcome) => boolean}
 */
const accepts =
  (expected) =>
  ({ code, output }) =>
    code === 0 && output === expected;
