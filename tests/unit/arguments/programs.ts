/** The parameters of the calls of `day29/servers`, `day29/notebook` and `day29/exercises`. */
import * as day29 from "day29";
import * as notebook from "day29/notebook";
import * as servers from "day29/servers";
import * as kinds from "./kinds.js";
import {
  type Call,
  construct,
  entry,
  members,
  method,
  parameter as p,
  type Table,
} from "./table.js";

type Open = <T extends { close(): void }>(resource: T) => T;

/** What the parts of a server are called with comes from the server. */
const PART = "A part of a server that a subclass may replace; the server passes its own sockets.";

const MESSAGE = "As for a click, what is wrong is a message in the playground.";
const RECORDED = "tests/unit/notebook/recording/recorder.test.ts tries it.";

/** Returns a call of a server program that runs it up to its first event. */
function firstEvent(program: Call): Call {
  return async (...args) => {
    const events = program(...args) as AsyncGenerator;
    await events.next();
    await events.return(undefined);
  };
}

export function serversTable(open: Open, server: servers.Server): Table {
  const listener = p("listener", kinds.instance, open(day29.createServer(["127.0.0.1", 0])));
  const datagrams = open(new day29.Socket(day29.AF_INET, day29.SOCK_DGRAM));
  const socket = p("socket", kinds.instance, datagrams);
  const clientTimeout = kinds.nonNegativeTimeout;
  const tcp = members("options?", kinds.object, { clientTimeout });
  const block = members("options?", kinds.object, { clientTimeout, interval: kinds.seconds });
  const timeout = members("options?", kinds.object, {
    clientTimeout,
    timeout: kinds.nonNegativeTimeout,
  });
  const limits = {
    root: kinds.text,
    timeout: kinds.seconds,
    maxRequestLine: kinds.natural,
    maxHeaders: kinds.natural,
    maxFields: kinds.natural,
    maxBody: kinds.natural,
  };
  const transfer = p("options?", kinds.object, {});
  const serving = members("options?", kinds.object, {
    host: kinds.text,
    port: kinds.port,
    backlog: kinds.int,
    name: kinds.text,
    stepping: kinds.boolean,
  });
  const seconds = p("timeout?", kinds.nonNegativeTimeout, 0);
  return {
    "BlockServer.prototype.idle": PART,
    "BlockServer.prototype.handle": PART,
    "HttpServer.prototype.idle": PART,
    "HttpServer.prototype.handle": PART,
    "HttpServer.prototype.reply": PART,
    "HttpServer.prototype.respond": PART,
    "new TcpServer": entry(construct(servers.TcpServer as never), listener, tcp),
    "new BlockServer": entry(construct(servers.BlockServer as never), listener, block),
    "new TimeoutServer": entry(construct(servers.TimeoutServer as never), listener, timeout),
    "new HttpServer": entry(
      construct(servers.HttpServer as never),
      listener,
      members("options?", kinds.object, limits),
    ),
    blockServer: entry(servers.blockServer, listener, block),
    timeoutServer: entry(servers.timeoutServer, listener, timeout),
    httpServer: entry(
      servers.httpServer,
      listener,
      members("options?", kinds.object, { mux: kinds.choice, ...limits }),
    ),
    selectServer: entry(servers.selectServer, listener, transfer),
    pollServer: entry(servers.pollServer, listener, transfer),
    epollServer: entry(
      servers.epollServer,
      listener,
      members("options?", kinds.object, { edge: kinds.boolean }),
    ),
    uringServer: entry(servers.uringServer, listener, transfer),
    udpServer: entry(firstEvent(servers.udpServer), socket),
    broadcastReceiver: entry(firstEvent(servers.broadcastReceiver), socket),
    broadcastSender: entry(
      firstEvent(servers.broadcastSender),
      socket,
      members("options?", kinds.object, {
        to: kinds.inetAddress("to"),
        message: (name) => kinds.data("data").map((wrong) => ({ ...wrong, names: `${name}|data` })),
        count: kinds.natural,
        interval: kinds.seconds,
      }),
    ),
    forEachEvent: entry(
      servers.forEachEvent,
      p("events", kinds.choice, { next: async () => ({ done: true }) }),
      p("visitor?", kinds.callable, () => {}),
    ),
    textResponse: entry(
      servers.textResponse,
      p("status", kinds.status, 200),
      p("text", kinds.string, "x"),
      p("headers?", kinds.object, {}),
    ),
    serve: entry(servers.serve, p("program", kinds.callable, servers.selectServer), serving),
    "new Server": entry(
      (...args: [string, never, never]) => void new servers.Server(...args).stop(),
      p("name", kinds.text, "x"),
      p("program", kinds.callable, servers.selectServer),
      serving,
    ),
    "Server.prototype.step": entry(method(server, "step"), seconds),
    "Server.prototype.until": entry(
      method(server, "until"),
      p("filter", kinds.but("x", kinds.callable), () => true),
      seconds,
    ),
    "Server.prototype.subscribe": entry(
      method(server, "subscribe"),
      p("listener", kinds.callable, () => {}),
    ),
    "Server.prototype.switchTo": "Internal.",
    "Server.prototype.subscribeWaits": "Internal.",
  };
}

