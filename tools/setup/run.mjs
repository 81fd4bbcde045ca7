// Starts the programs of the commands, and reports how they ended.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { solution, solutionFor } from "./obstacles.mjs";
import { root } from "./paths.mjs";

/** An error that the user can fix: the cause and the fix in one line, and the output of the failed program. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [details]
   */
  constructor(message, details = "") {
    super(message);
    this.details = details;
  }
}

/** @param {string} what */
export function say(what) {
  console.error(`day29: ${what}`);
}

/**
 * Runs one of the project's commands; its result is the exit code.
 * @param {() => Promise<number>} command
 */
export function main(command) {
  command().then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      const message = error instanceof Failure ? error.message : solution(error);
      if (!message) throw error;
      if (error.details) console.error(error.details);
      say(message);
      process.exitCode = 1;
    },
  );
}

/**
 * Runs a program on this terminal, and resolves with its exit code.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function run(program, args, env = process.env) {
  return (await start(program, args, env, "inherit")).code;
}

/**
 * Runs a program without showing what it prints, and resolves with its exit code and output.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function capture(program, args, env = process.env) {
  return start(program, args, env, "pipe");
}

/**
 * Runs a program without showing what it prints, unless it fails, and resolves with that.
 * @param {string} program
 * @param {string[]} args
 * @param {string} advice what to do when it fails
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function runQuietly(program, args, advice, env = process.env) {
  const { code, output } = await capture(program, args, env);
  if (code === 0) return output;
  const solved = solutionFor(output);
  if (solved) throw new Failure(solved);
  throw new Failure(advice, output.trimEnd().split("\n").slice(-40).join("\n"));
}

const terminationSignals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * The program gets its own process group, so that Ctrl-C reaches only this process, which ends the
 * group and waits for it. It forwards one signal only, because npm repeats what the terminal sent.
 * The listeners come first: a signal that arrives while the program is started would otherwise end
 * this process alone, and the program would keep on writing beside the next set-up.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {"inherit" | "pipe"} output
 * @returns {Promise<{ code: number, output: string }>}
 */
function start(program, args, env, output) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.Signals | undefined} */
    let ending;
    /** @param {NodeJS.Signals} signal */
    const end = (signal) => {
      if (!ending) signalGroup(child.pid, "SIGTERM");
      ending = signal;
    };
    for (const signal of terminationSignals) process.on(signal, end);
    const removeListeners = () => {
      for (const signal of terminationSignals) process.removeListener(signal, end);
    };
    const stdio = /** @type {const} */ (["ignore", output, output]);
    const child = spawn(program, args, { cwd: root, env, stdio: [...stdio], detached: true });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
    }
    // Once the program has cleaned up, nobody waits for what it has left running.
    child.on("exit", () => {
      if (ending) signalGroup(child.pid, "SIGKILL");
    });
    child.on("error", (error) => {
      removeListeners();
      reject(new Failure(`cannot run ${program}: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      removeListeners();
      if (ending && output === "pipe") process.kill(process.pid, ending);
      else resolve({ code: code ?? 128 + constants.signals[signal ?? "SIGTERM"], output: text });
    });
  });
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  if (!leader) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // Nothing of the group is left.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
