/** Ends the process with one sentence where the kernel's packages are missing. To be imported before they are. */
import { createRequire } from "node:module";

/** Optional peers of this package, because only the notebooks need them, with the versions of package.json. */
const PACKAGES = {
  tslab: "1.0.22",
  "typescript-for-cells": "npm:typescript@6.0.3",
  "get-east-asian-width": "^1.7.0",
};

const { resolve } = createRequire(import.meta.url);
const missing = Object.entries(PACKAGES).filter(([name]) => !isInstalled(name));
if (missing.length > 0) {
  const packages = missing.map(([name, version]) => `${name}@${version}`).join(" ");
  console.error(`day29: the kernel needs packages that are not installed: npm i ${packages}`);
  process.exit(1);
}

function isInstalled(name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
