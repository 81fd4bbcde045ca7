// Installs and builds what a command needs, if it is missing.
import "./node-version.mjs";
import { build } from "./build.mjs";
import { jupyter, kernelspec, pythonTools } from "./jupyter.mjs";
import { lock } from "./lock.mjs";
import { requireWritable } from "./obstacles.mjs";
import { packages } from "./packages.mjs";
import { inProject, root, venv } from "./paths.mjs";
import { say } from "./run.mjs";

/** Steps that may fail quickly come first: a missing Python is reported before npm downloads anything. */
export const steps = { jupyter, kernelspec, packages, build, pythonTools };

export async function setUp(needed = Object.values(steps)) {
  if (needed.every((step) => step.isDone())) return;
  for (const path of [root, venv, inProject("node_modules"), inProject("dist")]) {
    requireWritable(path);
  }
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
