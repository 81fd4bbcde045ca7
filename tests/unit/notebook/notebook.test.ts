/** What the notebooks show: tables, pictures, names, and errors in one line. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  observe,
  POLLIN,
  POLLOUT,
  Poll,
  type SelectRound,
  SO_REUSEADDR,
  SOL_SOCKET,
  Socket,
  select,
  socketpair,
} from "day29";
import { caught, keep, type Showable, show, showPoll, showSelect, Timeline } from "day29/notebook";
import {
  epollServer,
  pollServer,
  type Server,
  type ServerEvent,
  selectServer,
  serve,
  timeoutServer,
  udpServer,
} from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { bytesBundle } from "#day29/notebook/views/bytes/show-bytes.js";
import { roundBundle } from "#day29/notebook/views/round/bundle.js";
import { timelineSvg } from "#day29/notebook/views/timeline/svg.js";
import { timelineText } from "#day29/notebook/views/timeline/text.js";
import { markup } from "#day29/text/markup.js";
import { printed } from "../../support/printed.js";
import { script } from "../../support/script.js";
import { closing, fill, listening, pair } from "../../support/sockets.js";

async function stepping(t: TestContext, program = selectServer): Promise<Server> {
  const server = await serve(program, { name: t.name, stepping: true });
  t.after(() => server.stop().catch(() => undefined));
  return server;
}

async function client(t: TestContext, server: Server): Promise<Socket> {
  const socket = closing(t, new Socket());
  await socket.connect(server.address);
  return socket;
}

/** The text of what is shown, without what differs from run to run. */
function text(what: Showable): string {
  return bundleOf(what)
    ["text/plain"].replace(/fd \d+/g, "fd")
    .replace(/127[\d.:]+/g, "ADDRESS");
}

/** Fails where tags do not match, an attribute has no quotes, or a character is left unescaped. */
function assertWellFormed(source: string): void {
  const open: string[] = [];
  const tags = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g;
  const rest = source.replace(tags, (_, end, name, __, empty) => {
    if (end === "/") assert.equal(open.pop(), name);
    else if (empty !== "/" && name !== "wbr") open.push(name);
    return "";
  });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
}

/** The cells of an HTML table, row by row. */
function cells(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = ""]) =>
      cell.replace(/<\/div><div/g, "</div>/<div").replace(/<[^>]*>/g, ""),
    ),
  );
}

describe("markup", () => {
  it("escapes text and numbers, keeps markup, and joins lists", () => {
    const inner = markup`<b>${"a < b & \"c\" 'd'"}</b>`;
    assert.equal(
      markup`<p title="${'"'}">${[inner, "<", 1]}</p>`.source,
      '<p title="&quot;"><b>a &lt; b &amp; &quot;c&quot; &#39;d&#39;</b>&lt;1</p>',
    );
  });

  it("replaces what no document may hold", () => {
    assert.equal(markup`${"a\0\u001b[31m\ud800z\t"}`.source, "a\ufffd\ufffd[31m\ufffdz\t");
  });
});

describe("a shown round", () => {
  it("names the sockets, tells what came back and why, and ends with the descriptor", async (t) => {
    const [left, right] = pair(t);
    keep({ left, right });
    await right.sendall("hello");
    const [rs, ws, xs] = await select([left, right], [left], [], 1);
    const round: SelectRound = {
      call: "select",
      rlist: [left, right],
      wlist: [left],
      xlist: [],
      rs,
      ws,
      xs,
    };
    assert.equal(
      text(round),
      [
        "select: 2 watched, 1 ready",
        "  socket  watched       ready   why                                       fd",
        "  left    rlist, wlist  rs, ws  5 bytes to read, room in the send buffer  fd",
        "  right   rlist         -                                                 fd",
      ].join("\n"),
    );
    assert.deepEqual(cells(bundleOf(round)["text/html"] ?? ""), [
      ["套接字/socket", "fd", "关注/watched", "就绪/ready", "原因/why"],
      [
        "left",
        `${left.fileno()}`,
        "rlist, wlist",
        "rs, ws",
        "有 5 字节可读；发送缓冲区有空间/5 bytes to read, room in the send buffer",
      ],
      ["right", `${right.fileno()}`, "rlist", "–", ""],
    ]);
    assert.equal(text(observe(round)), text(round));
  });

  it("names the events of a poll", async (t) => {
    const [left, right] = socketpair();
    closing(t, left);
    keep({ left });
    right.close();
    const poller = new Poll();
    poller.register(left, POLLIN);
    const events = await poller.poll(1000);
    const { registered } = poller;
    assert.match(
      text({ call: "poll", registered, events }),
      /left +POLLIN +POLLIN\|POLLHUP +end of stream, both directions closed +fd$/,
    );
  });

  it("hides idle descriptors beyond the eighth, and never a ready one", async (t) => {
    const near: Socket[] = [];
    const far: Socket[] = [];
    for (let i = 0; i < 20; i++) {
      const [one, other] = pair(t);
      near.push(one);
      far.push(other);
    }
    keep({ near });
    await far[19]?.sendall("hello");
    const [rs] = await select(near, [], [], 1);
    const round: SelectRound = {
      call: "select",
      rlist: near,
      wlist: [],
      xlist: [],
      rs,
      ws: [],
      xs: [],
    };
    const lines = text(round).split("\n");
    assert.equal(lines.length, 2 + 8 + 1 + 1);
    assert.match(lines.at(-2) ?? "", /near\[19\]/);
    assert.equal(lines.at(-1), "  (11 more that are not ready)");
    assert.equal(cells(bundleOf(round)["text/html"] ?? "").length, 1 + 8 + 1 + 1);
  });
});

