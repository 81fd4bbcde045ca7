/**
 * Runs in a Worker: serves the channels, so that clients get replies and output also while the main thread computes.
 *
 * What cells and their child processes write to descriptors 1 and 2 arrives here through pipes. The main thread posts
 * all other messages and writes a mark to both pipes after each, so that everything is published in its order.
 */
import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { loopIteration } from "../event-loop.js";
import { monotonicMs } from "../process/clock.js";
import { duplicate, emptyStdin, redirectToPipe } from "../process/descriptors.js";
import { forceExit } from "../process/force-exit.js";
import { LifeSign } from "../process/life-sign.js";
import { watchMemory } from "../process/memory-watch.js";
import { onParentExit } from "../process/parent.js";
import { log, type StreamName, setLog } from "../process/stdio.js";
import { type MainThread, terminateWhenStuck } from "../process/terminate.js";
import type { ZmqSocket } from "../tslab/packages.js";
import { Inputs } from "./inputs.js";
import { IoPub } from "./iopub.js";
import { MergedOutput } from "./merged-output.js";
import {
  Interruptible,
  type RequestChannel,
  Shared,
  type Task,
  type ToMain,
  type ToWorker,
  type WorkerData,
} from "./messages.js";
import { Publisher } from "./publisher.js";
import { bindSockets } from "./sockets.js";
import { type Content, type Outgoing, type Request, toJson, Wire } from "./wire.js";

/** Requests that the main thread has not handled; while there are more, no others are read. */
const MAX_REQUESTS = 1000;

if (!parentPort) throw new Error("this file is the program of a Worker");
const port = parentPort;
const { connectionFile, connection, memoryLimit, kernelInfo, token, shared, inputPort } =
  workerData as WorkerData;
const lifeSign = new LifeSign(connectionFile);
const wire = new Wire(connection.key);
const sockets = await bindSockets(connection);
const iopub = new IoPub(sockets.iopub, resume);
const publisher = new Publisher(publish);
const inputs = new Inputs(sockets.stdin, wire, (id, value) => {
  inputPort.postMessage({ id, value });
  Atomics.add(shared, Shared.WAKE, 1);
  Atomics.notify(shared, Shared.WAKE);
});
const post = (message: ToMain) => port.postMessage(message);

function publish(message: Outgoing): void {
  iopub.send(message.type, wire.encode([message.type], message));
}

function publishStatus(state: string, parent?: string): void {
  publish({ type: "status", content: toJson({ execution_state: state }), parent });
}

function reply(channel: RequestChannel, route: Uint8Array[], message: Outgoing): void {
  void sockets[channel].send(wire.encode(route, message)).catch((error) => {
    log(`could not reply on ${channel}: ${error.message}`);
  });
}

// The requests.

let received = 0;
let pending = 0;
let handled = () => {};

async function echo(heartbeat: ZmqSocket): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

async function listen(channel: RequestChannel): Promise<void> {
  for await (const frames of sockets[channel]) {
    received += 1;
    try {
      receive(channel, wire.decode(frames));
    } catch (error) {
      log(`ignored a message on ${channel}: ${(error as Error).message}`);
    }
    if (channel === "shell" && pending >= MAX_REQUESTS) {
      await new Promise<void>((resolve) => {
        handled = resolve;
      });
    }
  }
}

function receive(channel: RequestChannel, request: Request): void {
  const header = toJson(request.header);
  const content = replyAtOnce(channel, request);
  if (content === undefined) {
    const { route, buffers } = request;
    const arrivedAt = monotonicMs();
    pending += 1;
    const [body, metadata] = [JSON.stringify(request.content), JSON.stringify(request.metadata)];
    post({
      kind: "request",
      request: { channel, arrivedAt, route, header, content: body, metadata, buffers },
    });
    return;
  }
  publishStatus("busy", header);
  const type = request.header.msg_type.replace(/_request$/, "_reply");
  reply(channel, request.route, { type, content: toJson(content), parent: header });
  publishStatus("idle", header);
}

/** Handles the requests that must not wait for the main thread. Returns the content of the reply. */
function replyAtOnce(channel: RequestChannel, { header, content }: Request): Content | undefined {
  switch (header.msg_type) {
    case "kernel_info_request":
      return channel === "control" ? kernelInfo : undefined;
    case "interrupt_request":
      process.kill(process.pid, "SIGINT");
      return { status: "ok" };
    case "shutdown_request":
      shutDown();
      return { status: "ok", restart: content.restart === true };
    default:
      return undefined;
  }
}

/** Asks the main thread to run its exit handlers and to end the process, and ends it if that fails. */
function shutDown(): void {
  lifeSign.remove();
  post({ kind: "shutdown" });
  forceExit(() => Atomics.load(shared, Shared.EXITING) === 1, close);
}

/** Replies when all requests have been received that were sent before, see {@link Channels.synchronize}. */
async function synchronize(): Promise<void> {
  let before: number;
  do {
    before = received;
    await loopIteration();
  } while (received > before);
  post({ kind: "synchronized" });
}

