/** The page's side of `knobs()`: a module for anywidget. */
import type { BitsKnob, Knob, NumberKnob, OptionsKnob } from "../notebook/knobs/spec.js";
import type { Bilingual } from "../notebook/render/phrases.js";
import { both, el } from "./dom.js";
import style from "./knobs.css";
import { keepInPlace, type Model, type Placed } from "./place.js";
import { ReplyTimer, SILENT } from "./reply-timer.js";
import { suppressShortcuts } from "./shortcuts.js";

type Value = string | number;

interface State extends Placed {
  knobs: Record<string, Knob>;
  values: Record<string, Value>;
  running: boolean;
}

/** An input, and how it shows a value that the kernel has set. */
interface Input {
  readonly nodes: readonly Node[];
  show(value: Value): void;
}

const RUNNING = { zh: "运行中…", en: "running…" };

function initialize({ model }: { model: Model<State> }): () => void {
  const status = el("p", { class: "status", role: "status" });
  const panel = el("div", { class: "knobs", role: "group", "aria-label": "旋钮 knobs" });
  const timer = new ReplyTimer(() => status.replaceChildren(...both(SILENT)));
  const turn = (name: string, value: Value): void => {
    model.set("values", { ...model.get("values"), [name]: value });
    model.save_changes();
    timer.start();
  };
  const inputs = Object.entries(model.get("knobs")).map(([name, knob]) => {
    const input = inputFor(name, knob, (value) => turn(name, value));
    panel.append(el("div", { class: "knob" }, ...input.nodes));
    return [name, input] as const;
  });
  panel.append(status);
  const draw = (): void => {
    const values = model.get("values");
    for (const [name, input] of inputs) input.show(values[name] as Value);
  };
  const reply = (): void => {
    timer.stop();
    status.replaceChildren(...(model.get("running") ? both(RUNNING) : []));
  };
  const host = el("div", { class: "day29-knobs" });
  host.attachShadow({ mode: "open" }).append(el("style", {}, style), panel);
  suppressShortcuts(host, panel);
  const themes = new MutationObserver(() => setScheme(host));
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  setScheme(host);
  draw();
  reply();
  model.on("change:values", draw);
  model.on("change:running", reply);
  const remove = keepInPlace(model, host);
  return () => {
    timer.stop();
    themes.disconnect();
    model.off("change:values", draw);
    model.off("change:running", reply);
    remove();
  };
}

function setScheme(host: HTMLElement): void {
  const isLight = document.body.dataset.jpThemeLight;
  host.style.colorScheme =
    isLight === undefined ? "light dark" : isLight === "true" ? "light" : "dark";
}

function inputFor(name: string, knob: Knob, turn: (value: Value) => void): Input {
  if ("options" in knob) return listFor(name, knob, turn);
  if ("bits" in knob) return bitsFor(name, knob, turn);
  return sliderFor(name, knob, turn);
}

let count = 0;

function sliderFor(name: string, knob: NumberKnob, turn: (value: Value) => void): Input {
  const { min, max, step = 1 } = knob;
  const id = `day29-knob-${++count}`;
  const range = { type: "range", min: `${min}`, max: `${max}`, step: `${step}` };
  const input = el("input", { id, ...range });
  const number = el("output", { for: id });
  const show = (value: Value): void => {
    number.textContent = `${value}`;
    if (Number(input.value) !== value) input.value = `${value}`;
  };
  input.addEventListener("input", () => {
    number.textContent = input.value;
    turn(Number(input.value));
  });
  return { nodes: [labelFor(id, name, knob.label), input, number], show };
}

function listFor(name: string, knob: OptionsKnob, turn: (value: Value) => void): Input {
  const id = `day29-knob-${++count}`;
  const options = knob.options.map((option) => el("option", {}, `${option}`));
  const select = el("select", { id }, ...options);
  select.addEventListener("change", () => {
    const chosen = knob.options[select.selectedIndex];
    if (chosen !== undefined) turn(chosen);
  });
  const show = (value: Value): void => {
    select.selectedIndex = knob.options.indexOf(value);
  };
  return { nodes: [labelFor(id, name, knob.label), select], show };
}

function bitsFor(name: string, knob: BitsKnob, turn: (value: Value) => void): Input {
  const id = `day29-knob-${++count}`;
  const number = el("output", { class: "mask" });
  let mask = 0;
  const bits = Object.entries(knob.bits).sort(([, a], [, b]) => b - a);
  const buttons = bits.map(([bit, value]) => {
    const digit = el("span", { class: "digit" });
    const hex = `0x${value.toString(16)}`;
    const button = el(
      "button",
      { type: "button" },
      digit,
      el("span", {}, bit),
      el("small", {}, hex),
    );
    button.addEventListener("click", () => {
      show((mask ^ value) >>> 0);
      turn(mask);
    });
    return { button, digit, value };
  });
  const width = Math.max(...bits.map(([, value]) => value)).toString(2).length;
  function show(value: Value): void {
    mask = Number(value);
    for (const { button, digit, value: bit } of buttons) {
      const isSet = (mask & bit) !== 0;
      button.setAttribute("aria-pressed", `${isSet}`);
      digit.textContent = isSet ? "1" : "0";
    }
    number.textContent = `${mask} = 0x${mask.toString(16)} = 0b${mask.toString(2).padStart(width, "0")}`;
  }
  const text = el("span", { class: "label", id }, ...nameOf(name, knob.label));
  const row = el("div", { class: "bits", role: "group", "aria-labelledby": id });
  row.append(...buttons.map(({ button }) => button));
  return { nodes: [text, row, number], show };
}

function labelFor(id: string, name: string, label: string | Bilingual | undefined): Node {
  return el("label", { class: "label", for: id }, ...nameOf(name, label));
}

function nameOf(name: string, label: string | Bilingual = name): (Node | string)[] {
  return typeof label === "string" ? [label] : both(label);
}

export default { initialize };
