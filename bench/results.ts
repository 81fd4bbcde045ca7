/** The results of a run. */
import { spawnSync } from "node:child_process";
import { cpus, release } from "node:os";
import type { CallsFigures, MemoryFigures, RoundFigures } from "./costs.js";
import type { EchoFigures } from "./echo.js";
import type { HttpFigures, WorkersFigures } from "./http.js";
import { python } from "./paths.js";
import { pinned } from "./processes.js";
import { HTML_FIGURE, KERNEL_FIGURES, type NotebookFigures } from "./startup.js";
import type { Summary } from "./statistics.js";

/** The machine, the date and the programs of a measurement. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly pinned: boolean;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** The results of a run. What was not measured is missing. */
export interface Results {
  readonly machine: Machine;
  readonly echo?: readonly EchoFigures[];
  readonly http?: readonly HttpFigures[];
  readonly workers?: readonly WorkersFigures[];
  readonly calls?: readonly CallsFigures[];
  readonly rounds?: readonly RoundFigures[];
  readonly memory?: readonly MemoryFigures[];
  readonly imports?: Summary;
  readonly notebooks?: readonly NotebookFigures[];
}

export function machine(): Machine {
  const [first] = cpus();
  const version = (command: string, option: string = "--version"): string => {
    const { stdout, stderr } = spawnSync(command, [option], { encoding: "utf8" });
    return /\d+\.[\d.]+/.exec(`${stdout}${stderr}`)?.[0] ?? "none";
  };
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    pinned,
    system: `Linux ${release()}`,
    versions: {
      Node: process.versions.node,
      CPython: version(python),
      "C compiler": version("cc"),
      nginx: version("nginx", "-v"),
    },
  };
}

/** The figures of notebooks, without those of kernels and pages. */
export function ofNotebooks(figures: readonly NotebookFigures[]): NotebookFigures[] {
  const others: readonly string[] = [...KERNEL_FIGURES, HTML_FIGURE];
  return figures.filter(({ name }) => !others.includes(name));
}
