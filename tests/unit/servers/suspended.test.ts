/** The line that a server is suspended at, as V8 reports it of the generator that is handed out. */
import assert from "node:assert/strict";
import { Session } from "node:inspector";
import { describe, it, type TestContext } from "node:test";
import { IoUring, type Socket } from "day29";
import {
  epollServer,
  httpServer,
  pollServer,
  type Server,
  type ServerEvents,
  type ServerProgram,
  selectServer,
  uringServer,
} from "day29/servers";
import { client, start } from "../../support/servers.js";

/** What the declarations of the package leave out. */
type Suspended = Server & { readonly suspended: object };

/** Looks up the source line at which a generator is suspended. */
function lines(t: TestContext): (generator: object) => string {
  const session = new Session();
  session.connect();
  t.after(() => session.disconnect());
  // The inspector calls back before post() returns.
  // biome-ignore lint/suspicious/noExplicitAny: the protocol has no types for internal properties
  function post(method: string, params: object = {}): any {
    let reply: unknown;
    session.post(method, params, (error, result) => {
      reply = error ?? result;
    });
    return reply;
  }
  post("Debugger.enable");
  const globals = globalThis as { subject?: object };
  return (generator) => {
    globals.subject = generator;
    const { result } = post("Runtime.evaluate", { expression: "globalThis.subject" });
    const { objectId } = result;
    const { internalProperties } = post("Runtime.getProperties", { objectId, ownProperties: true });
    const location = internalProperties.find(
      ({ name }: { name: string }) => name === "[[GeneratorLocation]]",
    );
    const { scriptId, lineNumber } = location.value.value;
    const { scriptSource } = post("Debugger.getScriptSource", { scriptId });
    delete globals.subject;
    return `${scriptSource.split("\n")[lineNumber]}`.trim();
  };
}

const uringPrograms: Record<string, ServerProgram> = {
  uringServer,
  "httpServer by uring": (listener) => httpServer(listener, { mux: "uring" }),
};

const programs: Record<string, ServerProgram> = {
  selectServer,
  pollServer,
  epollServer,
  "httpServer by poll": (listener) => httpServer(listener, { mux: "poll" }),
  ...(IoUring.supported() ? uringPrograms : {}),
};

describe("the generator that a server is suspended in", () => {
  for (const [name, program] of Object.entries(programs)) {
    it(`is the current round, and between rounds the source that waits for the next one (${name})`, async (t) => {
      const lineOf = lines(t);
      const server = (await start(t, program, { stepping: true })) as Suspended;
      const seen: Record<string, string> = {};
      server.subscribe(({ type }) => {
        seen[type] = lineOf(server.suspended);
      });
      const socket = await client(t, server.address);
      await server.step();
      assert.match(seen.ready ?? seen.completed ?? "", /^yield (ready|new CompletedRound)/);
      assert.match(seen.connect ?? "", /^(if \(.*\) )?yield (accepted|event);$/);
      assert.match(seen.handled ?? "", /^yield \{ type: "handled" \};$/);
      assert.match(lineOf(server.suspended), /^yield handle\(/);
      const before = server.suspended;
      assert.equal((await server.step(0)).readiness, null);
      assert.equal(server.suspended, before);
      assert.match(
        lineOf(server.suspended),
        /\bawait (select|poller\.poll|epoll\.poll|selector\.select|uring\.submitAndWait)\(/,
      );
      socket.close();
      await server.step();
      assert.match(seen.disconnect ?? "", /yield (disconnected|event);$/);
    });
  }

  it("is the program itself if it does not run in rounds", async (t) => {
    const lineOf = lines(t);
    async function* program(listener: Socket): ServerEvents {
      yield { type: "waiting" };
      const [socket, address] = await listener.accept();
      yield { type: "connect", socket, address };
      socket.close();
    }
    const server = (await start(t, program, { stepping: true })) as Suspended;
    const seen: string[] = [];
    server.subscribe(() => seen.push(lineOf(server.suspended)));
    await server.step(0);
    assert.deepEqual(seen, ['yield { type: "waiting" };']);
    assert.match(lineOf(server.suspended), /await listener\.accept\(\)/);
  });
});