// The output.

const AFTER_CRASH =
  "内核刚才意外结束了，变量都没了：请从头运行 · The kernel ended unexpectedly, for example because it ran out of memory, " +
  "and its variables are lost: run the cells from the top.\n";
let isAfterCrash = lifeSign.leave();

const ENDED_IN_BACKGROUND =
  "中断结束了后台正在运行的代码，例如定时器回调里的循环 · The interrupt ended code in the background, for example a loop " +
  "in the callback of a timer.\n";

function warnOfMemory(used: number): void {
  const [has, limit] = [used, memoryLimit].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`);
  publisher.write(
    "stderr",
    `内存快用完了：已用 ${has}，上限 ${limit}；再多，内核就会结束，变量都会丢 · The kernel uses ${has} of memory, and may use ` +
      `${limit}: if it needs more, it ends, and its variables are lost.\n`,
  );
}

const merged = new MergedOutput<ToWorker>(token, {
  receive: () => receiveMessageOnPort(port)?.message,
  text: (name, bytes) => publisher.write(name, outputs[name].decoder.write(bytes)),
  handle,
  isBlocked: () => iopub.isBlocked(),
});

const logFd = duplicate(2);
setLog(logFd);
const outputs = { stdout: openOutput("stdout", 1), stderr: openOutput("stderr", 2) };

interface StandardOutput {
  pipe: Socket;
  decoder: StringDecoder;
  writeEnd: number;
}

function openOutput(name: StreamName, fd: number): StandardOutput {
  const { readEnd, writeEnd } = redirectToPipe(fd);
  const pipe = new Socket({ fd: readEnd, readable: true, writable: false });
  pipe.on("data", (chunk) => {
    merged.push(name, chunk);
    resume();
  });
  return { pipe, decoder: new StringDecoder(), writeEnd };
}

/** Processes what has arrived, and reads on where that is useful. */
function resume(): void {
  merged.run();
  for (const name of ["stdout", "stderr"] as const) {
    if (merged.wants(name)) outputs[name].pipe.resume();
    else outputs[name].pipe.pause();
  }
}

function handle({ tasks, size }: ToWorker): void {
  for (const task of tasks) perform(task);
  Atomics.sub(shared, Shared.UNHANDLED, size);
  Atomics.notify(shared, Shared.UNHANDLED);
}

function perform(task: Task): void {
  switch (task.kind) {
    case "parent":
      publisher.setParent(task.header);
      if (isAfterCrash) publisher.write("stderr", AFTER_CRASH);
      isAfterCrash = false;
      break;
    case "publish":
      publisher.send(task.message);
      break;
    case "update":
      publisher.updateDisplay(task.id, task.message);
      break;
    case "flush":
      publisher.flush();
      break;
    case "status":
      if (task.state === "idle") {
        pending -= 1;
        handled();
      }
      publishStatus(task.state, task.header);
      break;
    case "reply":
      reply(task.channel, task.route, task.message);
      break;
    case "input":
      inputs.request(task.request);
      break;
    case "cancel inputs":
      inputs.cancel();
      break;
    case "synchronize":
      void synchronize();
      break;
    case "close":
      void close();
  }
}

/** Closes the sockets: with an open one, the end of this Worker would abort the process. */
async function close(): Promise<void> {
  lifeSign.remove();
  publisher.flush();
  await iopub.drained();
  for (const socket of Object.values(sockets)) socket.close();
  // The end of the process may interrupt code of zeromq, which would abort it.
  handled();
  await Promise.all(serving);
  await loopIteration();
  Atomics.store(shared, Shared.CLOSED, 1);
  Atomics.notify(shared, Shared.CLOSED);
}

/** The main thread cannot report an error here, as it may be waiting for this one. Jupyter starts the kernel again. */
function fail(error: unknown): void {
  log(`the channels failed: ${error instanceof Error ? error.stack : error}`);
  process.kill(process.pid, "SIGKILL");
}

// Start.

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

emptyStdin();
onParentExit(shutDown);
watchMemory(memoryLimit, warnOfMemory);
const interruptible = () => Atomics.load(shared, Shared.INTERRUPTIBLE);
const mainThread: MainThread = {
  interrupts: () => Atomics.load(shared, Shared.INTERRUPTS),
  handled: () => Atomics.load(shared, Shared.HANDLED_INTERRUPTS),
  isInterruptible: () => interruptible() !== Interruptible.NOTHING,
};
terminateWhenStuck(mainThread, () => {
  if (interruptible() === Interruptible.BACKGROUND) publisher.write("stderr", ENDED_IN_BACKGROUND);
});
publishStatus("starting");
const serving = [echo(sockets.heartbeat), listen("control"), listen("shell"), inputs.listen()];
post({
  kind: "ready",
  descriptors: { stdout: outputs.stdout.writeEnd, stderr: outputs.stderr.writeEnd, log: logFd },
});
