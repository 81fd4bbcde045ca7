/** Knobs: inputs in the page that run a function of the cell again. */
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { getHost } from "../../sys/host.js";
import { checkFunction, checkOptions } from "../../validators.js";
import { capture } from "../capture.js";
import { type MimeBundle, output } from "../host.js";
import { playerScript } from "../player-script.js";
import { bundleOf, type Showable } from "../show.js";
import { WidgetModel } from "../widget/model.js";
import { placeBundle } from "../widget/output.js";
import { checkKnobs, nearestValue } from "./check-knobs.js";
import { drawing, errorPart, valueText } from "./drawing.js";
import type { Knob, KnobValues } from "./spec.js";

type Specs = Readonly<Record<string, Knob>>;
type Values = Record<string, string | number>;

/** What the function of `knobs()` may return, to show it after what it has shown itself. */
// biome-ignore lint/suspicious/noConfusingVoidType: the function may have no return statement
export type Drawn = Showable | undefined | void;

/** The state that the page and the kernel share. */
interface State {
  /** Names the element in which the page draws the knobs. */
  readonly place: string;
  readonly knobs: Specs;
  values: Values;
  running: boolean;
}

const ADVICE = {
  zh: "这里可以转动旋钮、马上看到新的结果：用 npm run lab 打开这个笔记本，再运行这个单元格。",
  en: "Here are knobs that draw a new result at once: open the notebook with npm run lab, and run the cell.",
};

/** By the names of their knobs. */
const open = new Map<string, Knobs<Specs>>();

/** Knobs below a cell. Made by {@link knobs}. */
export class Knobs<Spec extends Readonly<Record<string, Knob>>> {
  readonly #specs: Spec;
  readonly #run: (values: KnobValues<Spec>) => Drawn | PromiseLike<Drawn>;
  readonly #model: WidgetModel<State>;
  readonly #id = randomUUID();
  #values: Values;
  #isShown = false;
  #isClosed = false;
  #isOutdated = false;
  #running: Promise<void> | undefined;

  /** Call {@link knobs} instead. */
  constructor(specs: Spec, run: (values: KnobValues<Spec>) => Drawn | PromiseLike<Drawn>) {
    this.#specs = specs;
    this.#run = run;
    this.#values = valuesOf(specs, {});
    const place = randomUUID();
    this.#model = new WidgetModel<State>(playerScript("knobs"), "", {
      place,
      knobs: specs,
      values: this.#values,
      running: false,
    });
    this.#model.onChange(({ values }) => {
      if (values !== undefined) void this.#change(values).catch(() => undefined);
    });
    output(placeBundle(place, ADVICE));
  }

  /** The values of the knobs. */
  get values(): Readonly<KnobValues<Spec>> {
    return this.#values as KnobValues<Spec>;
  }

  /**
   * Turns knobs, as the page does. Resolves when the function has run with the latest values; rejects with its error.
   * Throws `RangeError` for a value that a knob does not have.
   */
  async set(values: Partial<KnobValues<Spec>>): Promise<void> {
    checkOptions(values, "values");
    for (const [name, value] of Object.entries(values)) {
      const knob = this.#specs[name];
      if (knob !== undefined && nearestValue(knob, value) === value) continue;
      throw new RangeError(`${name} = ${inspect(value)} is not a value of a knob`);
    }
    await this.#change(values);
  }

  /** Ends the connection with the page. The last drawing stays. */
  close(): void {
    this.#isClosed = true;
    this.#model.close();
  }

  /** Prints as `<Knobs size = 4096>`. */
  [inspect.custom](): string {
    return `<Knobs ${Object.entries(this.#values)
      .map(([name, value]) => `${name} = ${valueText(this.#specs[name], value)}`)
      .join(", ")}>`;
  }

  #change(changes: object): Promise<void> {
    this.#values = valuesOf(this.#specs, { ...this.#values, ...changes });
    this.#isOutdated = true;
    this.#running ??= this.#draw().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Runs the function until it has run with the latest values. */
  async #draw(): Promise<void> {
    let failure: { error: unknown } | undefined;
    this.#tell({ running: true });
    while (this.#isOutdated) {
      this.#isOutdated = false;
      failure = undefined;
      const values = { ...this.#values };
      const parts: MimeBundle[] = [];
      try {
        const run = (): Drawn | PromiseLike<Drawn> => this.#run(values as KnobValues<Spec>);
        const { result, parts: shown } = await capture(run);
        parts.push(...shown);
        if (result !== undefined) parts.push(bundleOf(result));
      } catch (error) {
        failure = { error };
        parts.push(errorPart(error));
      }
      this.#show(drawing(this.#specs, values, parts));
    }
    this.#tell({ running: false, values: this.#values });
    if (failure !== undefined) throw failure.error;
  }

  #tell(changes: Partial<State>): void {
    if (!this.#isClosed) this.#model.set(changes);
  }

  #show(bundle: MimeBundle): void {
    const host = getHost();
    if (host) host.display(bundle, { id: this.#id, update: this.#isShown });
    else output(bundle);
    this.#isShown = true;
  }
}

function valuesOf(specs: Specs, given: object): Values {
  const values = given as Values;
  return Object.fromEntries(
    Object.entries(specs).map(([name, knob]) => [name, nearestValue(knob, values[name])]),
  );
}

/**
 * Shows knobs below the cell, and runs a function with their values: now, and whenever a knob is turned. What the
 * function shows, and what it returns if `show()` can show it, is drawn in place. The function never runs twice at the
 * same time; of values that follow each other quickly it gets the last ones. An error is shown in place of the drawing.
 *
 * A knob is a slider, `{ min, max, step, value }`; a list, `{ options, value }`; or a mask, `{ bits: { POLLIN, POLLOUT },
 * value }`. Knobs with the same names as earlier ones replace them, so that a cell can be run again. Where there are no
 * widgets, and in a saved notebook, the last drawing stays.
 *
 * Resolves when the function has run for the first time; rejects with its error.
 *
 * @example
 * const size = await knobs(
 *   { bytes: { min: 0, max: 4096, step: 512, value: 1024 } },
 *   async ({ bytes }) => {
 *     const [left, right] = socketpair();
 *     await left.sendall(Buffer.alloc(bytes));
 *     show(kernelBuffers(right));
 *     for (const socket of [left, right]) socket.close();
 *   },
 * );
 * size.close();
 */
export async function knobs<const Spec extends Readonly<Record<string, Knob>>>(
  specs: Spec,
  run: (values: KnobValues<Spec>) => Drawn | PromiseLike<Drawn>,
): Promise<Knobs<Spec>> {
  checkKnobs(specs);
  checkFunction("run", run);
  const key = Object.keys(specs).sort().join();
  open.get(key)?.close();
  const made = new Knobs(specs, run);
  open.set(key, made as unknown as Knobs<Specs>);
  await made.set({});
  return made;
}
