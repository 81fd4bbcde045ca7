// dist/: the library as the notebooks import it.
import { inProject } from "./paths.mjs";
import { Failure, run } from "./run.mjs";
import { filesIn, hash, read, write } from "./stamp.mjs";

const stampFile = inProject("dist/.stamp");

const stamp = () =>
  hash([
    ...["package.json", "package-lock.json", "tsconfig.json"].map((file) => inProject(file)),
    ...filesIn(inProject("src")),
  ]);

export const build = {
  what: "building src/",
  isDone: () => read(stampFile) === stamp(),
  async run() {
    const tsc = inProject("node_modules/typescript/bin/tsc");
    const code = await run(process.execPath, [tsc, "-b"]);
    if (code !== 0) throw new Failure("the build failed: fix the errors above");
    write(stampFile, stamp());
  },
};
