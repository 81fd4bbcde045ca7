/** The results of a run, and their comparison with the targets. */
import { spawnSync } from "node:child_process";
import { cpus, release } from "node:os";
import type { CallsFigures, MemoryFigures, RoundFigures } from "./costs.js";
import type { Contestant, EchoFigures } from "./echo.js";
import type { HttpFigures, WorkersFigures } from "./http.js";
import { python } from "./paths.js";
import { pinned } from "./processes.js";
import { KERNEL_FIGURES, type NotebookFigures } from "./startup.js";
import { ratio, readable, type Summary } from "./statistics.js";

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

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: number;
  readonly met: boolean;
}

/** The targets that apply to these results. */
export function targets({
  echo = [],
  http = [],
  rounds = [],
  imports,
  notebooks = [],
}: Results): Target[] {
  const found: Target[] = [];
  const atMost = (what: string, measured: number | undefined, most: number, unit = ""): void => {
    if (measured === undefined) return;
    found.push({ what, wanted: `≤ ${most}${unit}`, measured, met: measured <= most });
  };
  const atLeast = (what: string, measured: number | undefined, least: number): void => {
    if (measured === undefined) return;
    found.push({ what, wanted: `≥ ${least}`, measured, met: measured >= least });
  };
  const figure = (
    contestant: Contestant,
    call: string,
    clients: number,
    what: "cpu" | "rate",
  ): Summary | undefined =>
    echo.find(
      (one) => one.contestant === contestant && one.call === call && one.clients === clients,
    )?.[what];
  const request = (
    contestant: string,
    what: "cpu" | "rate",
    requests: HttpFigures["requests"] = "equal",
  ): Summary | undefined =>
    http.find(
      (one) => one.contestant === contestant && one.file === "1 KB" && one.requests === requests,
    )?.[what];
  const round = (idle: number): number | undefined =>
    rounds.find((one) => one.call === "epoll" && one.idle === idle)?.microseconds;

  for (const clients of new Set(echo.map((one) => one.clients))) {
    for (const call of ["select", "poll", "epoll"]) {
      const ours = figure("day29 blocking", call, clients, "cpu");
      const number = clients === 1 ? "1 client" : `${readable(clients)} clients`;
      const what = `CPU a message, ${call}, ${number}, day29 / `;
      atMost(`${what}CPython`, between(ours, figure("CPython", call, clients, "cpu")), 0.85);
      if (clients !== 50) continue;
      atMost(`${what}C`, between(ours, figure("C", call, clients, "cpu")), 1.4);
      const notebook = figure("day29 cooperative", call, clients, "rate");
      const python = figure("CPython", call, clients, "rate");
      atLeast(
        `messages/s, ${call}, 50 clients, day29 cooperative / CPython`,
        between(notebook, python),
        1,
      );
    }
  }
  for (const clients of [50, 5000]) {
    const uring = figure("day29 blocking", "uring", clients, "cpu");
    const what = `CPU a message, ${readable(clients)} clients, day29 on io_uring / `;
    atMost(`${what}C on epoll`, between(uring, figure("C", "epoll", clients, "cpu")), 1.05);
    if (clients !== 50) continue;
    atMost(`${what}CPython on epoll`, between(uring, figure("CPython", "epoll", 50, "cpu")), 0.88);
  }
  atLeast(
    "messages/s, 5,000 clients, day29 on io_uring / Node net",
    between(
      figure("day29 blocking", "uring", 5000, "rate"),
      figure("Node net", "epoll", 5000, "rate"),
    ),
    1.6,
  );
  atLeast(
    "messages/s, epoll, 5,000 clients, day29 / Node net",
    between(
      figure("day29 blocking", "epoll", 5000, "rate"),
      figure("Node net", "epoll", 5000, "rate"),
    ),
    1.4,
  );
  const cpu = request("day29 blocking", "cpu");
  atMost("CPU a request, 1 KB, day29 / nginx", between(cpu, request("nginx", "cpu")), 1);
  atMost(
    "CPU a request, 1 KB, requests that differ, day29 / nginx",
    between(request("day29 blocking", "cpu", "different"), request("nginx", "cpu", "different")),
    1.3,
  );
  atMost("CPU a request, 1 KB, day29 / Node http", between(cpu, request("Node http", "cpu")), 0.6);
  atLeast(
    "requests/s, 1 KB, day29 / python3 -m http.server",
    between(request("day29 blocking", "rate"), request("python3 -m http.server", "rate")),
    15,
  );
  const [many, few] = [round(10_000), round(10)];
  const growth = many === undefined || few === undefined ? undefined : many / few;
  atMost("an epoll round among 10,000 idle / among 10", growth, 1.3);
  atMost("import of day29 over an empty script", imports?.median, 60, " ms");
  const shutdown = notebooks.find(({ name }) => name === KERNEL_FIGURES[1]);
  atMost(KERNEL_FIGURES[1], shutdown?.seconds, 1.5, " s");
  const all = ofNotebooks(notebooks);
  if (all.length > 0) {
    atMost("the slowest notebook", Math.max(...all.map(({ seconds }) => seconds)), 30, " s");
    atMost("the slowest cell", Math.max(...all.map((one) => one.slowestCell ?? 0)), 10, " s");
  }
  return found;
}

/** The figures of notebooks, without those of kernels. */
export function ofNotebooks(figures: readonly NotebookFigures[]): NotebookFigures[] {
  const ofKernels: readonly string[] = KERNEL_FIGURES;
  return figures.filter(({ name }) => !ofKernels.includes(name));
}

function between(a: Summary | undefined, b: Summary | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : ratio(a, b);
}
