/** Tables as text, for viewers that do not show HTML. */

/** Cells to align, or a line that spans all columns. */
export type TextLine = readonly string[] | string;

/** A title, and below it the lines, indented and aligned. */
export function textTable(title: string, lines: readonly TextLine[]): string {
  return [title, ...alignColumns(lines).map((line) => `  ${line}`)].join("\n");
}

/** Pads cells so that columns line up. */
export function alignColumns(lines: readonly TextLine[]): string[] {
  const rows = lines.filter((line) => typeof line !== "string");
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => terminalWidth(row[column] ?? ""))),
  );
  return lines.map((line) => {
    if (typeof line === "string") return line;
    const cells = line.map((cell, column) => cell + padding(cell, widths[column] ?? 0));
    return cells.join("  ").trimEnd();
  });
}

/** The spaces that bring a text to a width in terminal columns. */
export function padding(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - terminalWidth(text)));
}

/** The number of terminal columns that a text takes: a Chinese character takes two. */
export function terminalWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > "\u2e7f" ? 2 : 1), 0);
}
