/** Picks the constants and struct layouts of the running platform: one file per platform. */
import { linux } from "./linux.js";

/** What a platform has to tell. */
export type Platform = typeof linux;

function detect(): Platform {
  if (process.platform === "linux") return linux;
  const hint = process.platform === "win32" ? "use WSL" : "use Linux, for example in a container";
  throw new Error(`day29 has no system call table for ${process.platform} yet: ${hint}`);
}

export const platform: Platform = detect();
