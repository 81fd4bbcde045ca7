// node tools/release/address.mjs ADDRESS TAG: writes the address of the repository, such as
// https://github.com/owner/day29, where the published package needs it. A clone does not know its own.
import { readFileSync, writeFileSync } from "node:fs";
import { inProject } from "../setup/paths.mjs";

/**
 * The fields of package.json that name the repository.
 * @param {string} address
 */
export const fields = (address) => ({
  repository: { type: "git", url: `git+${address}.git` },
  homepage: `${address}#readme`,
  bugs: `${address}/issues`,
});

/**
 * Makes the links to files of the repository absolute: npm's page has no such files.
 * @param {string} markdown
 * @param {string} address
 * @param {string} tag
 */
export function absoluteLinks(markdown, address, tag) {
  return markdown.replace(
    /(!?)(\[[^[\]]*\]\()(?![a-z]+:|#)([^)\s]+)/g,
    (_, image, text, file) => `${image}${text}${address}/${image ? "raw" : "blob"}/${tag}/${file}`,
  );
}

/**
 * @param {string} name
 * @param {(content: string) => string} change
 */
function rewrite(name, change) {
  const file = inProject(name);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

if (import.meta.filename === process.argv[1]) {
  const [address, tag] = process.argv.slice(2);
  if (!address || !tag) throw new Error("usage: node tools/release/address.mjs ADDRESS TAG");
  rewrite(
    "package.json",
    (manifest) => `${JSON.stringify({ ...JSON.parse(manifest), ...fields(address) }, null, 2)}\n`,
  );
  for (const readme of ["README.md", "README.zh.md"]) {
    rewrite(readme, (markdown) => absoluteLinks(markdown, address, tag));
  }
}
