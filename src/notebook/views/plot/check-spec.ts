/** Finds mistakes that Vega-Lite does not report, or reports without the name of the property. */
import { inspect } from "node:util";
import { checkArray, checkOptions } from "../../../validators.js";
import { COMPOSITIONS, listAt, type PlotSpec, partsOf } from "./spec.js";

const MARKS: readonly unknown[] =
  "arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail".split(
    " ",
  );

/** The fields of the data; `null` if they are unknown, `undefined` if there is no data. */
type Fields = ReadonlySet<string> | null | undefined;

/** Throws a `TypeError` that names the property. `inherited` are the fields of the enclosing plot. */
export function checkSpec(spec: PlotSpec, path = "", inherited?: Fields): void {
  checkOptions(spec, `plot: ${path === "" ? "spec" : path.slice(0, -1)}`);
  for (const key of COMPOSITIONS) checkArray(`plot: ${path}${key}`, listAt(spec, key));
  const { transform, repeat, encoding, data, mark } = spec;
  const fields = data === undefined ? inherited : fieldsOf(data, path);
  // Transforms and repetitions add fields to those of the data.
  const known = transform === undefined && repeat === undefined ? fields : null;
  const parts = partsOf(spec);
  for (const part of parts) checkSpec(part.spec, `${path}${part.path}.`, known);
  if (parts.length === 0) {
    checkMark(mark, path);
    if (fields === undefined) {
      throw new TypeError(`plot: ${path}data is missing: give it { values: [...] }`);
    }
  }
  if (known) checkEncoding(encoding, path, known);
}

function fieldsOf(data: unknown, path: string): ReadonlySet<string> {
  const { values } = Object(data) as { values?: unknown };
  if (!Array.isArray(values)) {
    throw new TypeError(`plot: ${path}data must be { values: [...] }: plots do not read files`);
  }
  const invalid = values.findIndex((row) => typeof row !== "object" || row === null);
  if (invalid >= 0) {
    const found = inspect(values[invalid]);
    throw new TypeError(`plot: ${path}data.values[${invalid}] must be an object, not ${found}`);
  }
  return new Set(values.flatMap((row) => Object.keys(row)));
}

function checkMark(mark: unknown, path: string): void {
  const type = typeof mark === "string" ? mark : Object(mark).type;
  if (MARKS.includes(type)) return;
  throw new TypeError(`plot: ${path}mark must be one of ${MARKS.join(", ")}, not ${inspect(type)}`);
}

function checkEncoding(
  encoding: PlotSpec["encoding"] = {},
  path: string,
  fields: ReadonlySet<string>,
): void {
  for (const [channel, definitions] of Object.entries(encoding)) {
    for (const definition of [definitions].flat()) {
      const { field } = Object(definition) as { field?: unknown };
      if (typeof field !== "string" || fields.has(field)) continue;
      // `point.x` is a property of the field `point`.
      if (fields.has(field.split(/[.[]/)[0] ?? "")) continue;
      const names = [...fields].join(", ") || "no fields";
      throw new TypeError(
        `plot: ${path}encoding.${channel}.field is ${inspect(field)}, but the data has ${names}`,
      );
    }
  }
}
