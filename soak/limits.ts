/** What the system allows. */
import { readFileSync } from "node:fs";

/** How many descriptors a process may have: Node raises the soft limit to the hard one itself. */
export function descriptorLimit(): number {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const [, soft] = /^Max open files +(\S+)/m.exec(limits) ?? [];
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}
