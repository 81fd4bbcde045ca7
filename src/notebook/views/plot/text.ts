/** A plot as text: its title, and its data as a table. */
import { cutMiddle } from "../../render/cut-middle.js";
import { padding, terminalWidth, textTable } from "../../render/text-table.js";
import { type PlotSpec, partsOf } from "./spec.js";

/** Longer tables are cut in the middle. */
const MAX_ROWS = 16;

/** The title of a plot, or else the names of its axes. */
export function titleOf({ title, encoding }: PlotSpec): string {
  const text = Array.isArray(title) || typeof title === "string" ? title : Object(title).text;
  if (text !== undefined) return [text].flat().join(" ");
  const axes = [encoding?.y, encoding?.x].map(axisName).filter((name) => name !== "");
  return axes.join(" / ") || "图 · plot";
}

function axisName(channel: unknown): string {
  const { title, field } = Object(channel) as { title?: unknown; field?: unknown };
  return `${title ?? field ?? ""}`;
}

/** What the plot shows, in one line, for screen readers. */
export function descriptionOf(spec: PlotSpec): string {
  const description = spec.description ?? dataText(spec, Infinity).replaceAll("\n", "; ");
  return description.replace(/ {2,}/g, " ");
}

/** The data as a table, below the title. Columns of numbers are aligned to the right. */
export function dataText(spec: PlotSpec, maxRows = MAX_ROWS): string {
  const rows =
    spec.data?.values ?? partsOf(spec).find((part) => part.spec.data)?.spec.data?.values ?? [];
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const { head, tail, hidden } = cutMiddle(
    rows.map((row) => fields.map((field) => cellText(row[field]))),
    maxRows,
  );
  const more = hidden === 0 ? [] : [[`(${hidden} more)`]];
  const lines = [fields, ...head, ...more, ...tail];
  const widths = fields.map((field, column) =>
    rows.every((row) => typeof row[field] === "number")
      ? Math.max(...lines.map((line) => terminalWidth(line[column] ?? "")))
      : 0,
  );
  const aligned = lines.map((line) =>
    line.length < fields.length
      ? line
      : line.map((cell, column) => padding(cell, widths[column] ?? 0) + cell),
  );
  return textTable(titleOf(spec), aligned);
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" && !Number.isInteger(value)) {
    return `${Number(value.toPrecision(4))}`;
  }
  if (value instanceof Date) return value.toISOString();
  return `${value}`;
}
