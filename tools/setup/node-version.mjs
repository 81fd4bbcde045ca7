// Uses only what Node 14 has, so that an old Node prints this message instead of a syntax error.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (process.platform !== "linux") {
  const ways = {
    win32: "on Windows, run this in WSL",
    darwin: "on macOS, use a container or Codespaces",
  };
  const way = /** @type {Record<string, string>} */ (ways)[process.platform] || "use a container";
  stop(`Linux is required; ${way}: docs/guide/other-systems.md`);
}
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Node.js 20.19 or newer is required, and this is ${process.versions.node}`);
}

/** @param {string} message */
function stop(message) {
  console.error(`day29: ${message}`);
  process.exit(1);
}
