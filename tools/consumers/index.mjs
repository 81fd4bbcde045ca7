// npm run consumers: tries the packed package as its users have it. Needs the network.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { inProject } from "../setup/paths.mjs";
import { Failure, runQuietly, say } from "../setup/run.mjs";
import { checkInstallation } from "./installation.mjs";
import { markdown, table } from "./report.mjs";
import { checkRuntimes } from "./runtimes.mjs";
import { checkTypes } from "./types.mjs";
import { Workspace } from "./workspace.mjs";

const { name, version } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
const published = inProject("docs/results/consumers.md");

/** @param {string[]} args */
export async function tryConsumers(args) {
  const unknown = args.find((arg) => arg !== "--publish");
  if (unknown !== undefined) throw new Failure(`unknown option: ${unknown}; there is --publish`);
  const packages = inProject("build/package");
  mkdirSync(packages, { recursive: true });
  await runQuietly(
    "npm",
    ["pack", "--silent", "--ignore-scripts", "--pack-destination", packages],
    "the package cannot be packed (see above)",
  );
  const tarball = `${packages}/${name}-${version}.tgz`;
  const workspace = new Workspace();
  try {
    say("installing the package");
    const installation = await checkInstallation(workspace, tarball);
    const project = installation.after.folder;
    say("checking the types");
    const types = await table(await checkTypes(workspace, tarball, project));
    say("running programs");
    const programs = await table(await checkRuntimes(workspace, project, version));
    const text = page(installation, types.text, programs.text);
    console.log(text);
    const failures = types.failures + programs.failures;
    if (failures === 0 && args.includes("--publish")) writeFileSync(published, text);
    return failures === 0 ? 0 : 1;
  } finally {
    workspace.remove();
  }
}

/**
 * @param {Awaited<ReturnType<typeof checkInstallation>>} installation
 * @param {string} types
 * @param {string} programs
 */
function page({ before, after }, types, programs) {
  const figures = [before, after].map(({ packages, megabytes, seconds }) => [
    `${packages}`,
    megabytes.toFixed(0),
    seconds.toFixed(0),
  ]);
  const sizes = ["Packages besides day29", "Megabytes", "Seconds"].map((what, index) => [
    what,
    ...figures.map((figure) => figure[index] ?? ""),
  ]);
  return `# Consumers

\`npm run consumers -- --publish\` packs the package, installs it in new projects from the registry, tries it as its users
do, and writes this page. The command fails if a cell neither passes nor has a reason below its table.

## Installing

\`npm install day29\`, with npm's cache filled. Before, the packages that only the notebooks need were dependencies; they
were installed with it for the first column, in the same run.

${markdown(["", "Before", "Now"], sizes)}

## Types

Each cell compiles a program that imports all entries, strictly and with the declarations checked
(\`skipLibCheck: false\`); \`recv()\` must return a \`Buffer\`, not \`any\`.

${types}

## Programs

Each cell exchanges bytes through a socket pair, waits, and talks to a TCP listener and to \`selectServer\`. koffi has a
native part, which cannot be in a bundle: either koffi is external (\`--external:koffi\`), or its own code is in the
bundle and the native part external (\`--external:@koromix/*\`), for CommonJS with
\`--alias:koffi=./node_modules/koffi/index.cjs\`. In a bundle, \`httpServer\` needs the option \`root\`, because the pages of
the package are not beside it.

${programs}

Bun and Deno have no libuv that watches a descriptor: there a wait notices an event after up to one millisecond.
`;
}
