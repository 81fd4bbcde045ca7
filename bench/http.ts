/** Files sent over HTTP: day29 beside nginx, Node's http and Python's http.server. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createConnection, IoUring } from "day29";
import { HANG_S } from "../tests/support/hang.js";
import { receiveResponse } from "../tests/support/http-response.js";
import { type Message, measureUnderLoad, type Served } from "./clients.js";
import { program, python, root, source } from "./paths.js";
import { Program, type Role, withProgram } from "./processes.js";
import { type Summary, summary } from "./statistics.js";

const CLIENTS = 50;
/** day29 caches only a file that has not changed for some time; this is a little more. */
const SETTLED_MS = 3500;

const KB = 1024;

/** Files, and how many of them are requested in turn. */
const WORKLOADS = [
  { file: "1 KB", requests: "equal", size: KB, files: 1 },
  { file: "1 KB", requests: "different", size: KB, files: 100 },
  { file: "1 MB", requests: "equal", size: KB * KB, files: 1 },
] as const;

type Workload = (typeof WORKLOADS)[number];

const CONTESTANTS = [
  "day29 on epoll",
  "day29 on epoll, cooperative",
  "day29 on io_uring",
  "nginx",
  "Node http",
  "python3 -m http.server",
] as const;

/** The figures of one server with one workload. */
export interface HttpFigures {
  readonly file: string;
  /** Whether a request is equal to the one before. */
  readonly requests: Workload["requests"];
  readonly contestant: string;
  /** Requests per second. */
  readonly rate: Summary;
  /** Microseconds of the server's processor time per request. */
  readonly cpu: Summary;
}

/** The figures of several processes, which share all cores with their clients. */
export interface WorkersFigures {
  readonly workers: number;
  /** Requests per second. */
  readonly rate: Summary;
}

type Contestant = (typeof CONTESTANTS)[number];
type Rates = Pick<Served, "rate" | "cpu">;

/** Times are in seconds. */
export interface HttpOptions {
  readonly rounds: number;
  readonly warmUp: number;
  readonly seconds: number;
}

export interface HttpResults {
  readonly http: readonly HttpFigures[];
  readonly workers: readonly WorkersFigures[];
}

