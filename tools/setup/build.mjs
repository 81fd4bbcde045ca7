// dist/: the library as the notebooks import it, and the player for their outputs.
import { join } from "node:path";
import { inProject, root } from "./paths.mjs";
import { Failure, run } from "./run.mjs";
import { filesIn, hash, read, write } from "./stamp.mjs";

const stampFile = inProject("dist/.stamp");

const stamp = () =>
  hash([
    ...["package.json", "package-lock.json", "tsconfig.json", "tools/setup/player.mjs"].map(
      (file) => inProject(file),
    ),
    ...filesIn(inProject("src")),
  ]);

export const build = {
  what: "building src/",
  isDone: () => read(stampFile) === stamp(),
  async run() {
    const tsc = [
      inProject("node_modules/typescript/bin/tsc"),
      "-b",
      root,
      join(root, "src/player"),
    ];
    for (const program of [tsc, [inProject("tools/setup/player.mjs")]]) {
      const code = await run(process.execPath, program);
      if (code !== 0) throw new Failure("the build failed: fix the errors above");
    }
    write(stampFile, stamp());
  },
};
