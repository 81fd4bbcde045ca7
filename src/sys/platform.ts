/** The constants of the platform that runs this process: one file per platform. */
import { linux } from "./linux.js";

/** What each platform has to define. */
export type Platform = typeof linux;

function detect(): Platform {
  if (process.platform === "linux") return linux;
  const hint = process.platform === "win32" ? "use WSL" : "use Linux, for example in a container";
  throw new Error(`day29 has no system call table for ${process.platform} yet: ${hint}`);
}

export const platform: Platform = detect();
