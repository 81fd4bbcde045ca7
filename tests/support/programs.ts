/** Programs of the system that some tests use. */
import { spawnSync } from "node:child_process";

interface Needed {
  /** The Debian package that has it. */
  readonly debian: string;
  /** What it is asked, and what it then says if it is of the right kind. */
  readonly asked: string;
  readonly says: RegExp;
}

const NEEDED = {
  curl: { debian: "curl", asked: "--version", says: /^curl/ },
  // Only OpenBSD's ends its side of a connection with its input.
  nc: { debian: "netcat-openbsd", asked: "-h", says: /-N/ },
  slowhttptest: { debian: "slowhttptest", asked: "-h", says: /slowhttptest/ },
  strace: { debian: "strace", asked: "-V", says: /^strace/ },
} satisfies Record<string, Needed>;

/** What a test needs besides Node and Python. */
export type NeededProgram = keyof typeof NEEDED;

/** Says that a program is missing, and how to get it; `false` when it is there. */
export function lackOf(program: NeededProgram): string | false {
  const { debian, asked, says } = NEEDED[program];
  const { stdout, stderr } = spawnSync(program, [asked], { encoding: "utf8" });
  return says.test(`${stdout}${stderr}`) ? false : `needs ${program}: apt install ${debian}`;
}

/** Whether tests run in CI, where nothing may be skipped: `CI` is set, and neither empty nor `false`. */
export function isCi({ CI }: NodeJS.ProcessEnv = process.env): boolean {
  return CI !== undefined && CI !== "" && CI !== "false";
}

/** Why a test cannot run, if it lacks something. In CI a lack is a failure. */
export function skipFor(lack: string | false, env?: NodeJS.ProcessEnv): string | false {
  return !isCi(env) && lack;
}

/** Why a test cannot run without a program. */
export function skipWithout(program: NeededProgram): string | false {
  return skipFor(lackOf(program));
}
