/** The differences that docs/reference/differences.md tells, and whether an answer agrees but for them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import * as day29 from "day29";
import { root } from "../../support/project.js";
import type { Answer, Shown } from "./tree.js";

/** How the two languages write what both have. */
const words = {
  python: { null: "None", true: "True", false: "False" },
  day29: { null: "null", true: "true", false: "false" },
};
type Language = keyof typeof words;

const document = readFileSync(join(root, "docs/reference/differences.md"), "utf8");

/** Python's class of an error to ours. */
const classes = new Map(table("Errors").map(([python = "", day29 = ""]) => [python, day29]));

/** What the same call comes to, by the id of the difference. */
const differences = new Map(
  table("Results").map(([id = "", , python = "", day29 = ""]) => [id, { python, day29 }]),
);

/** What no answer has shown yet: ids of differences, and classes. */
export const unseen = new Set([...classes.keys(), ...differences.keys()]);

/** What is wrong with our answer to a line, or `null`. */
export function disagreement(line: string, python: Answer, ours: Answer): string | null {
  const told = `CPython: ${text(python, "python")}\nday29:   ${text(ours, "day29")}`;
  const [, may, id = ""] = /# (may )?differs?: (\S+)/.exec(line) ?? [];
  if (id === "" || may !== undefined) {
    if (JSON.stringify(translated(python)) === JSON.stringify(ours)) return null;
    if (id === "") return `they differ\n${told}`;
  }
  const difference = differences.get(id);
  if (difference === undefined)
    return `docs/reference/differences.md does not tell of "${id}"\n${told}`;
  unseen.delete(id);
  const holds =
    difference.python === text(python, "python") && difference.day29 === text(ours, "day29");
  return holds ? null : `docs/reference/differences.md tells of "${id}" otherwise\n${told}`;
}

/** CPython's answer as it has to be ours. */
function translated(answer: Answer): Answer {
  if ("value" in answer) return answer;
  const { error, errno } = answer;
  unseen.delete(error);
  return { error: classes.get(error) ?? error, errno };
}

/** The names of `EAI_NONAME` and its like, by their numbers. */
const lookupErrors = new Map(
  Object.entries(day29)
    .filter(([name]) => name.startsWith("EAI_"))
    .map(([name, number]) => [number, name]),
);

/** The names of the numbers of `herror`. */
const hostErrors = ["NETDB_SUCCESS", "HOST_NOT_FOUND", "TRY_AGAIN", "NO_RECOVERY", "NO_DATA"];

/** An answer as the table writes it. */
function text(answer: Answer, language: Language): string {
  if ("value" in answer) return shown(answer.value, language);
  const { error, errno } = answer;
  if (errno === null) return error;
  if (error === "herror") return `${error} ${hostErrors[errno]}`;
  return `${error} ${errno > 0 ? getSystemErrorName(-errno) : lookupErrors.get(errno)}`;
}

function shown(value: Shown, language: Language): string {
  if (value === null || typeof value === "boolean") return words[language][`${value}`];
  if (typeof value === "number") return `${value}`;
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\\u0000", "\\0");
  if ("bytes" in value) return `b${shown(value.bytes, language)}`;
  if ("port" in value) return `port ${value.port}`;
  if ("fd" in value) return `fd of ${value.fd}`;
  if ("object" in value) return value.object;
  return `[${value.map((part) => shown(part, language)).join(", ")}]`;
}

/** The cells of the table below a heading, row by row; of a cell with code, the code. */
function table(heading: string): string[][] {
  return rows(heading).map((cells) => cells.map((cell) => /`(.+?)`/.exec(cell)?.[1] ?? cell));
}

/** The cells of the table below a heading, row by row. */
export function rows(heading: string): string[][] {
  const [, section = ""] = document.split(`\n## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  const lines = body.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What a row lists: a name such as `Socket.seek()`, or a pattern such as `CAN_*`. */
export interface MissingName {
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether only some builds of Python have the name. */
  readonly elsewhere: boolean;
}

/** The names that day29 lacks, with patterns for them. */
export const missingNames: readonly MissingName[] = rows("Missing names").flatMap(
  ([names = "", only = ""]) =>
    [...names.matchAll(/`([\w.*]+)(?:\(\))?`/g)].map(([, name = ""]) => ({
      name,
      pattern: new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", "\\w*")}$`),
      elsewhere: only !== "",
    })),
);
