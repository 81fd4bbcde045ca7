/** The five sockets through which clients communicate with the kernel. */
import { loadZmq, type ZmqPublisher, type ZmqSocket } from "../tslab/packages.js";
import type { Connection } from "./messages.js";

/**
 * `sendTimeout: 0` makes send() complete immediately. Otherwise zeromq.js, after 512 sends in one iteration of the event
 * loop, defers one to the next iteration and rejects all others until then with EBUSY, so that their messages are lost.
 * `linger` limits how long, in milliseconds, the exiting process waits for clients to receive the last messages.
 */
const OPTIONS = { sendTimeout: 0, linger: 500 };

/** The number of messages that may wait for a client that has not read them. */
const MAX_UNREAD = 128;

/** The sockets by channel. */
export interface Sockets {
  iopub: ZmqPublisher;
  shell: ZmqSocket;
  control: ZmqSocket;
  stdin: ZmqSocket;
  heartbeat: ZmqSocket;
}

/** Binds the sockets that `connection` names. */
export async function bindSockets(connection: Connection): Promise<Sockets> {
  const { Publisher, Router, Reply } = loadZmq();
  // With `noDrop`, send() reports that a client's queue is full.
  const iopub = new Publisher({ ...OPTIONS, sendHighWaterMark: MAX_UNREAD });
  iopub.noDrop = true;
  const sockets = {
    iopub,
    shell: new Router(OPTIONS),
    control: new Router(OPTIONS),
    stdin: new Router(OPTIONS),
    heartbeat: new Reply(OPTIONS),
  };
  const separator = connection.transport === "tcp" ? ":" : "-";
  const address = `${connection.transport}://${connection.ip}${separator}`;
  await Promise.all([
    sockets.iopub.bind(address + connection.iopub_port),
    sockets.shell.bind(address + connection.shell_port),
    sockets.control.bind(address + connection.control_port),
    sockets.stdin.bind(address + connection.stdin_port),
    sockets.heartbeat.bind(address + connection.hb_port),
  ]);
  return sockets;
}
