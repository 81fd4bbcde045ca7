/** Specifications of plots. */

/** A row of data: values by field name. */
export type PlotRow = Readonly<Record<string, unknown>>;

/** The data of a plot. */
export interface PlotData {
  /** The rows. */
  readonly values: readonly PlotRow[];
}

/**
 * A Vega-Lite specification. The properties of a simple plot are listed here; for the others see
 * https://vega.github.io/vega-lite/docs/.
 */
export interface PlotSpec {
  /** The title of the picture, also for screen readers. */
  readonly title?: string | readonly string[] | object;
  /** What the picture shows, for screen readers. Default: the data. */
  readonly description?: string;
  /** The rows. Plots do not read files or URLs. */
  readonly data?: PlotData;
  /** What is drawn for each row, such as `"line"`, `"bar"`, `"point"`. */
  readonly mark?: string | object;
  /** Which field is drawn as what: `x`, `y`, `color`, ... */
  readonly encoding?: Readonly<Record<string, unknown>>;
  /** Several plots on top of each other. */
  readonly layer?: readonly PlotSpec[];
  /** Any other property of Vega-Lite. */
  readonly [property: string]: unknown;
}

/** A specification inside another one, and its path there. */
export interface PlotPart {
  /** Such as `layer[0]`. */
  readonly path: string;
  readonly spec: PlotSpec;
}

/** The properties that are lists of specifications. */
export const COMPOSITIONS = ["layer", "hconcat", "vconcat", "concat"] as const;

/** Returns one of these lists. */
export function listAt(spec: PlotSpec, key: (typeof COMPOSITIONS)[number]): readonly PlotSpec[] {
  return (spec[key] ?? []) as readonly PlotSpec[];
}

/** The specifications that one is composed of. */
export function partsOf(spec: PlotSpec): PlotPart[] {
  const parts = COMPOSITIONS.flatMap((key) =>
    listAt(spec, key).map((part, index) => ({ path: `${key}[${index}]`, spec: part })),
  );
  if (spec.spec !== undefined) parts.push({ path: "spec", spec: spec.spec as PlotSpec });
  return parts;
}