describe("a shown step", () => {
  it("tells what the server did, with the names of clients that are kept", async (t) => {
    const server = await stepping(t);
    const ann = await client(t, server);
    const stranger = await client(t, server);
    keep({ ann });
    assert.match(text(await server.step()), /listener .* 2 clients .* accepted ann +fd$/m);
    assert.match(text(await server.step()), /accepted ADDRESS/);
    await ann.sendall("hello");
    assert.match(text(await server.step()), /ann .* 5 bytes to read +received "hello" +fd$/m);
    assert.match(text(await server.step()), /ann +rlist, wlist +ws .* sent 20 bytes +fd$/m);
    await ann.recv(100);
    stranger.close();
    ann.close();
    assert.match(text(await server.step()), /ann .* end of stream +closed +fd$/m);
    assert.equal(text(await server.step(0)), "nothing became ready in time");
  });

  it("tells what a server did that asks for no readiness", async (t) => {
    const server = await serve(timeoutServer, { name: t.name, stepping: true, timeout: 0.01 });
    t.after(() => server.stop());
    assert.equal(text(await server.step()), "waits for a client\nnobody came (TimeoutError)");
    const ann = await client(t, server);
    keep({ ann });
    assert.equal(text(await server.step()), "waits for a client\naccepted ann");
    await ann.sendall("hello");
    assert.equal(text(await server.step()), 'received "hello"\nsent 24 bytes');
    await ann.recv(100);
    ann.close();
    assert.equal(text(await server.step()), "closed");
  });

  it("knows whose connection was reset, although the kernel forgets it", async (t) => {
    const server = await stepping(t, pollServer);
    const ann = await client(t, server);
    keep({ ann });
    await server.step();
    await ann.sendall("hello");
    assert.match(text(await server.step()), /received "hello", sent 7 bytes/);
    ann.close(); // with the reply unread
    assert.match(text(await server.step()), /ann .*POLLERR.* closed \(ECONNRESET\) +fd$/m);
  });

  it("tells clients apart that had the same port at different times", async (t) => {
    const before = await stepping(t);
    const server = await serve(selectServer, { name: `${t.name} 2`, stepping: true });
    t.after(() => server.stop());
    const dial = async (port: number, { address }: Server): Promise<Socket> => {
      const socket = closing(t, new Socket());
      socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      socket.bind(["127.0.0.1", port]);
      await socket.connect(address);
      return socket;
    };
    const early = await dial(0, before);
    keep({ early });
    const [, port] = early.getsockname();
    early.close();
    const late = await dial(port, server);
    keep({ late });
    assert.match(text(await before.step()), /accepted early/);
    assert.match(text(await server.step()), /accepted late/);
  });

  it("escapes whatever clients and cells put into it", async (t) => {
    const server = await stepping(t);
    const evil = await client(t, server);
    keep({ "<img src=x onerror=alert(1)>": evil });
    await server.step();
    await evil.sendall("<script>\0 & \"'</script>");
    const html = bundleOf(await server.step())["text/html"] ?? "";
    assertWellFormed(html);
    assert.match(html, /&lt;img src=x/);
    assert.match(html, /received &quot;&lt;script&gt;\\u0000 &amp;/);
    assert.doesNotMatch(html, /<img|<script/);
  });

  it("shows a long message in part", () => {
    const data = Buffer.alloc(1000, "x");
    const [socket] = socketpair();
    const fd = socket.fileno();
    const entry = {
      fd,
      listening: false,
      local: null,
      peer: null,
      watched: 1,
      ready: 1,
      reasons: [],
    };
    const events: ServerEvent[] = [{ type: "message", socket, data }];
    const bundle = () => roundBundle({ call: "poll", entries: [entry] }, { events });
    assert.match(bundle()["text/plain"], /received "x{24}…"/);
    // What was received before the socket was closed belongs to it all the same.
    socket.close();
    events.push({ type: "disconnect", fd, error: null });
    assert.match(bundle()["text/html"] ?? "", /received &quot;x{24}…&quot;, closed/);
  });
});

