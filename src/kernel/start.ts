/** Connects the parts of the kernel. */
import { setHost } from "../sys/host.js";
import { formatThrown } from "./cell-error.js";
import { Comms } from "./comms.js";
import { cleanFunctionSources } from "./function-sources.js";
import { createHost } from "./host.js";
import { Input } from "./input.js";
import { Interpreter } from "./interpreter.js";
import { Kernel } from "./kernel.js";
import { Output } from "./output.js";
import { exit, trackWorkers } from "./process/exit.js";
import { onSigint } from "./process/sigint.js";
import { captureStdin } from "./process/stdin.js";
import { cleanStackTraces } from "./stack-traces.js";
import type { Channels } from "./transport/channels.js";
import { showTslabDisplays } from "./tslab/adapter.js";
import { isReleasing } from "./tslab/rebinding.js";

/** Handles what arrives on `channels`. Loading this file loads the compiler, which takes most of the time. */
export async function start(channels: Channels): Promise<void> {
  cleanStackTraces();
  cleanFunctionSources();
  const interpreter = new Interpreter(process.cwd());
  await channels.ready();
  const output = new Output(channels);
  const comms = new Comms((...message) => output.send(...message));

  const input = new Input(channels, interpreter);
  const stdin = captureStdin(input);
  input.onEnd = () => stdin.endCell();
  interpreter.onInterruptible = (code) => channels.setInterruptible(code);
  interpreter.beforeEnd = async () => {
    await stdin.settled();
    await input.settled();
  };

  const kernel = new Kernel(channels, interpreter, output, comms, input);
  const host = createHost({ output, interpreter, comms, input });
  setHost(host);
  showTslabDisplays(host.display);
  reportBackgroundErrors((error) => interpreter.hintOn(error));
  const interrupt = (arrivedAt: number) => {
    channels.setInterruptsHandled();
    interpreter.interrupt(arrivedAt);
  };
  onSigint(interrupt, channels.sigintCounter);
  trackWorkers();
  channels.listen((incoming) => kernel.receive(incoming), exit);
}

/** Types of warnings about Node.js and libraries, which do not concern the student's code. */
const HIDDEN_WARNINGS = new Set(["ExperimentalWarning", "DeprecationWarning"]);

/** Prints errors that occur outside the awaited code of a cell below the last cell; the kernel continues. */
function reportBackgroundErrors(hintOn: (error: unknown) => string | undefined): void {
  const report = (what: string) => (error: unknown) => {
    const hint = hintOn(error);
    process.stderr.write(
      `${what}: ${formatThrown(error)}\n${hint === undefined ? "" : `${hint}\n`}`,
    );
  };
  process.on("uncaughtException", report("Uncaught in the background"));
  process.on("unhandledRejection", report("Unhandled rejection"));
  // Node's own listener also prints the process id and command-line options, which do not help in a notebook.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name === "ResourceWarning" && isReleasing()) return;
    if (!HIDDEN_WARNINGS.has(warning.name)) process.stderr.write(`${warning}\n`);
  });
}
