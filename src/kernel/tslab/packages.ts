/** What the kernel uses of tslab's packages without its compiler: their versions, and zeromq. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const requireAsTslab = createRequire(require.resolve("tslab/package.json"));

/** The version of tslab. */
export const TSLAB_VERSION: string = require("tslab/package.json").version;

/** The version of the TypeScript that checks cells. */
export const TYPESCRIPT_VERSION: string = require("typescript-for-cells/package.json").version;

/** A socket of the zeromq package, a dependency of tslab. */
export interface ZmqSocket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: readonly (string | Uint8Array)[]): Promise<void>;
  close(): void;
}

/** A Publisher of the zeromq package. */
export interface ZmqPublisher extends ZmqSocket {
  /** Whether send() fails with EAGAIN instead of leaving out a client whose queue is full. */
  noDrop: boolean;
}

type ZmqSocketClass<Socket> = new (options: Record<string, number>) => Socket;

/** Loads tslab's copy of zeromq. */
export function loadZmq(): Record<"Router" | "Reply", ZmqSocketClass<ZmqSocket>> & {
  Publisher: ZmqSocketClass<ZmqPublisher>;
} {
  return requireAsTslab("zeromq");
}