describe("keep()", () => {
  it("closes the sockets that had the names before, unless they are the same", (t) => {
    const [one, two] = pair(t);
    const [three] = pair(t);
    keep({ same: one, other: two });
    keep({ same: one, other: three });
    assert.ok(one.fileno() >= 0);
    assert.equal(two.fileno(), -1);
    keep({ same: [one, three] });
    assert.ok(one.fileno() >= 0);
  });

  it("limits how long a socket waits, where its cell did not", (t) => {
    const [one, two] = pair(t);
    two.setblocking(false);
    keep({ one, two });
    assert.equal(one.gettimeout(), 5);
    assert.equal(two.gettimeout(), 0);
  });
});

describe("a shown server", () => {
  it("tells how to reach one without connections", async (t) => {
    const server = await serve(udpServer, { name: t.name });
    t.after(() => server.stop());
    const [host, port] = server.address;
    assert.match(`${bundleOf(server)["text/plain"]}`, new RegExp(`: nc -u ${host} ${port}$`));
  });

  it("tells how to reach it, or that it is stopped", async (t) => {
    const server = await stepping(t);
    const [host, port] = server.address;
    assert.equal(
      bundleOf(server)["text/plain"],
      `${t.name} listens on ${host}:${port}; to reach it from a terminal: nc ${host} ${port}`,
    );
    await server.stop();
    assert.equal(text(server), `${t.name} is stopped`);
  });

  it("throws the error that ended it", async (t) => {
    const failure = new RangeError("no more");
    // biome-ignore lint/correctness/useYield: it fails before it has anything to tell.
    const server = await serve(async function* failing(): AsyncGenerator<ServerEvent> {
      throw failure;
    });
    t.after(() => server.stop().catch(() => undefined));
    await assert.rejects(server.until("ready"), failure);
    assert.throws(() => show(server), failure);
  });
});

describe("showSelect() and showPoll()", () => {
  it("answer what select and poll answer, and show how long it took", async (t) => {
    const [left, right] = pair(t);
    keep({ left, right });
    const output = await printed(t, async () => {
      assert.deepEqual(await showSelect([left], [right], [], 1), [[], [right], []]);
      assert.deepEqual(await showSelect([left], [], [], 0.02), [[], [], []]);
      const poller = new Poll();
      poller.register(left, POLLOUT);
      assert.deepEqual([...(await showPoll(poller, 1000))], [[left.fileno(), POLLOUT]]);
      await fill(left);
      assert.deepEqual([...(await showPoll(poller, 0))], []);
    });
    assert.match(output, /^select: 2 watched, 1 ready after \d+ ms$/m);
    assert.match(output, /^select: 1 watched, 0 ready after \d{2,} ms$/m);
    assert.match(output, /^poll: 1 watched, 1 ready after \d+ ms$/m);
  });
});

describe("caught()", () => {
  it("prints an error in one line, and says when there is none", async (t) => {
    const listener = listening(t);
    listener.settimeout(0.01);
    assert.equal(
      await printed(t, () => caught(() => listener.accept())),
      `TimeoutError: accept on fd ${listener.fileno()}: timed out after 0.01 s`,
    );
    const fail = (): never => {
      throw "a string";
    };
    assert.equal(await printed(t, () => caught(fail)), "'a string'");
    assert.equal(await printed(t, () => caught(() => 5)), "no error: the result is 5");
  });
});

