// What every command needs, made where it is missing.
import "./node-version.mjs";
import { build } from "./build.mjs";
import { jupyter, kernelspec, pythonTools } from "./jupyter.mjs";
import { lock } from "./lock.mjs";
import { packages } from "./packages.mjs";
import { say } from "./run.mjs";

/** The quick refusals come first: a missing Python shows before npm has downloaded anything. */
export const steps = { jupyter, kernelspec, packages, build, pythonTools };

export async function setUp(needed = Object.values(steps)) {
  if (needed.every((step) => step.isDone())) return;
  const unlock = await lock();
  try {
    for (const step of needed) {
      if (step.isDone()) continue;
      say(step.what);
      await step.run();
    }
  } finally {
    unlock();
  }
}
