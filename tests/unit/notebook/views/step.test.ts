/** A shown step of a server. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SO_REUSEADDR, SOL_SOCKET, Socket, socketpair } from "day29";
import { keep } from "day29/notebook";
import {
  pollServer,
  type Server,
  type ServerEvent,
  selectServer,
  serve,
  timeoutServer,
  uringServer,
} from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { roundBundle } from "#day29/notebook/views/round/bundle.js";
import { assertWellFormed, client, stepping, text } from "../../../support/shown.js";
import { closing } from "../../../support/sockets.js";
import { needsUring } from "../../../support/uring.js";

describe("a shown step", () => {
  it("says what the server did, with the names of kept clients", async (t) => {
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

  it("says what a server did that uses neither select nor poll nor epoll", async (t) => {
    const server = await serve(timeoutServer, { name: t.name, stepping: true, timeout: 0.01 });
    t.after(() => server.stop());
    assert.equal(
      text(await server.step()),
      "waiting for a client\nno client connected (TimeoutError)",
    );
    const ann = await client(t, server);
    keep({ ann });
    assert.equal(text(await server.step()), "waiting for a client\naccepted ann");
    await ann.sendall("hello");
    assert.equal(text(await server.step()), 'received "hello"\nsent 24 bytes');
    await ann.recv(100);
    ann.close();
    assert.equal(text(await server.step()), "closed");
  });

  it(
    "says which operations of io_uring are under way, and which have completed",
    needsUring,
    async (t) => {
      const server = await serve(uringServer, { name: t.name, stepping: true });
      t.after(() => server.stop());
      const ann = await client(t, server);
      keep({ ann });
      const rows = async (): Promise<string[]> => {
        const lines = text(await server.step()).split("\n");
        return lines.map((line) => line.trim().replaceAll(/ {2,}/g, "|"));
      };
      assert.deepEqual(await rows(), [
        "io_uring: 1 under way, 1 completed",
        "socket|under way|completed|why|handled|fd",
        "listener|accept|accept|the kernel has accepted 1 client|accepted ann|fd",
      ]);
      await ann.sendall("hello");
      assert.deepEqual((await rows()).slice(2), [
        "listener|accept|-|fd",
        'ann|recv|recv|the kernel has received 5 bytes|received "hello"|fd',
      ]);
      assert.deepEqual((await rows()).slice(2), [
        "listener|accept|-|fd",
        "ann|recv, send|send|the kernel has sent 7 bytes|sent 7 bytes|fd",
      ]);
      assert.equal(text(await server.step(0)), "nothing became ready in time");
    },
  );

  it("names the peer of a reset connection, although the kernel has forgotten it", async (t) => {
    const server = await stepping(t, pollServer);
    const ann = await client(t, server);
    keep({ ann });
    await server.step();
    await ann.sendall("hello");
    assert.match(text(await server.step()), /received "hello", sent 7 bytes/);
    ann.close(); // with the reply unread
    assert.match(text(await server.step()), /ann .*POLLERR.* closed \(ECONNRESET\) +fd$/m);
  });

  it("distinguishes clients that had the same port at different times", async (t) => {
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

  it("escapes the input of clients and cells", async (t) => {
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

  it("shortens a long message", () => {
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
    // What was received before the socket was closed still belongs to its descriptor.
    socket.close();
    events.push({ type: "disconnect", fd, error: null });
    assert.match(bundle()["text/html"] ?? "", /received &quot;x{24}…&quot;, closed/);
  });
});
