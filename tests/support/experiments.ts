/** The shape of an experiment in a notebook: a question, code, and why. */
import type { Cell } from "./notebook.js";

const WHY =
  /^<details>\n<summary>为什么 · Why<\/summary>\n\n<div lang="zh">\n\n([\s\S]+?)\n\n<\/div>\n\n<div lang="en">\n\n([\s\S]+?)\n\n<\/div>\n\n<\/details>$/;
const ASKS = { zh: /\*\*先猜\*\*/g, en: /\*\*Predict:\*\*/g };
const SENTENCE = /[^。！？；：.!?;:\n]+/g;
/** Shorter ones, such as "所以" or "for example", may occur anywhere. */
const MIN_SENTENCE = 12;

/** What is wrong with the experiments of a notebook; empty if nothing is. */
export function faults(cells: readonly Cell[]): string[] {
  return [
    ...cells.flatMap((cell, index) => [
      ...(tagged(cell, "question") ? brokenQuestion(cells, index) : []),
      ...(tagged(cell, "why") ? brokenWhy(cells, index) : []),
      ...(tagged(cell, "plot") ? brokenPlot(cell) : []),
      ...askedElsewhere(cell),
    ]),
    ...givenAway(cells),
  ];
}

function brokenQuestion(cells: readonly Cell[], index: number): string[] {
  const cell = cells[index] as Cell;
  const end = cells.findIndex((next, at) => at > index && next.cell_type !== "code");
  const code = cells.slice(index + 1, end).map(({ id }) => id);
  const name = cell.id.replace(/-predict$/, "");
  const [zh, en] = [count(cell, ASKS.zh), count(cell, ASKS.en)];
  return [
    ...(code.length === 0 ? [`${cell.id}: no code follows`] : []),
    ...(cells[end]?.id === `${name}-why` && tagged(cells[end], "why")
      ? []
      : [`${cell.id}: no ${name}-why follows the code`]),
    ...(code.includes(name) ? [] : [`${cell.id}: no code cell is called ${name}`]),
    ...(zh > 0 && zh === en ? [] : [`${cell.id}: 先猜 ${zh} times, Predict ${en} times`]),
  ];
}

function brokenWhy(cells: readonly Cell[], index: number): string[] {
  const cell = cells[index] as Cell;
  const before = cells
    .slice(0, index)
    .reverse()
    .find(({ cell_type }) => cell_type !== "code");
  return [
    ...(WHY.test(source(cell)) ? [] : [`${cell.id}: not one <details> in both languages`]),
    ...(tagged(before, "question") ? [] : [`${cell.id}: explains no question`]),
  ];
}

function brokenPlot(cell: Cell): string[] {
  const { jupyter } = cell.metadata as { jupyter?: { source_hidden?: boolean } };
  return jupyter?.source_hidden ? [] : [`${cell.id}: its code is not folded`];
}

function askedElsewhere(cell: Cell): string[] {
  const asks = count(cell, ASKS.zh) + count(cell, ASKS.en) > 0;
  const explained =
    cell.cell_type === "markdown" && !tagged(cell, "question") && cell.id !== "how-to";
  return asks && explained ? [`${cell.id}: asks, but is not tagged "question"`] : [];
}

/** Sentences of a why that are also above it. */
function givenAway(cells: readonly Cell[]): string[] {
  return cells.flatMap((cell, index) => {
    if (!tagged(cell, "why")) return [];
    const above = new Set(cells.slice(0, index).filter(isProse).flatMap(sentences));
    return sentences(cell)
      .filter((sentence) => above.has(sentence))
      .map((sentence) => `${cell.id}: is already above: ${sentence}`);
  });
}

function isProse(cell: Cell): boolean {
  return cell.cell_type === "markdown";
}

function sentences(cell: Cell): string[] {
  const text = source(cell).replace(/<[^>]*>/g, "\n");
  return [...text.matchAll(SENTENCE)]
    .map(([sentence]) => sentence.trim())
    .filter((sentence) => sentence.length >= MIN_SENTENCE && /\p{L}/u.test(sentence));
}

function count(cell: Cell, pattern: RegExp): number {
  return [...source(cell).matchAll(pattern)].length;
}

export function tagged(cell: Cell | undefined, tag: string): boolean {
  return cell?.metadata.tags?.includes(tag) ?? false;
}

export function source(cell: Cell): string {
  return [cell.source].flat().join("");
}