export function notebookTable(open: Open): Table {
  const [a, b] = day29.socketpair().map(open) as [day29.Socket<never>, day29.Socket<never>];
  const [poller, epoll] = [new day29.Poll(), open(new day29.Epoll())];
  const label = p("label?", kinds.string, "x");
  const timeout = p("timeout?", kinds.timeout, 0);
  const widgetOptions = { esm: kinds.string, css: kinds.string, state: kinds.object };
  return {
    caught: entry(
      notebook.caught,
      p("work", kinds.callable, () => 1),
    ),
    clearOutput: entry(
      notebook.clearOutput,
      members("options?", kinds.object, { wait: kinds.boolean }),
    ),
    keep: entry(notebook.keep, members("sockets", kinds.object, { a: kinds.kept }, { a })),
    play: entry(
      async (...args: [never]) => (await notebook.play(...args)).end(),
      p("program", kinds.callable, servers.selectServer),
    ),
    "new Play": "As play().",
    "Play.start": "As play().",
    "Play.prototype.send": MESSAGE,
    "Play.prototype.client": MESSAGE,
    "Play.prototype.switchTo": MESSAGE,
    record: RECORDED,
    "new Recorder": RECORDED,
    "Recorder.prototype.client": RECORDED,
    show: "A TypeError lists what it shows; tests/unit/notebook/show.test.ts tries it.",
    "LiveDisplay.prototype.show": "As show().",
    widget: entry(
      notebook.widget,
      members("options", kinds.object, widgetOptions, { esm: "export default {}" }),
    ),
    knobs: "Each knob is checked by its kind; tests/unit/notebook/knobs.test.ts tries it.",
    plot: "A specification is checked property by property; tests/unit/notebook/views/plot.test.ts tries it.",
    showSelect: entry(
      notebook.showSelect,
      p("rlist", kinds.descriptors, []),
      p("wlist", kinds.descriptors, []),
      p("xlist?", kinds.descriptors, []),
      p("timeout?", kinds.nonNegativeTimeout, 0),
    ),
    showPoll: entry(notebook.showPoll, p("poller", kinds.instance, poller), timeout),
    showEpoll: entry(
      notebook.showEpoll,
      p("epoll", kinds.instance, epoll),
      timeout,
      p("maxevents?", kinds.maxevents, 1),
    ),
    showUring: entry(notebook.showUring, p("ring", kinds.instance, undefined)),
    showBytes: entry(
      notebook.showBytes,
      p("data", kinds.data, "x"),
      p("parts?", kinds.array, [["x", 1]]),
    ),
    showPage: entry(
      notebook.showPage,
      p("html", kinds.string, "x"),
      members("options?", kinds.object, { height: kinds.positive }),
    ),
    "new BufferChart": entry(
      construct(notebook.BufferChart as never),
      p("sender", kinds.instance, a),
      p("receiver", kinds.instance, b),
    ),
    "BufferChart.prototype.sample": entry(method(new notebook.BufferChart(a, b), "sample"), label),
    "new Timeline": entry(
      construct(notebook.Timeline as never),
      p("server?", kinds.instance, undefined),
    ),
    "Timeline.prototype.round": entry(
      method(new notebook.Timeline(), "round"),
      p("round", kinds.object, { call: "poll", registered: new Map(), events: [] }),
      label,
    ),
  };
}
