/** The lines that a recording has in a notebook are those at which the server is suspended. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { IoUring } from "day29";
import type { Recording } from "day29/notebook";
import { Kernel } from "../../support/kernel/driver.js";
import { root } from "../../support/project.js";

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(() => kernel.stop());

/** The text of the line of a program at which the server was suspended. */
function textAt({ programs }: Recording, program: number | null, line: number | null): string {
  const { source = "", firstLine = 0 } = programs[program ?? -1] ?? {};
  return source.split("\n")[(line ?? 0) - firstLine]?.trim() ?? "";
}

async function recordingOf(code: string): Promise<Recording> {
  const cell = await kernel.run(code);
  assert.deepEqual(cell.contents("error"), [], cell.stderr);
  return JSON.parse(cell.stdout) as Recording;
}

const PLAY = `
  const recorder = record(server);
  const client = new Socket();
  await client.connect(server.address);
  await server.step();
  await client.send("hello");
  await server.step();
  await server.step(0.2);
  client.close();
  await server.step();
  console.log(JSON.stringify(recorder.recording));
  await server.stop();
  0;`;

const IMPORTS = `
  import { select, Socket } from "day29";
  import { epollServer, pollServer, selectServer, serve, type ServerEvent, uringServer } from "day29/servers";
  import { record } from "day29/notebook";`;

/** For each server: the line that waits, and those that report the events. */
const LIBRARY: Record<string, { wait: RegExp; events: Record<string, string> }> = {
  select: {
    wait: /^const \[rs, ws, xs\] = await select\(/,
    events: {
      connect: "if (accepted !== null) yield accepted;",
      message: "if (message !== null) yield message;",
      sent: "if (sent !== null) yield sent;",
      disconnect: "if (disconnected !== null) yield disconnected;",
    },
  },
  poll: {
    wait: /^const events = await poller\.poll\(/,
    events: {
      connect: "if (accepted !== null) yield accepted;",
      message: "if (message !== null) yield message;",
      sent: "if (sent !== null) yield sent;",
      disconnect: "if (disconnected !== null) yield disconnected;",
    },
  },
  epoll: {
    wait: /^const events = await epoll\.poll\(/,
    events: {
      connect: "yield accepted;",
      message: "yield message;",
      sent: "if (sent !== null) yield sent;",
      disconnect: "if (disconnected !== null) yield disconnected;",
    },
  },
  ...(IoUring.supported() && {
    uring: {
      wait: /^const completions = await uring\.submitAndWait\(/,
      events: {
        connect: "if (event !== null) yield event;",
        message: "if (event !== null) yield event;",
        sent: "if (event !== null) yield event;",
        disconnect: "if (disconnected !== null) yield disconnected;",
      },
    },
  }),
};

describe("the line in a recording", () => {
  for (const [call, { wait, events }] of Object.entries(LIBRARY)) {
    it(`is that of the ${call} server`, async () => {
      const recording = await recordingOf(
        `${IMPORTS} const server = await serve(${call}Server, { stepping: true });${PLAY}`,
      );
      const file = readFileSync(join(root, `src/servers/echo/${call}-server.ts`), "utf8");
      assert.deepEqual(
        recording.programs.map(({ name, firstLine, source }) => {
          const lines = file.split("\n").slice(firstLine - 1);
          return [name, lines.join("\n").startsWith(source)];
        }),
        [[`${call}-server.ts`, true]],
      );
      const seen = new Set<string>();
      for (const { program, line, events: happened } of recording.rounds) {
        assert.match(textAt(recording, program, line), wait);
        for (const event of happened) {
          assert.equal(textAt(recording, program, event.line), events[event.type]);
          seen.add(event.type);
        }
      }
      assert.deepEqual([...seen].sort(), Object.keys(events).sort());
    });
  }

  it("is that of a generator in a cell, with the cell as it was written", async () => {
    const cell = `${IMPORTS}
// 回声 😀 echo
async function* echo(listener: Socket): AsyncGenerator<ServerEvent, void, void> {
  const clients = new Set<Socket>();
  try {
    for (;;) {
      const rlist = [listener, ...clients];
      const [rs, ws, xs] = await select(rlist, [], [], null);
      yield { type: "ready", call: "select", rlist, wlist: [], xlist: [], rs, ws, xs };
      for (const r of rs) {
        if (r === listener) {
          const [socket, address] = await listener.accept();
          clients.add(socket);
          yield { type: "connect", socket, address }; // accepted
          continue;
        }
        const data = await r.recv(100);
        if (data.length > 0) yield { type: "message", socket: r, data }; // received
        else {
          clients.delete(r);
          const fd = r.fileno();
          r.close();
          yield { type: "disconnect", fd, error: null }; // closed
        }
      }
      yield { type: "handled" };
    }
  } finally {
    for (const client of clients) client.close();
  }
}
const server = await serve(echo, { stepping: true });${PLAY}`;
    const recording = await recordingOf(cell);
    assert.deepEqual(
      recording.programs.map(({ source, firstLine }) => [source, firstLine]),
      [[cell, 1]],
    );
    assert.match(`${recording.programs[0]?.name}`, /^In\[\d+\]$/);
    const lines = recording.rounds.flatMap(({ program, line, events }) => [
      textAt(recording, program, line),
      ...events.map((event) => textAt(recording, program, event.line)),
    ]);
    const wait = "const [rs, ws, xs] = await select(rlist, [], [], null);";
    assert.deepEqual(lines, [
      wait,
      'yield { type: "connect", socket, address }; // accepted',
      wait,
      'if (data.length > 0) yield { type: "message", socket: r, data }; // received',
      wait,
      'yield { type: "disconnect", fd, error: null }; // closed',
    ]);
  });

  it("is that of the other server after a switch", async () => {
    const recording = await recordingOf(`${IMPORTS}
      const server = await serve(selectServer, { stepping: true });
      const recorder = record(server);
      const client = new Socket();
      await client.connect(server.address);
      await server.step();
      await (server as any).switchTo(pollServer);
      await client.send("hello");
      await server.step();
      console.log(JSON.stringify(recorder.recording));
      client.close();
      await server.stop();
      0;`);
    assert.deepEqual(
      recording.rounds.map(({ call, program }) => [call, recording.programs[program ?? -1]?.name]),
      [
        ["select", "select-server.ts"],
        ["poll", "poll-server.ts"],
      ],
    );
  });
});
