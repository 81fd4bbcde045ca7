/** The comparison of results with the targets. */
import type { Contestant } from "./echo.js";
import type { HttpFigures } from "./http.js";
import type { Results } from "./results.js";
import { ofNotebooks } from "./results.js";
import { HTML_FIGURE, KERNEL_FIGURES } from "./startup.js";
import { ratio, type Summary } from "./statistics.js";

/** A target, and whether it is met. */
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
  /** Of a message, compared with other programs on epoll, unless they use another call. */
  const message = (call: string, clients: number, other: Contestant, otherCall = "epoll") => {
    const of = (contestant: Contestant, call: string) =>
      echo.find((it) => it.contestant === contestant && it.call === call && it.clients === clients);
    const [ours, theirs] = [of("day29 blocking", call), of(other, otherCall)];
    return { cpu: between(ours?.cpu, theirs?.cpu), rate: between(ours?.rate, theirs?.rate) };
  };
  const request = (
    contestant: string,
    other: string,
    requests: HttpFigures["requests"] = "equal",
  ): number | undefined => {
    const cpu = (name: string) =>
      http.find((it) => it.contestant === name && it.file === "1 KB" && it.requests === requests)
        ?.cpu;
    return between(cpu(contestant), cpu(other));
  };
  const round = (idle: number): number | undefined =>
    rounds.find((it) => it.call === "epoll" && it.idle === idle)?.microseconds;
  const kernel = (name: string): number | undefined =>
    notebooks.find((it) => it.name === name)?.seconds;

  for (const [number, clients] of [
    ["50", 50],
    ["5,000", 5000],
  ] as const) {
    const what = `CPU a message, ${number} clients, io_uring / C on epoll`;
    atMost(what, message("uring", clients, "C").cpu, 1.05);
  }
  const python = message("uring", 50, "CPython").cpu;
  atMost("CPU a message, 50 clients, io_uring / CPython on epoll", python, 0.88);
  const { rate } = message("uring", 5000, "Node net");
  atLeast("messages/s, 5,000 clients, io_uring / Node net", rate, 1.6);
  for (const call of ["select", "poll", "epoll"]) {
    atMost(`CPU a message, 50 clients, ${call} / C`, message(call, 50, "C", call).cpu, 1.25);
  }
  const one = message("epoll", 1, "CPython").cpu;
  atMost("CPU a message, one client, blocking, epoll / CPython", one, 1);

  const uring = "day29 on io_uring";
  atMost("CPU a request, 1 KB, io_uring / nginx", request(uring, "nginx"), 1);
  const differing = request(uring, "nginx", "different");
  atMost("CPU a request, 1 KB, requests that differ, io_uring / nginx", differing, 1.3);
  for (const [name, contestant] of [
    ["io_uring", uring],
    ["epoll", "day29 on epoll"],
  ] as const) {
    const what = `CPU a request, 1 KB, ${name} / Node http from memory`;
    atMost(what, request(contestant, "Node http"), 0.6);
  }

  const [many, few] = [round(10_000), round(10)];
  const growth = many === undefined || few === undefined ? undefined : many / few;
  atMost("an epoll round among 10,000 idle / among 10", growth, 1.3);
  atMost("import of day29 over an empty script", imports?.median, 60, " ms");
  atMost(KERNEL_FIGURES[1], kernel(KERNEL_FIGURES[1]), 1.5, " s");
  const all = ofNotebooks(notebooks);
  if (all.length > 0) {
    atMost("the slowest notebook", Math.max(...all.map(({ seconds }) => seconds)), 30, " s");
    atMost("the slowest cell", Math.max(...all.map((it) => it.slowestCell ?? 0)), 10, " s");
  }
  atMost(HTML_FIGURE, kernel(HTML_FIGURE), 45, " s");
  return found;
}

function between(a: Summary | undefined, b: Summary | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : ratio(a, b);
}
