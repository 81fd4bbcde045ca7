/** The results as tables in Markdown, and as pictures. */
import type { PlotSpec } from "day29/notebook";
import { plotBundle } from "#day29/notebook/views/plot/plot.js";
import { CONTESTANTS } from "./echo.js";
import { ofNotebooks, type Results } from "./results.js";
import { ratio, readable, type Summary } from "./statistics.js";
import { targets } from "./targets.js";

/** The alternative texts of the pictures. */
const PICTURES = {
  echo: "Processor time for a message with 50 clients: bars for select, poll, epoll and io_uring, by contestant",
  http: "Requests a second for a file of 1 KB: a bar for each server",
  rounds:
    "Time of a round against the number of idle descriptors: select and poll climb, epoll stays level",
};

const fileOf = (name: keyof typeof PICTURES): string => `benchmark-${name}.svg`;

/** The report: the tables, and links to the pictures. */
export function markdown(results: Results): string {
  const { machine, echo, http, workers, calls, rounds, memory, imports, notebooks } = results;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `Measured on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.system}, ` +
      `${versions.join(", ")}. ` +
      (machine.pinned
        ? "Server and clients had a core each. "
        : "Server and clients shared the cores. ") +
      "A figure is the median of its rounds, followed by the least and the most in brackets.",
  ];
  const reached = targets(results);
  if (reached.length > 0) {
    parts.push("## Targets");
    const rows = reached.map(({ what, wanted, measured, met }) => [
      what,
      wanted,
      readable(measured),
      met ? "yes" : "no",
    ]);
    parts.push(table(["what", "target", "measured", "reached"], rows));
  }
  const picture = (name: keyof typeof PICTURES): void => {
    parts.push(`![${PICTURES[name]}](${fileOf(name)})`);
  };
  if (echo !== undefined) {
    picture("echo");
    for (const [what, unit] of [
      ["cpu", "Echo: microseconds of the server's processor time for a message"],
      ["rate", "Echo: messages a second"],
    ] as const) {
      parts.push(`## ${unit}`);
      const races = [...new Set(echo.map(({ call, clients }) => `${clients} ${call}`))];
      const rows = races.map((race) => {
        const [clients, call = ""] = race.split(" ");
        const cells = CONTESTANTS.map((contestant) => {
          const found = echo.find(
            (one) =>
              one.contestant === contestant && one.call === call && one.clients === Number(clients),
          );
          return found === undefined ? "" : spread(found[what]);
        });
        return [readable(Number(clients)), call, ...cells];
      });
      parts.push(table(["clients", "call", ...CONTESTANTS], rows));
    }
  }
  if (http !== undefined) {
    parts.push("## HTTP: 50 clients that keep their connections");
    picture("http");
    const rows = http.map(({ file, requests, contestant, rate, cpu }) => [
      ...[file, requests, contestant, spread(rate), spread(cpu)],
    ]);
    parts.push(table(["file", "requests", "server", "requests/s", "µs of CPU a request"], rows));
    if (machine.versions.nginx === "none") parts.push("nginx was left out: it is not installed.");
  }
  const [one] = workers ?? [];
  if (workers !== undefined && one !== undefined) {
    parts.push("## HTTP: processes that share all cores with their clients, 1 KB");
    const rows = workers.map(({ workers, rate }) => [
      ...[`--workers ${workers}`, spread(rate), readable(ratio(rate, one.rate))],
    ]);
    parts.push(table(["server", "requests/s", "of one worker"], rows));
  }
  if (calls !== undefined) {
    parts.push("## System calls for a message");
    const rows = calls.map(({ call, clients, calls: each }) => [
      call,
      `${clients}`,
      Object.entries(each)
        .map(([name, count]) => `${name} ${readable(count)}`)
        .join(", "),
    ]);
    parts.push(table(["server", "clients", "calls"], rows));
  }
  if (rounds !== undefined) {
    parts.push("## A round with one descriptor ready, in microseconds");
    const sizes = [...new Set(rounds.map(({ idle }) => idle))];
    const rows = ["select", "poll", "epoll"].map((call) => [
      call,
      ...sizes.map((idle) => {
        const found = rounds.find((one) => one.call === call && one.idle === idle);
        return found === undefined ? "" : readable(found.microseconds);
      }),
    ]);
    parts.push(table(["call", ...sizes.map((idle) => `${readable(idle)} idle`)], rows));
    picture("rounds");
  }
  if (memory !== undefined) {
    parts.push("## Memory of an idle connection in the server's process");
    const rows = memory.map(({ contestant, clients, each }) => [
      ...[contestant, readable(clients), `${readable(each / 1024)} KiB`],
    ]);
    parts.push(table(["server", "connections", "each"], rows));
  }
  if (imports !== undefined || notebooks !== undefined) {
    parts.push("## Start-up");
    const rows = (notebooks ?? []).map(({ name, seconds }) => [name, `${readable(seconds)} s`]);
    const total = ofNotebooks(notebooks ?? []).reduce((sum, { seconds }) => sum + seconds, 0);
    if (total > 0) rows.push(["all notebooks", `${readable(total)} s`]);
    if (imports) rows.unshift(["import of day29, over an empty script", `${spread(imports)} ms`]);
    parts.push(table(["what", "time"], rows));
  }
  return `${parts.join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function spread({ median, least, most }: Summary): string {
  return `${readable(median)} (${readable(least)} to ${readable(most)})`;
}

/** The pictures, as SVG by the names of their files. */
export async function pictures({
  machine,
  echo,
  http,
  rounds,
}: Results): Promise<Map<string, string>> {
  const specs = new Map<keyof typeof PICTURES, PlotSpec>();
  const subtitle = `${machine.date} · ${machine.processor} · Node ${machine.versions.Node}`;
  if (echo !== undefined) {
    const values = echo
      .filter(({ clients }) => clients === 50)
      .map(({ call, contestant, cpu }) => ({
        ...{ call: call === "uring" ? "io_uring" : call, contestant, microseconds: cpu.median },
      }));
    specs.set("echo", {
      title: { text: "Processor time for a message, 50 clients", subtitle },
      data: { values },
      mark: "bar",
      height: 260,
      encoding: {
        x: { field: "microseconds", type: "quantitative", title: "microseconds (less is better)" },
        y: { field: "call", type: "nominal", sort: null, title: null },
        yOffset: { field: "contestant", sort: [...CONTESTANTS] },
        color: { field: "contestant", type: "nominal", sort: [...CONTESTANTS], title: null },
      },
    });
  }
  if (http !== undefined) {
    const values = http
      .filter(({ file, requests }) => file === "1 KB" && requests === "equal")
      .map(({ contestant, rate }) => ({ contestant, rate: rate.median }));
    specs.set("http", {
      title: { text: "Requests a second for a file of 1 KB, 50 clients", subtitle },
      data: { values },
      mark: "bar",
      height: 220,
      encoding: {
        x: { field: "rate", type: "quantitative", title: "requests/s (more is better)" },
        y: { field: "contestant", type: "nominal", sort: null, title: null },
      },
    });
  }
  if (rounds !== undefined) {
    specs.set("rounds", {
      title: { text: "A round with one descriptor ready among idle ones", subtitle },
      data: { values: [...rounds] as unknown as Record<string, unknown>[] },
      mark: { type: "line", point: true },
      encoding: {
        x: {
          field: "idle",
          type: "quantitative",
          scale: { type: "log" },
          title: "idle descriptors",
        },
        y: {
          field: "microseconds",
          type: "quantitative",
          scale: { type: "log" },
          title: "microseconds",
        },
        color: { field: "call", type: "nominal", sort: null, title: null },
      },
    });
  }
  const drawn = new Map<string, string>();
  for (const [name, spec] of specs) {
    drawn.set(fileOf(name), (await plotBundle(spec))["image/svg+xml"] ?? "");
  }
  return drawn;
}