describe("a timeline", () => {
  /** A server that accepted ann, answered her and saw her go. */
  async function recorded(t: TestContext, program = selectServer): Promise<Timeline> {
    const server = await stepping(t, program);
    const timeline = new Timeline(server);
    const ann = await client(t, server);
    keep({ ann });
    await server.step();
    await ann.sendall("hello");
    await server.step();
    if (program === selectServer) await server.step();
    await ann.recv(100);
    ann.close();
    await server.step();
    return timeline;
  }

  it("is a chart of characters", async (t) => {
    assert.equal(
      text(await recorded(t)),
      [
        "round     1         2         3           4",
        "listener  R accept  r         r           r          fd",
        "ann                 R recv 5  rW send 20  R close x  fd",
        "(capital: ready, small: only watched; R/r rlist, W/w wlist; x closed)",
      ].join("\n"),
    );
    assert.equal(
      text(await recorded(t, pollServer)),
      [
        "round     1         2                 3",
        "listener  I accept  i                 i          fd",
        "ann                 I recv 5, send 7  I close x  fd",
        "(capital: ready, small: only watched; I/i POLLIN; x closed)",
      ].join("\n"),
    );
  });

  it("is a well-formed picture that tells itself in words", async (t) => {
    const svg = bundleOf(await recorded(t))["image/svg+xml"] ?? "";
    assertWellFormed(svg);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="700" /);
    assert.match(svg, /<title>select\(\) · 4 轮 rounds<\/title>/);
    assert.match(
      svg,
      /<desc>Round 1: listener rs \(accept\)\. Round 2: ann rs \(recv 5\)\. Round 3: ann ws \(send 20\)\. Round 4: ann rs \(close\)\.<\/desc>/,
    );
    assert.doesNotMatch(svg, / id=/);
  });

  it("names events as their call does", async (t) => {
    for (const [program, name] of [
      [pollServer, "POLLIN"],
      [epollServer, "EPOLLIN"],
    ] as const) {
      const svg = bundleOf(await recorded(t, program))["image/svg+xml"] ?? "";
      assert.match(svg, new RegExp(`>${name}</text>`));
    }
  });

  it("names no call before the first round, whatever the server", async (t) => {
    const timeline = new Timeline(await stepping(t, epollServer));
    assert.doesNotMatch(JSON.stringify(bundleOf(timeline)), /select|poll/);
  });

  it("names the events of each round as its own call does", async (t) => {
    const [left, right] = pair(t);
    keep({ left });
    await right.sendall("hello");
    const registered = new Map([[left.fileno(), POLLIN]]);
    const events: [number, number][] = [[left.fileno(), POLLIN]];
    const timeline = new Timeline();
    const lists = { rlist: [left], wlist: [], xlist: [], rs: [left], ws: [], xs: [] };
    timeline.round({ call: "select", ...lists });
    timeline.round({ call: "epoll", registered, events });
    assert.match(
      text(timeline),
      /^left +R +I +fd\n\(capital: ready, small: only watched; R\/r rlist, I\/i EPOLLIN\)$/m,
    );
    const svg = timelineSvg(timeline.chart);
    assert.match(svg, /<title>select\(\) · epoll\(\) · 2 轮 rounds<\/title>/);
    assert.match(svg, /<desc>Round 1: left rs\. Round 2: left EPOLLIN\.<\/desc>/);
    assert.match(svg, />可读 rlist → rs<.*>EPOLLIN</s);
  });

  it("takes rounds by hand, with labels", async (t) => {
    const [left, right] = pair(t);
    keep({ "<left>": left });
    const poller = new Poll();
    poller.register(left, POLLIN);
    const { registered } = poller;
    const timeline = new Timeline();
    timeline.round({ call: "poll", registered, events: await poller.poll(0) }, "quiet & still");
    await right.sendall("hello");
    timeline.round({ call: "poll", registered, events: await poller.poll(1000) });
    assert.match(text(timeline), /^round +1 \(quiet & still\) +2\n<left> +i +I +fd$/m);
    const svg = timelineSvg(timeline.chart);
    assertWellFormed(svg);
    assert.match(svg, /&lt;left&gt;/);
    assert.match(
      svg,
      /Round 1 \(quiet &amp; still\): nothing ready\. Round 2: &lt;left&gt; POLLIN\./,
    );
  });

  it("keeps the last 16 rounds, and forgets who left before", async (t) => {
    const server = await stepping(t);
    const timeline = new Timeline(server);
    for (let i = 0; i < 12; i++) {
      const guest = await client(t, server);
      await server.step();
      guest.close();
      await server.step();
    }
    const { chart } = timeline;
    assert.deepEqual(
      chart.rounds.map(({ number }) => number),
      Array.from({ length: 16 }, (_, index) => 9 + index),
    );
    assert.equal(chart.lanes.length, 1 + 8);
    for (const { marks } of chart.lanes) assert.ok(marks.size <= 16);
    assert.match(timelineText(chart), /^round +9 .* 24\n/);
    assert.match(timelineText(chart), /^\(8 earlier rounds left out\)$/m);
    assert.match(timelineSvg(chart), /省略前 8 轮 8 earlier ones left out/);
    timeline.stop();
    await client(t, server);
    await server.step();
    assert.equal(timeline.chart.rounds.at(-1)?.number, 24);
  });

  it("draws twelve lanes at most, those that were ready first", async (t) => {
    const near = Array.from({ length: 15 }, () => pair(t));
    const rlist = near.map(([one]) => one);
    await near[14]?.[1].sendall("hello");
    const [rs] = await select(rlist, [], [], 1);
    const timeline = new Timeline();
    timeline.round({ call: "select", rlist, wlist: [], xlist: [], rs, ws: [], xs: [] });
    const { lanes, hidden } = timeline.chart;
    assert.deepEqual([lanes.length, hidden], [12, 3]);
    assert.equal(lanes.at(-1)?.fd, rlist[14]?.fileno());
    assert.match(text(timeline), /^\(3 descriptors left out\)$/m);
  });
});

