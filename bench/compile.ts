/** The C programs of the benchmark, where there is a C compiler. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { results, source } from "./paths.js";

/** Compiles bench/echo/NAME.c. Returns the program's path, or `null` without a compiler. */
export function compiled(name: string): string | null {
  const program = `${results}/c/${name}`;
  mkdirSync(`${results}/c`, { recursive: true });
  for (const compiler of ["cc", "gcc", "clang"]) {
    const { error, status, stderr } = spawnSync(
      compiler,
      ["-O2", "-Wall", "-Wextra", "-o", program, source(`echo/${name}.c`)],
      { encoding: "utf8" },
    );
    if (error !== undefined) continue;
    if (status !== 0 || stderr !== "") throw new Error(`${compiler} ${name}.c: ${stderr}`);
    return program;
  }
  return null;
}
