// Names that the kernel adds to each cell, for a module that Node runs.

/** @type {Record<string, string>} */
const GLOBALS = {
  __dirname: "const __dirname = import.meta.dirname;",
  __filename: "const __filename = import.meta.filename;",
  require: `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);`,
  prompt: `import { readSync } from "node:fs";
function prompt(message = ""): string | null {
  process.stdout.write(\`\${message} \`);
  const byte = Buffer.alloc(1);
  const line: number[] = [];
  while (readSync(0, byte) === 1) {
    if (byte[0] === 10) return Buffer.from(line).toString();
    line.push(byte[0] as number);
  }
  return line.length > 0 ? Buffer.from(line).toString() : null;
}`,
};

/**
 * The declarations of those globals that a module uses.
 * @param {Set<string>} used
 */
export function globalsFor(used) {
  return Object.entries(GLOBALS).flatMap(([name, code]) => (used.has(name) ? [code] : []));
}
