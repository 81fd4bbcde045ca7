/** Notices changed files when it is asked, so that a cell which is run right after a change finds it. */
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type ts from "typescript";

interface Watched {
  version: string;
  callbacks: Set<ts.FileWatcherCallback>;
}

/** TypeScript's own declarations do not change. */
const LIBS = dirname(createRequire(import.meta.url).resolve("typescript-for-cells"));

const ABSENT = "";

/** How often declaration files are examined, in milliseconds. There are hundreds, and they change when a package does. */
const DECLARATIONS_MS = 2000;

/** Polls files. Watches of the operating system report a change too late, and would keep the process alive. */
export class FileWatcher {
  readonly #files = new Map<string, Watched>();
  #declarationsPolled = 0;

  /** Calls `callback` in {@link poll} if the file has changed, appeared or disappeared. */
  watch(path: string, callback: ts.FileWatcherCallback): ts.FileWatcher {
    if (path.startsWith(LIBS)) return { close() {} };
    const file = this.#files.get(path) ?? { version: fileVersion(path), callbacks: new Set() };
    this.#files.set(path, file);
    file.callbacks.add(callback);
    return {
      close: () => {
        file.callbacks.delete(callback);
        if (file.callbacks.size === 0 && this.#files.get(path) === file) this.#files.delete(path);
      },
    };
  }

  /**
   * Calls the callbacks of the files that have changed since the last time; for declaration files, only now and then.
   * Returns whether there was one.
   */
  poll(): boolean {
    let hasChanged = false;
    const withDeclarations = Date.now() - this.#declarationsPolled >= DECLARATIONS_MS;
    if (withDeclarations) this.#declarationsPolled = Date.now();
    for (const [path, file] of [...this.#files]) {
      if (!withDeclarations && path.endsWith(".d.ts")) continue;
      const version = fileVersion(path);
      if (version === file.version) continue;
      const kind = eventKind(file.version, version);
      file.version = version;
      hasChanged = true;
      for (const callback of [...file.callbacks]) callback(path, kind);
    }
    return hasChanged;
  }
}

function eventKind(before: string, after: string): ts.FileWatcherEventKind {
  if (before === ABSENT) return 0 satisfies ts.FileWatcherEventKind.Created;
  if (after === ABSENT) return 2 satisfies ts.FileWatcherEventKind.Deleted;
  return 1 satisfies ts.FileWatcherEventKind.Changed;
}

/** Returns a text that is different after the file has been written or replaced; `""` if there is no such file. */
export function fileVersion(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.mtimeNs} ${stat.size} ${stat.ino}` : ABSENT;
}
