/** The events of servers that go by rounds, one at a time and round by round. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ConnectionResetError, type InetAddress, kernelBuffers, type Socket } from "day29";
import {
  epollServer,
  forEachEvent,
  pollServer,
  type ServerEvent,
  type ServerEvents,
  type ServerProgram,
  selectServer,
} from "day29/servers";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { client } from "../../../support/servers.js";
import { listening, tcp } from "../../../support/sockets.js";

interface Running {
  readonly events: ServerEvents;
  readonly address: InetAddress;
}

function running(t: TestContext, program: ServerProgram): Running {
  const listener = listening(t);
  const events = program(listener);
  t.after(() => events.return());
  return { events, address: listener.getsockname() };
}

/** Whether the other end has closed the connection, with or without bytes that it had not read. */
async function isClosed(socket: Socket): Promise<boolean> {
  try {
    return (await socket.recv(100)).length === 0;
  } catch (error) {
    return error instanceof ConnectionResetError;
  }
}

const replies: Record<string, string> = {
  selectServer: `${SELECT_REPLY}`,
  pollServer: `${POLL_REPLY}`,
  epollServer: `${EPOLL_REPLY}`,
};

for (const program of [selectServer, pollServer, epollServer] as ServerProgram[]) {
  describe(`the events of ${program.name}`, () => {
    it("are returned one at a time by next(), and none is lost between two rounds", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      const seen: ServerEvent["type"][] = [];
      while (seen.at(-1) !== "handled") seen.push((await events.next()).value?.type as "ready");
      await socket.sendall("hello");
      // All of these are asked for before the round begins.
      const [ready, message] = await Promise.all([events.next(), events.next()]);
      seen.push(ready.value?.type as "ready", message.value?.type as "ready");
      assert.deepEqual(seen, ["ready", "connect", "handled", "ready", "message"]);
    });

    it("are passed to a visitor before the server continues", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      await socket.sendall("hello");
      const seen: ServerEvent["type"][] = [];
      await forEachEvent(events, ({ type }) => {
        seen.push(type);
        if (type === "message") assert.equal(kernelBuffers(socket).receive.waiting, 0);
        if (type === "sent") void events.return();
      });
      assert.deepEqual(seen.slice(-1), ["sent"]);
      assert.equal(`${await socket.recv(100)}`, replies[program.name]);
    });

    it("end in the middle of a round, and then the clients are closed", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      await socket.sendall("hello");
      for await (const { type } of events) if (type === "message") break;
      assert.equal((await events.next()).done, true);
      assert.ok(await isClosed(socket));
    });

    it("end with the error of a visitor, and then the clients are closed", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      const visit = ({ type }: ServerEvent): void => {
        if (type === "connect") throw new Error("I have seen enough");
      };
      await assert.rejects(forEachEvent(events, visit), /I have seen enough/);
      assert.ok(await isClosed(socket));
      assert.equal((await events.next()).done, true);
    });

    it("end when they are disposed of", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      for (let type = ""; type !== "connect"; ) type = (await events.next()).value?.type ?? "";
      await (events as unknown as AsyncDisposable)[Symbol.asyncDispose]();
      assert.ok(await isClosed(socket));
    });

    it("end with the error that is passed to throw()", async (t) => {
      const { events, address } = running(t, program);
      const socket = await client(t, address);
      for (let type = ""; type !== "connect"; ) type = (await events.next()).value?.type ?? "";
      await assert.rejects(events.throw(new Error("enough")), /enough/);
      assert.ok(await isClosed(socket));
    });

    it("end with the error of a round, with next() and with a visitor", async (t) => {
      const wrong = { code: "EINVAL", syscall: "accept" };
      await assert.rejects(forEachEvent(program(tcp(t))), wrong);
      const events = program(tcp(t));
      await events.next();
      await assert.rejects(events.next(), wrong);
      assert.equal((await events.next()).done, true);
    });
  });
}
