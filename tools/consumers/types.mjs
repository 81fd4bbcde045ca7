// The declarations of the package for each TypeScript, way of resolving modules, and layout of node_modules.
import { join } from "node:path";

const VERSIONS = ["5.0.4", "5.9.3", "6.0.3", "7.0.2"];

/** The types of the newest Node, which a consumer may have beside the package. */
const NEWEST_TYPES = "@types/node@26";

/** @type {Record<string, { project: "plain" | "strict" | "newest", file: string, module: string, resolution: string }>} */
const CELLS = {
  "import, node16": { project: "plain", file: "types.mts", module: "node16", resolution: "node16" },
  "import, nodenext": {
    project: "plain",
    file: "types.mts",
    module: "nodenext",
    resolution: "nodenext",
  },
  "import, bundler": {
    project: "plain",
    file: "types.mts",
    module: "esnext",
    resolution: "bundler",
  },
  "require, node16": {
    project: "plain",
    file: "types.cts",
    module: "node16",
    resolution: "node16",
  },
  "require, nodenext": {
    project: "plain",
    file: "types.cts",
    module: "nodenext",
    resolution: "nodenext",
  },
  "import, pnpm": {
    project: "strict",
    file: "types.mts",
    module: "nodenext",
    resolution: "nodenext",
  },
  "import, @types/node 26": {
    project: "newest",
    file: "types.mts",
    module: "nodenext",
    resolution: "nodenext",
  },
};

const NO_REQUIRE = {
  output: /^(types\.cts\([^\n]*error TS1471: [^\n]*\n?){2}$/,
  reason:
    "This TypeScript, and any with `node16`, takes Node for one that cannot `require()` an ES module (TS1471). The program runs all the same.",
};

const NEWER_TYPES = {
  output: /^\.\.\/compilers\/.*\bnode_modules\/@types\/node\//s,
  reason:
    "The types of Node 26 are for TypeScript 5.6 and newer. It works with `skipLibCheck`, and with those of Node 20, which day29 brings.",
};

/** @type {import("./report.mjs").Differences} */
const DIFFERENCES = {
  ...Object.fromEntries(
    VERSIONS.map((version) => [`TypeScript ${version}: require, node16`, NO_REQUIRE]),
  ),
  "TypeScript 5.0.4: require, nodenext": NO_REQUIRE,
  "TypeScript 5.0.4: import, @types/node 26": NEWER_TYPES,
};

/** @param {import("./workspace.mjs").Outcome} outcome */
const isSilent = ({ code, output }) => code === 0 && output === "";

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} tarball
 * @param {string} plain a project with the package
 * @returns {Promise<import("./report.mjs").Matrix>}
 */
export async function checkTypes(workspace, tarball, plain) {
  const compilers = await workspace.project(
    "compilers",
    VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`),
  );
  const projects = {
    plain,
    strict: await workspace.project("strict", [tarball], ["npx", "--yes", "pnpm@10", "add"]),
    newest: await workspace.project("newest", [tarball, NEWEST_TYPES]),
  };
  const rows = VERSIONS.map((version) => ({
    name: `TypeScript ${version}`,
    cells: Object.entries(CELLS).map(([name, { project, file, module, resolution }]) => ({
      name,
      run: () =>
        workspace.run(
          projects[project],
          process.execPath,
          join(compilers, `node_modules/typescript-${version}/bin/tsc`),
          ...["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck", "false"],
          ...["--module", module, "--moduleResolution", resolution, file],
        ),
      accepts: isSilent,
    })),
  }));
  return { title: "Types", rows, differences: DIFFERENCES };
}
