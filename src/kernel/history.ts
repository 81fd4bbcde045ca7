/** The cells that the session has run, for the replies to `history_request`. */
import { matchesGlob } from "./glob.js";
import type { Content } from "./transport/wire.js";

/** The history is lost when the kernel ends, so there is one session. */
const SESSION = 1;
/** The oldest cells are dropped beyond these limits. */
const MAX_CELLS = 1000;
const MAX_CHARS = 1_000_000;

interface Entry {
  line: number;
  input: string;
  output?: string;
}

/** The fields of all kinds of `history_request`. */
interface HistoryRequest {
  hist_access_type?: unknown;
  output?: unknown;
  session?: unknown;
  start?: unknown;
  stop?: unknown;
  n?: unknown;
  pattern?: unknown;
  unique?: unknown;
}

/** The latest cells of this session, in memory. */
export class History {
  #entries: Entry[] = [];
  #chars = 0;

  /** @param line the cell's execution count */
  add(line: number, input: string): void {
    this.#entries.push({ line, input });
    this.#grow(input.length);
  }

  /** Records the text of the latest cell's result. */
  setOutput(output: string): void {
    const entry = this.#entries.at(-1);
    if (!entry) return;
    entry.output = output;
    this.#grow(output.length);
  }

  #grow(chars: number): void {
    this.#chars += chars;
    while (this.#entries.length > MAX_CELLS || (this.#chars > MAX_CHARS && this.#entries.length)) {
      const { input, output = "" } = this.#entries.shift() as Entry;
      this.#chars -= input.length + output.length;
    }
  }

  /** Returns the content of the reply. Fields that are missing or have a wrong type get Jupyter's defaults. */
  reply(request: HistoryRequest): Content {
    const { output } = request;
    const history = this.#find(request).map((entry) => [
      SESSION,
      entry.line,
      output === true ? [entry.input, entry.output ?? null] : entry.input,
    ]);
    return { status: "ok", history };
  }

  #find({ hist_access_type, session, start, stop, n, pattern, unique }: HistoryRequest): Entry[] {
    switch (hist_access_type) {
      case "tail":
        return last(this.#entries, n);
      case "range":
        return this.#range(integer(session) ?? 0, integer(start) ?? 1, integer(stop));
      case "search":
        return last(this.#search(typeof pattern === "string" ? pattern : "*", unique === true), n);
      default:
        return [];
    }
  }

  /** As in IPython, negative lines count from the end, and `stop` is excluded. */
  #range(session: number, start: number, stop: number | undefined): Entry[] {
    if (session !== 0 && session !== SESSION) return [];
    const end = (this.#entries.at(-1)?.line ?? 0) + 1;
    const first = start < 0 ? start + end : start;
    const after = stop === undefined || stop >= 0 ? (stop ?? end) : stop + end;
    return this.#entries.filter(({ line }) => line >= first && line < after);
  }

  /** Of equal cells, `unique` keeps the latest. */
  #search(pattern: string, unique: boolean): Entry[] {
    const found = this.#entries.filter(({ input }) => matchesGlob(input, pattern));
    if (!unique) return found;
    const latest = new Map(found.map((entry) => [entry.input, entry]));
    return found.filter((entry) => latest.get(entry.input) === entry);
  }
}

function integer(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

/** Returns the last `n` entries, or all if `n` is missing. */
function last(entries: Entry[], n: unknown): Entry[] {
  const count = integer(n);
  return count === undefined ? entries : entries.slice(Math.max(0, entries.length - count));
}
