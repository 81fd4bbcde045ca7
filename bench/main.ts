/** npm run bench: measures day29 beside CPython, C, nginx and Node, in one run on this machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { measureCalls, measureMemory, measureRounds } from "./costs.js";
import { measureEcho, SIZES } from "./echo.js";
import { measureHttp } from "./http.js";
import { results as folder } from "./paths.js";
import { publish } from "./publish.js";
import { markdown, pictures } from "./report.js";
import { machine, type Results } from "./results.js";
import { measureHtml, measureImport, measureNotebooks } from "./startup.js";

const GROUPS = ["echo", "http", "costs", "startup"] as const;

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError("Must be a number above 0.");
  return number;
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly only: readonly (typeof GROUPS)[number][];
  readonly short?: boolean;
  readonly output: string;
  readonly publish?: boolean;
}

const command = new Command("npm run bench --")
  .description("Measures day29 beside CPython, C, nginx and Node: tables, JSON and pictures.")
  .option("--rounds <number>", "rounds of each measurement", positive, 5)
  .option("--seconds <number>", "the duration of each measurement", positive, 1.5)
  .addOption(
    new Option("--only <groups...>", "measure only these").choices(GROUPS).default([...GROUPS]),
  )
  .option("--short", "measure only as much as shows that everything works")
  .option("--output <folder>", "the folder for the results", folder)
  .option("--publish", "copy the results to docs/ and data/, too")
  .parse();
const {
  rounds,
  seconds,
  only,
  short = false,
  output,
  publish: publishing,
} = command.opts<Options>();

const progress = (what: string): void => console.error(`day29: ${what}`);
const timing = short ? { rounds: 1, warmUp: 0.05, seconds: 0.1 } : { rounds, warmUp: 0.7, seconds };

const results: Results = {
  machine: machine(),
  ...(only.includes("echo") && {
    echo: await measureEcho({ ...timing, sizes: short ? [1, 50] : SIZES }, progress),
  }),
  ...(only.includes("http") && (await measureHttp(timing, progress))),
  ...(only.includes("costs") && (await costs())),
  ...(only.includes("startup") && startup()),
};

async function costs(): Promise<Pick<Results, "calls" | "rounds" | "memory">> {
  progress("system calls, rounds, memory");
  return {
    calls: await measureCalls(short ? 100 : 10_000),
    rounds: await measureRounds(short ? [10, 100] : [10, 100, 900, 3000, 10_000]),
    memory: await measureMemory(short ? 100 : 5000),
  };
}

function startup(): Pick<Results, "imports" | "notebooks"> {
  progress("import, kernels, notebooks");
  const notebooks = measureNotebooks(!short);
  if (!short) notebooks.push(measureHtml());
  return { imports: measureImport(short ? 1 : 20), notebooks };
}

const text = markdown(results);
const json = `${JSON.stringify(results, null, 2)}\n`;
const drawn = await pictures(results);
mkdirSync(output, { recursive: true });
writeFileSync(join(output, "results.json"), json);
writeFileSync(join(output, "results.md"), text);
for (const [file, svg] of drawn) writeFileSync(join(output, file), svg);
if (publishing) publish(text, json, drawn);
console.log(text);
