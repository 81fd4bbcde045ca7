/** Programs of the system that some tests use. */
import { spawnSync } from "node:child_process";

interface Needed {
  /** The Debian package that has it. */
  readonly debian: string;
  /** An option, and what the program prints for it if it is the right variant. */
  readonly option: string;
  readonly prints: RegExp;
}

const NEEDED = {
  curl: { debian: "curl", option: "--version", prints: /^curl/ },
  // Only OpenBSD's ends its side of a connection with its input.
  nc: { debian: "netcat-openbsd", option: "-h", prints: /-N/ },
  pandoc: { debian: "pandoc", option: "--version", prints: /^pandoc/ },
  slowhttptest: { debian: "slowhttptest", option: "-h", prints: /slowhttptest/ },
  strace: { debian: "strace", option: "-V", prints: /^strace/ },
} satisfies Record<string, Needed>;

/** What a test needs besides Node and Python. */
export type NeededProgram = keyof typeof NEEDED;

/** Returns how to install a program that is missing, or `false` if it is there. */
export function lackOf(program: NeededProgram): string | false {
  const { debian, option, prints } = NEEDED[program];
  const { stdout, stderr } = spawnSync(program, [option], { encoding: "utf8" });
  return prints.test(`${stdout}${stderr}`) ? false : `needs ${program}: apt install ${debian}`;
}

/** Whether tests run in CI, where nothing may be skipped: `CI` is set, and neither empty nor `false`. */
export function isCi({ CI }: NodeJS.ProcessEnv = process.env): boolean {
  return CI !== undefined && CI !== "" && CI !== "false";
}

/** Returns why to skip a test that lacks something, or `false`. In CI such a test fails instead. */
export function skipFor(lack: string | false, env?: NodeJS.ProcessEnv): string | false {
  return !isCi(env) && lack;
}

/** Returns why to skip a test that needs a program, or `false`. */
export function skipWithout(program: NeededProgram): string | false {
  return skipFor(lackOf(program));
}
