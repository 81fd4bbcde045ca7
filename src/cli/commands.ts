/** What there is to run. */
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
} from "../servers/index.js";
import { open } from "../servers/runtime/open.js";
import { backlog, common, folder, seconds, times } from "./options.js";
import { type RunOptions, run } from "./run.js";
import { print } from "./stdio.js";

const clientTimeout = seconds("client-timeout", "drop a client that stalls for so long");

/** In the order of the course. */
export const commands: readonly Command[] = [
  server("http-server", "serves files; with --mux, to many clients at a time", {
    program: httpServer,
    options: [
      folder("root", "the folder to serve (default: data/www of day29 itself)"),
      seconds("timeout", "drop a client that stalls for so long", 5),
      new Option("--mux <call>", "serve many clients at a time").choices([
        "select",
        "poll",
        "epoll",
      ]),
    ],
    hiddenEvents: ["waiting", "connect"],
  }),
  server("block-server", "tells the time; accept() never waits, and is tried again", {
    program: blockServer,
    options: [seconds("interval", "how long to rest between two tries", 2), clientTimeout],
  }),
  server("timeout-server", "tells the time; accept() waits, but not for ever", {
    program: timeoutServer,
    options: [seconds("timeout", "how long to wait for a client", 5), clientTimeout],
  }),
  server("select-server", "serves many clients at a time, with select(2)", {
    program: selectServer,
  }),
  server("poll-server", "serves many clients at a time, with poll(2)", {
    program: pollServer,
  }),
  server("epoll-server", "serves many clients at a time, with epoll(7)", {
    program: epollServer,
    options: [new Option("--edge", "be told of readiness once, not as long as it lasts")],
  }),
  server("udp-server", "answers datagrams, with one socket for all clients", {
    program: udpServer,
  }),
  command("broadcast-sender", "sends some datagrams to everybody", {
    options: [
      ...common(LOOPBACK_BROADCAST, "to send to"),
      new Option("--message <text>", "what to send").default("Hello, everybody"),
      times("count", "how many datagrams to send", 5),
      seconds("interval", "how long to rest between two of them", 2),
    ],
    start({ host, port, ...options }: RunOptions & BroadcastOptions) {
      const anywhere = { host: host.includes(":") ? "::" : "0.0.0.0" };
      const socket = open({ socketType: SOCK_DGRAM }, anywhere);
      return broadcastSender(socket, { ...options, to: [host, port] });
    },
  }),
  server("broadcast-receiver", "receives what is sent to everybody", {
    program: broadcastReceiver,
    host: LOOPBACK_BROADCAST,
  }),
];

/** How a command begins, and what it does not tell. */
interface Start<Options> {
  readonly options: readonly Option[];
  /** Opens the socket, and answers the events to come. */
  readonly start: (chosen: Options) => ServerEvents;
  /** Events that the program of the course prints nothing about. */
  readonly hiddenEvents?: readonly ServerEvent["type"][];
}

interface ServerStart<Options extends object> extends Partial<Omit<Start<Options>, "start">> {
  readonly program: ServerProgram<Options>;
  /** Where it listens by default. */
  readonly host?: string;
}

/** A command that runs a server. */
function server<Options extends object>(
  name: string,
  summary: string,
  { program, host = "127.0.0.1", options = [], hiddenEvents = [] }: ServerStart<Options>,
): Command {
  const { socketType = SOCK_STREAM } = program;
  return command(name, summary, {
    options: [
      ...common(host, "to listen on"),
      ...(socketType === SOCK_STREAM ? [backlog] : []),
      ...options,
    ],
    start(chosen: RunOptions & Options) {
      const socket = open(program, chosen);
      print(`Listen to the port ${socket.getsockname()[1]}`);
      return program(socket, chosen);
    },
    hiddenEvents,
  });
}

/** A command that tells the events of what it starts. */
function command<Options extends RunOptions>(
  name: string,
  summary: string,
  { options, start, hiddenEvents = [] }: Start<Options>,
): Command {
  const made = new Command(name).summary(summary).description(summary);
  for (const option of options) made.addOption(option);
  return made.action((chosen: Options) =>
    run(made, () => start(chosen), { ...chosen, hiddenEvents }),
  );
}