describe("showBytes", () => {
  it("has a row for each part, named in both languages or in one, and for the rest", () => {
    const bundle = bytesBundle("GET / HTTP/1.1\r\n", [
      ["方法 · method", 3],
      ["SP", 1],
      [{ zh: "目标", en: "target" }, 1],
    ]);
    assert.equal(
      bundle["text/plain"],
      [
        "16 bytes",
        "  at  part    bytes  text             hex",
        '   0  method  3      "GET"            47 45 54',
        '   3  SP      1      " "              20',
        '   4  target  1      "/"              2f',
        '   5  rest    11     " HTTP/1.1\\r\\n"  20 48 54 54 50 2f 31 2e 31 0d 0a',
      ].join("\n"),
    );
    const html = bundle["text/html"] ?? "";
    assertWellFormed(html);
    for (const word of ["方法", "method", "目标", "target"])
      assert.match(html, RegExp(`>${word}<`));
    assert.equal(html.match(/>SP</g)?.length, 1);
  });

  it("names the part that is longer than what is left", () => {
    const bytes = () => bytesBundle("GET", [["方法 · method", 4]]);
    assert.throws(
      bytes,
      /^RangeError: parts\[0\] \(method\) takes 4 bytes, but only 3 of 3 are left/,
    );
  });
});

describe("a process that imports day29/notebook", () => {
  it("ends on Ctrl-C when it is a plain script", async (t) => {
    const child = script(
      t,
      `import { Socket } from "day29";
       import "day29/notebook";
       const listener = new Socket();
       listener.bind(["127.0.0.1", 0]);
       listener.listen();
       console.log("waiting");
       await listener.accept();`,
    );
    assert.equal(await child.line(), "waiting");
    child.process.kill("SIGINT");
    assert.deepEqual(await child.exit(), { code: null, signal: "SIGINT" });
  });

  it("shows all forms at once, updates in place and interrupts waits when it has a host", async (t) => {
    const child = script(
      t,
      `const listeners = [];
       globalThis[Symbol.for("day29.host")] = {
         display: (bundle, { id, update } = {}) =>
           console.log(Object.keys(bundle).join(), typeof id, update),
         onInterrupt: (listener) => listeners.push(listener),
       };
       const { BufferChart, caught, live, showSelect } = await import("day29/notebook");
       const { Socket, socketpair } = await import("day29");
       const [left, right] = socketpair();
       await showSelect([left], [left]);
       const chart = new BufferChart(left, right);
       const picture = live();
       for (let i = 0; i < 3; i++) picture.show(chart);
       const waiting = caught(() => left.recv(1));
       setImmediate(() => { for (const listener of listeners) listener(); });
       await waiting;`,
    );
    assert.equal(await child.line(), "text/plain,text/html undefined undefined");
    assert.equal(await child.line(), "text/plain,image/svg+xml string false");
    assert.equal(await child.line(), "text/plain,image/svg+xml string true");
    assert.equal(await child.line(), "text/plain,image/svg+xml string true");
    assert.match(await child.line(), /^InterruptedError: /);
    assert.deepEqual(await child.exit(), { code: 0, signal: null });
  });
});
