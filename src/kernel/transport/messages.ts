/** What the main thread and the Worker that serves the channels send to each other. */
import type { MessagePort } from "node:worker_threads";
import type { InputRequest } from "./inputs.js";
import type { Marked } from "./merged-output.js";
import type { Content, Outgoing } from "./wire.js";

/** The channels on which clients send requests. */
export type RequestChannel = "shell" | "control";

/** Jupyter's connection file. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
}

/** What the Worker needs to start. */
export interface WorkerData {
  connectionFile: string;
  connection: Connection;
  /** How much memory the process may use, in bytes. */
  memoryLimit: number;
  /** The content of the reply to `kernel_info_request`. */
  kernelInfo: Content;
  /** See `marked-stream.ts`. */
  token: Uint8Array;
  /** The words of memory that both threads share, see {@link Shared}. */
  shared: Int32Array;
  /** Here the Worker posts an {@link InputReply} for each input. */
  inputPort: MessagePort;
}

/** What a user entered. */
export interface InputReply {
  id: number;
  value: string;
}

/** The places in the shared memory. */
export const Shared = {
  /** The size of the messages that the main thread has posted and the Worker has not handled, in characters. */
  UNHANDLED: 0,
  /** 1 when the Worker has closed its sockets. */
  CLOSED: 1,
  /** 1 when the main thread has begun to end the process. */
  EXITING: 2,
  /** Changes when a thread that waits for input should look for it, or for an interrupt. */
  WAKE: 3,
  /** The number of SIGINTs. */
  INTERRUPTS: 4,
  /** The number of SIGINTs that the main thread has handled. */
  HANDLED_INTERRUPTS: 5,
  /** Which code that the main thread may be running may be ended halfway: an {@link Interruptible}. */
  INTERRUPTIBLE: 6,
  LENGTH: 7,
} as const;

/** Code of the student that may be ended halfway, as the kernel's own may not. */
export const Interruptible = { NOTHING: 0, CELL: 1, BACKGROUND: 2 } as const;

export type Interruptible = (typeof Interruptible)[keyof typeof Interruptible];

/** A request as the Worker passes it on. The parts are JSON. */
export interface RawRequest {
  channel: RequestChannel;
  /** See `monotonicMs()`. */
  arrivedAt: number;
  route: Uint8Array[];
  header: string;
  content: string;
  metadata: string;
  buffers: Uint8Array[];
}

/** The descriptors that the Worker has opened. */
export interface Descriptors {
  /** The main thread writes here to descriptor 1 of the process, even if a cell closes that. */
  stdout: number;
  stderr: number;
  /** The standard error with which the process was started. */
  log: number;
}

/** From the Worker to the main thread. */
export type ToMain =
  | { kind: "ready"; descriptors: Descriptors }
  | { kind: "request"; request: RawRequest }
  | { kind: "synchronized" }
  | { kind: "shutdown" };

/** What the main thread asks the Worker to do. */
export type Task =
  | { kind: "parent"; header: string | undefined }
  | { kind: "publish"; message: Outgoing }
  | { kind: "status"; state: "busy" | "idle"; header: string }
  | { kind: "reply"; channel: RequestChannel; route: Uint8Array[]; message: Outgoing }
  | { kind: "update"; id: string; message: Outgoing }
  | { kind: "flush" }
  | { kind: "input"; request: InputRequest }
  | { kind: "cancel inputs" }
  | { kind: "synchronize" }
  | { kind: "close" };

/** From the main thread to the Worker. `size` is that of the tasks, in characters. */
export type ToWorker = Marked & { tasks: Task[]; size: number };
