/**
 * The Jupyter kernel behind the kernelspec `tslab`: tslab's TypeScript session with the parts of a kernel that tslab
 * lacks. Started as `node main.js <connection file>`.
 */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { Channels } from "./channels.js";
import { exit, exitWithParent, trackWorkers } from "./exit.js";
import { Interpreter } from "./interpreter.js";
import { interruptHooks } from "./interrupt.js";
import { Kernel } from "./kernel.js";
import { Output } from "./output.js";
import { cleanStacks } from "./stack.js";
import { onDisplay } from "./tslab.js";

async function main(connectionFile: string): Promise<void> {
  const interpreter = new Interpreter(process.cwd());
  const channels = await Channels.open(JSON.parse(readFileSync(connectionFile, "utf8")));
  const output = new Output((type, content, parent) => channels.publish(type, content, parent));

  function interrupt(): void {
    for (const hook of interruptHooks()) hook();
    interpreter.interrupt();
  }

  const kernel = new Kernel(channels, interpreter, output, { interrupt, shutdown: exit });
  channels.publish("status", { execution_state: "starting" });
  output.capture();
  onDisplay((data, update) => output.send(update ? "update_display_data" : "display_data", data));
  reportBackgroundErrors();
  process.on("SIGINT", interrupt);
  channels.listen((incoming) => kernel.receive(incoming));
}

/** What goes wrong outside of a cell is shown below the last one, and the kernel goes on. */
function reportBackgroundErrors(): void {
  const report = (what: string) => (error: unknown) =>
    process.stderr.write(`${what}: ${inspect(error)}\n`);
  process.on("uncaughtException", report("Uncaught in the background"));
  process.on("unhandledRejection", report("Unhandled rejection"));
}

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error("usage: node main.js <connection file>");
  process.exit(1);
}
cleanStacks();
trackWorkers();
exitWithParent();
await main(connectionFile);
