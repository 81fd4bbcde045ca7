/** Selects the constants of the current platform. Each platform has a file. */
import { linux } from "./linux.js";

/** What the file of a platform defines. */
export type Platform = typeof linux;

function detect(): Platform {
  if (process.platform === "linux") return linux;
  const hint = process.platform === "win32" ? "use WSL" : "use Linux, for example in a container";
  throw new Error(`day29 has no system call table for ${process.platform} yet: ${hint}`);
}

export const platform: Platform = detect();
