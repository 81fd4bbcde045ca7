#!/usr/bin/env node
import("../dist/cli/main.js").catch((error) => {
  if (process.platform === "linux") throw error;
  console.error(`day29: ${error.message}`);
  process.exitCode = 1;
});
