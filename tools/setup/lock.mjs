// One set-up at a time: a second terminal waits for the first, instead of deleting what it installs.
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { root } from "./paths.mjs";
import { say } from "./run.mjs";

/** An abstract UNIX socket: the kernel frees its name when the process ends, for whatever reason. */
const name = `\0day29-${createHash("sha256").update(root).digest("hex").slice(0, 32)}`;

/**
 * Waits until no other process holds the lock, takes it, and resolves with a function that frees it.
 * @returns {Promise<() => void>}
 */
export function lock() {
  return new Promise((resolve, reject) => {
    /** @type {Set<import("node:net").Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on("error", () => {}).on("close", () => waiting.delete(socket));
    });
    server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE") resolve(waitForOther().then(lock));
      else reject(error);
    });
    server.listen(name, () => {
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/** @returns {Promise<void>} */
function waitForOther() {
  say("waiting for another set-up of this project");
  return new Promise((resolve) => {
    connect(name)
      .on("error", () => {})
      .on("close", () => resolve());
  });
}
