/** The commands, one per server. */
import { Command, Option } from "commander";
import { SOCK_DGRAM, SOCK_STREAM } from "../constants.js";
import {
  type BroadcastOptions,
  blockServer,
  broadcastReceiver,
  broadcastSender,
  epollServer,
  httpServer,
  LOOPBACK_BROADCAST,
  pollServer,
  type ServerEvent,
  type ServerEvents,
  type ServerProgram,
  selectServer,
  timeoutServer,
  udpServer,
  uringServer,
} from "../servers/index.js";
import { open } from "../servers/runtime/open.js";
import { BROADCAST_MESSAGE } from "../servers/udp/broadcast.js";
import { backlog, commonOptions, directory, seconds, times, workerOptions } from "./options.js";
import { printEvents, type RunOptions, run } from "./run.js";
import { print } from "./stdio.js";
import { inheritListener } from "./worker.js";
import { runWorkers } from "./workers.js";

const clientTimeout = seconds("client-timeout", "drop a client that stalls for this long");

/** In the order of the course. */
export const commands: readonly Command[] = [
  server("http-server", "serves files, with --mux to many clients at the same time", {
    program: httpServer,
    options: [
      directory("root", "the directory to serve (default: data/www in this package)"),
      seconds("timeout", "drop a client that stalls for this long", 5),
      new Option(
        "--mux <call>",
        "serve many clients at the same time with this system call",
      ).choices(["select", "poll", "epoll", "uring"]),
      ...workerOptions,
    ],
    hiddenEvents: ["waiting", "connect"],
  }),
  server("block-server", "replies with the time; accept() never waits", {
    program: blockServer,
    options: [
      seconds("interval", "how long to pause after an accept() without a client", 2),
      clientTimeout,
    ],
  }),
  server("timeout-server", "replies with the time; accept() has a timeout", {
    program: timeoutServer,
    options: [seconds("timeout", "how long to wait for a client", 5), clientTimeout],
  }),
  server("select-server", "serves many clients at the same time with select(2)", {
    program: selectServer,
    options: workerOptions,
  }),
  server("poll-server", "serves many clients at the same time with poll(2)", {
    program: pollServer,
    options: workerOptions,
  }),
  server("epoll-server", "serves many clients at the same time with epoll(7)", {
    program: epollServer,
    options: [new Option("--edge", "use edge-triggered notification"), ...workerOptions],
  }),
  server("uring-server", "serves many clients at the same time with io_uring(7)", {
    program: uringServer,
    options: workerOptions,
  }),
  server("udp-server", "replies to datagrams with one socket for all clients", {
    program: udpServer,
  }),
  command("broadcast-sender", "sends datagrams to a broadcast address", {
    options: [
      ...commonOptions(LOOPBACK_BROADCAST, "to send to"),
      new Option("--message <text>", "what to send").default(BROADCAST_MESSAGE),
      times("count", "how many datagrams to send", 5),
      seconds("interval", "how long to pause between two datagrams", 2),
    ],
    start({ host, port, ...options }: RunOptions & BroadcastOptions) {
      const anyAddress = { host: host.includes(":") ? "::" : "0.0.0.0" };
      const socket = open({ socketType: SOCK_DGRAM }, anyAddress);
      return broadcastSender(socket, { ...options, to: [host, port] });
    },
  }),
  server("broadcast-receiver", "receives broadcast datagrams", {
    program: broadcastReceiver,
    host: LOOPBACK_BROADCAST,
  }),
];

/** How a command starts. */
interface Start<Options> {
  readonly options: readonly Option[];
  /** Opens the socket, and returns the events of the server. */
  readonly start: (chosen: Options) => ServerEvents;
  /** Events that are not printed, as the program of the course's notes does not print them. */
  readonly hiddenEvents?: readonly ServerEvent["type"][];
}

interface ServerStart<Options extends object> extends Partial<Omit<Start<Options>, "start">> {
  readonly program: ServerProgram<Options>;
  /** The default address to listen on. */
  readonly host?: string;
}

/** Creates a command that opens the socket of a server and runs it. */
function server<Options extends object>(
  name: string,
  summary: string,
  { program, host = "127.0.0.1", options = [], hiddenEvents = [] }: ServerStart<Options>,
): Command {
  const { socketType = SOCK_STREAM } = program;
  return command(name, summary, {
    options: [
      ...commonOptions(host, "to listen on"),
      ...(socketType === SOCK_STREAM ? [backlog] : []),
      ...options,
    ],
    start(chosen: RunOptions & Options) {
      if (chosen.workerOf !== undefined) {
        return program(inheritListener(chosen.workerOf), chosen);
      }
      const socket = open(program, chosen);
      print(`Listen to the port ${socket.getsockname()[1]}`);
      return program(socket, chosen);
    },
    hiddenEvents,
  });
}

/** Creates a command that prints the events of the server that it starts. */
function command<Options extends RunOptions>(
  name: string,
  summary: string,
  { options, start, hiddenEvents = [] }: Start<Options>,
): Command {
  const definition = new Command(name).summary(summary).description(summary);
  for (const option of options) definition.addOption(option);
  return definition.action((chosen: Options) =>
    run(definition, chosen, () =>
      chosen.workers !== undefined && chosen.workerOf === undefined
        ? runWorkers(definition, chosen.workers, chosen)
        : printEvents(() => start(chosen), { ...chosen, hiddenEvents }),
    ),
  );
}
