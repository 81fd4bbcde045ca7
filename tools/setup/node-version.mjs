// Uses only what Node 14 has, so that an old Node prints this message instead of a syntax error.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (process.platform === "win32") {
  stop("POSIX sockets are required; on Windows, run this in WSL");
}
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Node.js 20.19 or newer is required, and this is ${process.versions.node}`);
}

/** @param {string} message */
function stop(message) {
  console.error(`day29: ${message}`);
  process.exit(1);
}
