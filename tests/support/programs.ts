/** Programs of the system that some tests use. */
import { spawnSync } from "node:child_process";

/** What a test needs besides Node and Python. */
interface Needed {
  readonly name: string;
  /** What installs it. */
  readonly debian: string;
  /** What it is asked, and what it then says if it is of the right kind. */
  readonly asked: string;
  readonly says: RegExp;
}

const NEEDED = {
  curl: { name: "curl", debian: "curl", asked: "--version", says: /^curl/ },
  // Only OpenBSD's ends its side of a connection with its input.
  nc: { name: "nc", debian: "netcat-openbsd", asked: "-h", says: /-N/ },
  strace: { name: "strace", debian: "strace", asked: "-V", says: /^strace/ },
} satisfies Record<string, Needed>;

/** Why a test cannot run without a program; `false` when it is there. In CI a missing one is a failure. */
export function skipWithout(program: keyof typeof NEEDED): string | false {
  const { name, debian, asked, says } = NEEDED[program];
  const { stdout, stderr } = spawnSync(name, [asked], { encoding: "utf8" });
  if (says.test(`${stdout}${stderr}`) || process.env.CI !== undefined) return false;
  return `needs ${name}: apt install ${debian}`;
}