/** Measures all servers with clients that keep their connections, round by round. */
export async function measureHttp(
  { rounds, warmUp, seconds }: HttpOptions,
  progress: (what: string) => void,
): Promise<HttpResults> {
  const folder = mkdtempSync(join(tmpdir(), "day29-bench-"));
  const contestants = CONTESTANTS.filter((contestant) => {
    const lack = lackOf(contestant);
    if (lack !== null) progress(`${contestant}: ${lack}, left out`);
    return lack === null;
  });
  try {
    for (const workload of WORKLOADS) {
      const body = "x".repeat(workload.size);
      for (const name of namesOf(workload)) writeFileSync(join(folder, name), body);
    }
    // Of a file that has just been written, a further change might not show in its modification time.
    await setTimeout(SETTLED_MS);

    const races = WORKLOADS.flatMap((workload) =>
      contestants.map((contestant) => ({ workload, contestant, ...noFigures() })),
    );
    const groups = [1, 2].map((workers) => ({ workers, ...noFigures() }));
    for (let round = 1; round <= rounds; round++) {
      progress(`HTTP, round ${round} of ${rounds}`);
      for (const { workload, contestant, rates, cpus } of races) {
        const command = serverCommand(contestant, folder, workload);
        const { rate, cpu } = await withProgram(new Program("server", command), async (server) => {
          const load = { port: portIn(await server.line()), requests: requestsOf(workload) };
          return measure(server, "clients", load, folder, { warmUp, seconds });
        });
        rates.push(rate);
        cpus.push(cpu);
      }
      for (const { workers, rates } of groups) {
        rates.push(await measureWorkers(workers, folder, { warmUp, seconds }));
      }
    }
    return {
      http: races.map(({ workload: { file, requests }, contestant, rates, cpus }) => ({
        ...{ file, requests, contestant },
        rate: summary(rates),
        cpu: summary(cpus),
      })),
      workers: groups.map(({ workers, rates }) => ({ workers, rate: summary(rates) })),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function noFigures(): { rates: number[]; cpus: number[] } {
  return { rates: [], cpus: [] };
}

function namesOf({ file, files }: Workload): string[] {
  const name = file.replace(" ", "");
  return Array.from({ length: files }, (_, i) => `${name}${files === 1 ? "" : `-${i}`}.html`);
}

/** The requests of a workload, which clients send in turn. */
function requestsOf(workload: Workload): string[] {
  const differ = workload.requests === "different";
  return namesOf(workload).map((name, i) => {
    const lines = [`GET /${name} HTTP/1.1`, "Host: 127.0.0.1"];
    if (differ) lines.push(`X-Request: ${i}`);
    return `${lines.join("\r\n")}\r\n\r\n`;
  });
}

interface Timing {
  readonly warmUp: number;
  readonly seconds: number;
}

interface HttpLoad {
  readonly port: string;
  readonly requests: readonly string[];
}

/** Measures `npx day29 http-server --workers`, with the clients on the same cores. */
function measureWorkers(workers: number, folder: string, timing: Timing): Promise<number> {
  const options = ["--mux=epoll", "--quiet", "--port=0", `--root=${folder}`];
  const server = [process.execPath, join(root, "bin/day29.js"), "http-server", ...options];
  return withProgram(new Program("both", [...server, `--workers=${workers}`]), async (server) => {
    const load = { port: portIn(await server.line()), requests: requestsOf(WORKLOADS[0]) };
    await server.line(); // "2 workers serve ..."
    return (await measure(server, "both", load, folder, timing)).rate;
  });
}

function portIn(line: string): string {
  return /\d{4,5}/.exec(line)?.[0] ?? "";
}

function measure(
  server: Program,
  role: Role,
  load: HttpLoad,
  folder: string,
  timing: Timing,
): Promise<Rates> {
  return WITH_WRK
    ? measureWithWrk(server, role, load, folder, timing)
    : measureWithClients(server, role, load, timing);
}

const WITH_WRK = spawnSync("wrk", ["--version"]).error === undefined;

/** Runs wrk: first to warm up, then to measure. */
async function measureWithWrk(
  server: Program,
  role: Role,
  { port, requests }: HttpLoad,
  folder: string,
  { warmUp, seconds }: Timing,
): Promise<Rates> {
  const script = join(folder, "requests.lua");
  // A string of JSON without other than ASCII is one of Lua, too.
  const list = requests.map((request) => JSON.stringify(request)).join(",\n");
  writeFileSync(
    script,
    `local requests = {\n${list}\n}\nlocal last = 0\n` +
      "function request()\n  last = last % #requests + 1\n  return requests[last]\nend\n",
  );
  const run = async (time: number): Promise<number> => {
    const options = ["-t1", `-c${CLIENTS}`, `-d${Math.max(1, Math.round(time))}s`];
    options.push(`--timeout=${HANG_S}s`, `--script=${script}`, `http://127.0.0.1:${port}/`);
    const text = await withProgram(new Program(role, ["wrk", ...options]), (wrk) => wrk.output());
    const [, replies, took, unit] = /(\d+) requests in ([\d.]+)(ms|s|m),/.exec(text) ?? [];
    if (replies === undefined || /Non-2xx|Socket errors/.test(text)) throw new Error(text);
    count = Number(replies);
    // On a busy machine a second may be too short for one response.
    if (count === 0) return run(2 * time + 1);
    return count / (Number(took) * { ms: 0.001, s: 1, m: 60 }[unit as "ms" | "s" | "m"]);
  };
  let count = 0;
  await run(warmUp);
  const before = server.cpuTime;
  const rate = await run(seconds);
  return { rate, cpu: ((server.cpuTime - before) / count) * 1e6 };
}

/** Uses the clients of the echo benchmark, which need to know the size of each response. */
async function measureWithClients(
  server: Program,
  role: Role,
  { port, requests }: HttpLoad,
  timing: Timing,
): Promise<Rates> {
  const messages: Message[] = [];
  for (const text of requests) {
    messages.push({ text, replySize: await sizeOfResponse(Number(port), text) });
  }
  const load = { port, clients: CLIENTS, active: CLIENTS, messages, ...timing };
  return measureUnderLoad(server, load, role);
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

function serverCommand(contestant: Contestant, folder: string, workload: Workload): string[] {
  switch (contestant) {
    case "day29 on epoll":
      return [process.execPath, program("http/day29"), folder, "epoll", "blocking"];
    case "day29 on epoll, cooperative":
      return [process.execPath, program("http/day29"), folder, "epoll", "cooperative"];
    case "day29 on io_uring":
      return [process.execPath, program("http/day29"), folder, "uring", "blocking"];
    case "nginx":
      return [python, source("http/nginx.py"), folder];
    case "Node http":
      return [process.execPath, program("http/node"), join(folder, namesOf(workload)[0] as string)];
    case "python3 -m http.server": {
      const options = ["0", "--bind=127.0.0.1", `--directory=${folder}`, "--protocol=HTTP/1.1"];
      return [python, "-u", "-m", "http.server", ...options];
    }
  }
}

/** Returns why a contestant cannot take part, or `null`. */
function lackOf(contestant: Contestant): string | null {
  switch (contestant) {
    case "day29 on io_uring":
      return IoUring.unsupportedReason();
    case "nginx":
      return spawnSync("nginx", ["-v"]).error === undefined ? null : "not installed";
    case "python3 -m http.server": {
      // It can keep connections open since 3.11.
      const { stdout } = spawnSync(python, ["-m", "http.server", "--help"], { encoding: "utf8" });
      return stdout.includes("--protocol") ? null : "closes each connection before Python 3.11";
    }
    default:
      return null;
  }
}
