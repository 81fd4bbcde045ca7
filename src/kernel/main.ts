/**
 * The Jupyter kernel of the kernelspec `tslab`: a TypeScript session of tslab in a kernel that replaces tslab's own.
 * Started as `node main.js <connection file>`.
 */
import "./installed.js";
import { KERNEL_INFO } from "./kernel-info.js";
import { beforeExit } from "./process/exit.js";
import { Channels } from "./transport/channels.js";

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error("usage: node main.js <connection file>");
  process.exit(1);
}
// The Worker binds the sockets while the compiler is loaded.
const channels = new Channels(connectionFile, KERNEL_INFO);
beforeExit(() => channels.close());
const { start } = await import("./start.js");
await start(channels);
