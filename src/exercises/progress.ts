/** The list of the exercises, with those that are solved. */
import { CELL, htmlTable, th } from "../notebook/render/html-table.js";
import { type Bilingual, bilingual } from "../notebook/render/phrases.js";
import { markup } from "../text/markup.js";
import { EXERCISE_NAMES, EXERCISES, type ExerciseName } from "./exercise-list.js";
import { forgetTries } from "./harness/prediction.js";
import { forgetSolved, solvedExercises } from "./harness/progress-file.js";
import { htmlMark, solvedText } from "./harness/report.js";

/** Which exercises are solved. It shows itself as a list. */
export interface Progress {
  /** The names of the solved exercises, in the order of the notebook. */
  readonly solved: readonly string[];
  /** The names of the others. */
  readonly open: readonly string[];
}

const HEADS: readonly Bilingual[] = [
  { zh: "完成", en: "solved" },
  { zh: "编号", en: "no." },
  { zh: "练习", en: "exercise" },
];

/**
 * Returns which exercises are solved: as the value of a cell, it is shown as a list. In a notebook that is kept in the
 * file `.day29-progress.json` beside it, so that it survives a restart of the kernel; the environment variable
 * `DAY29_PROGRESS` names another file. Where it cannot be written, it lasts as long as the kernel.
 *
 * @example
 * const { solved, open } = progress();
 * console.log(solved.length + open.length); // 22
 */
export function progress(): Progress {
  const known = solvedExercises();
  const solved = EXERCISE_NAMES.filter((name) => known.has(name));
  const open = EXERCISE_NAMES.filter((name) => !known.has(name));
  const list = { solved, open };
  const bundle = { "text/plain": plain(known), "text/html": html(known) };
  Object.defineProperty(list, Symbol.for("Jupyter.display"), { value: () => bundle });
  return list;
}

/**
 * Forgets which exercises are solved, and how often predictions were wrong. Your answers stay as they are.
 *
 * @example
 * resetProgress();
 * assert.deepEqual(progress().solved, []);
 */
export function resetProgress(): Progress {
  forgetSolved();
  forgetTries();
  return progress();
}

function plain(known: ReadonlySet<ExerciseName>): string {
  const lines = EXERCISE_NAMES.map((name, index) => {
    const { zh, en } = EXERCISES[name];
    return `${known.has(name) ? "✅" : "⬜"} ${index + 1} ${zh} · ${en}`;
  });
  const { zh, en } = solvedText(known.size);
  return [...lines, `${zh} · ${en}`].join("\n");
}

function html(known: ReadonlySet<ExerciseName>): string {
  const rows = EXERCISE_NAMES.map((name, index) => {
    const mark = known.has(name) ? htmlMark("✅") : "";
    const title = bilingual(EXERCISES[name]);
    return markup`<tr><td style="${CELL}">${mark}</td><td style="${CELL}">${index + 1}</td><td style="${CELL}">${title}</td></tr>`;
  });
  return htmlTable(
    bilingual(solvedText(known.size)),
    HEADS.map((head) => th(head)),
    rows,
  );
}
