/**
 * Keeps the compiled code of the compiler from one start of the kernel to the next. The cache of Node.js 22 and later stores
 * only at the end of the process, which a kernel seldom reaches, and takes 10 MB more.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

const HEAD = "(function (exports, require, module, __filename, __dirname) { ";

/** A CommonJS module without dependencies on other packages. */
export class CachedModule {
  readonly exports: unknown;
  readonly #cache: string;
  #script: Script | undefined;

  /**
   * Loads a module.
   * @param path its file
   * @param version its version, as the cache is only valid for one
   * @param folder the folder of the cache
   */
  constructor(path: string, version: string, folder: string) {
    const require = createRequire(path);
    this.#cache = join(folder, `${basename(path)}-${version}-${cachedDataVersionTag()}`);
    const cachedData = readIfPresent(this.#cache);
    const script = new Script(`${HEAD}${readFileSync(path, "utf8")}\n})`, {
      filename: path,
      ...(cachedData ? { cachedData } : {}),
    });
    if (!cachedData || script.cachedDataRejected) this.#script = script;
    const own = { exports: {} };
    script.runInThisContext()(own.exports, require, own, path, dirname(path));
    this.exports = own.exports;
  }

  /** Stores what has been compiled so far, unless it was stored before. Call it when the module has been used. */
  store(): void {
    const script = this.#script;
    this.#script = undefined;
    if (!script) return;
    const partial = `${this.#cache}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#cache), { recursive: true });
      writeFileSync(partial, script.createCachedData());
      renameSync(partial, this.#cache);
    } catch {
      // The folder of the packages may be read-only. The next start takes longer.
    }
  }
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
