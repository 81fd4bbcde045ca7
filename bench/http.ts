/** Files sent over HTTP: day29 beside Node's http and Python's http.server. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createConnection } from "day29";
import { HANG_S } from "../tests/support/hang.js";
import { receiveResponse } from "../tests/support/http-response.js";
import { clientsCommand, measureUnderLoad, type Served } from "./clients.js";
import { program, python } from "./paths.js";
import { Program, withProgram } from "./processes.js";
import { type Summary, summary } from "./statistics.js";

const CLIENTS = 50;
/** day29 caches only a file that has not changed for some time; this is a little more. */
const SETTLED_MS = 3500;
const FILES = { "1 KB": 1024, "1 MB": 1024 * 1024 } as const;

const CONTESTANTS = [
  "day29 blocking",
  "day29 cooperative",
  "Node http",
  "python3 -m http.server",
] as const;

/** The figures of one server with one file. */
export interface HttpFigures {
  readonly file: string;
  readonly contestant: string;
  /** Requests per second. */
  readonly rate: Summary;
  /** Microseconds of the server's processor time per request. */
  readonly cpu: Summary;
}

type Contestant = (typeof CONTESTANTS)[number];
type Rates = Pick<Served, "rate" | "cpu">;

/** Times are in seconds. */
export interface HttpOptions {
  readonly rounds: number;
  readonly warmUp: number;
  readonly seconds: number;
}

/** Measures all servers with clients that keep their connections, round by round. */
export async function measureHttp(
  { rounds, warmUp, seconds }: HttpOptions,
  progress: (what: string) => void,
): Promise<HttpFigures[]> {
  const root = mkdtempSync(join(tmpdir(), "day29-bench-"));
  const withWrk = spawnSync("wrk", ["--version"]).error === undefined;
  const contestants = CONTESTANTS.filter(
    (contestant) => contestant !== "python3 -m http.server" || pythonKeepsConnections(),
  );
  try {
    const races = Object.entries(FILES).flatMap(([file, size]) => {
      const name = `${file.replace(" ", "")}.html`;
      writeFileSync(join(root, name), "x".repeat(size));
      return contestants.map((contestant) => ({
        ...{ file, name, contestant },
        ...{ rates: [] as number[], cpus: [] as number[] },
      }));
    });
    // Of a file that has just been written, a further change might not show in its modification time.
    await setTimeout(SETTLED_MS);
    for (let round = 1; round <= rounds; round++) {
      progress(`HTTP, round ${round} of ${rounds}`);
      for (const { name, contestant, rates, cpus } of races) {
        const command = serverCommand(contestant, root, name);
        const { rate, cpu } = await withProgram(new Program("server", command), async (server) => {
          const [port = ""] = /\d{4,5}/.exec(await server.line()) ?? [];
          return withWrk
            ? measureWithWrk(server, `http://127.0.0.1:${port}/${name}`, warmUp, seconds)
            : measureWithClients(server, port, name, warmUp, seconds);
        });
        rates.push(rate);
        cpus.push(cpu);
      }
    }
    return races.map(({ file, contestant, rates, cpus }) => ({
      ...{ file, contestant },
      rate: summary(rates),
      cpu: summary(cpus),
    }));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Runs wrk: first to warm up, then to measure. */
async function measureWithWrk(
  server: Program,
  url: string,
  warmUp: number,
  seconds: number,
): Promise<Rates> {
  const measure = async (time: number): Promise<number> => {
    const duration = `-d${Math.max(1, Math.round(time))}s`;
    const command = ["wrk", "-t1", `-c${CLIENTS}`, duration, `--timeout=${HANG_S}s`, url];
    const text = await withProgram(new Program("clients", command), (wrk) => wrk.output());
    const [, requests, took, unit] = /(\d+) requests in ([\d.]+)(ms|s|m),/.exec(text) ?? [];
    if (requests === undefined || /Non-2xx|Socket errors/.test(text)) throw new Error(text);
    count = Number(requests);
    // On a busy machine a second may be too short for one response.
    if (count === 0) return measure(2 * time + 1);
    return count / (Number(took) * { ms: 0.001, s: 1, m: 60 }[unit as "ms" | "s" | "m"]);
  };
  let count = 0;
  await measure(warmUp);
  const before = server.cpuTime;
  const rate = await measure(seconds);
  return { rate, cpu: ((server.cpuTime - before) / count) * 1e6 };
}

/** Uses the clients of the echo benchmark, which need to know the size of a response. */
async function measureWithClients(
  server: Program,
  port: string,
  name: string,
  warmUp: number,
  seconds: number,
): Promise<Rates> {
  const message = `GET /${name} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const load = { port, clients: CLIENTS, active: CLIENTS, message, warmUp, seconds };
  const replySize = await sizeOfResponse(Number(port), message);
  return measureUnderLoad(server, clientsCommand(), { ...load, replySize });
}

/** The size of the response to a request, in bytes. */
async function sizeOfResponse(port: number, request: string): Promise<number> {
  const client = await createConnection(["127.0.0.1", port]);
  try {
    await client.sendall(request);
    return (await receiveResponse(client)).length;
  } finally {
    client.close();
  }
}

function serverCommand(contestant: Contestant, root: string, name: string): string[] {
  switch (contestant) {
    case "day29 blocking":
      return [process.execPath, program("http/day29"), root, "blocking"];
    case "day29 cooperative":
      return [process.execPath, program("http/day29"), root, "cooperative"];
    case "Node http":
      return [process.execPath, program("http/node"), join(root, name)];
    case "python3 -m http.server": {
      const options = ["0", "--bind=127.0.0.1", `--directory=${root}`, "--protocol=HTTP/1.1"];
      return [python, "-u", "-m", "http.server", ...options];
    }
  }
}

/** Whether Python's server can keep connections open, as it can since 3.11. */
function pythonKeepsConnections(): boolean {
  const { stdout } = spawnSync(python, ["-m", "http.server", "--help"], { encoding: "utf8" });
  return stdout.includes("--protocol");
}
