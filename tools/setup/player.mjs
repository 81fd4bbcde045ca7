// dist/player/: the player of recordings as one file each, with its styles: a module to import, and a script that
// an output contains.
import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { inProject } from "./paths.mjs";

const target = ["chrome123", "firefox120", "safari17.5"]; // the first with light-dark()

/** @type {import("esbuild").Plugin} */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const { code } = await transform(css, { loader: "css", minify: true, target });
      return { contents: code, loader: "text" };
    });
  },
};

/** @param {string} name @param {"esm" | "iife"} format */
const bundle = (name, format) =>
  build({
    entryPoints: [inProject(`src/player/${name}.ts`)],
    outfile: inProject(`dist/player/${name}.js`),
    bundle: true,
    minify: true,
    format,
    target,
    charset: "utf8",
    plugins: [styles],
    logLevel: "warning",
  });

await Promise.all([
  ...["index", "playground", "knobs"].map((name) => bundle(name, "esm")),
  bundle("inline", "iife"),
]);
