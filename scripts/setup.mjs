// What every command needs, made where it is missing. By itself: node scripts/setup.mjs
import "./setup/node-version.mjs";
import { fileURLToPath } from "node:url";
import { build } from "./setup/build.mjs";
import { jupyter, kernelspec } from "./setup/jupyter.mjs";
import { packages } from "./setup/packages.mjs";
import { main, say } from "./setup/run.mjs";

const steps = [packages, jupyter, kernelspec, build];

export async function setUp() {
  for (const step of steps) {
    if (step.isDone()) continue;
    say(step.what);
    await step.run();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setUp();
    return 0;
  });
}
