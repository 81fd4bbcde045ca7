/** Objects print as themselves, in the console and in text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as day29 from "day29";
import { Epoll, EVENT_READ, POLLIN, Poll, Socket } from "day29";
import * as servers from "day29/servers";
import { closing, pair } from "../support/sockets.js";

describe("an object in a string", () => {
  it("prints as it does in the console", async (t) => {
    const [a] = pair(t);
    const [poll, epoll] = [new Poll(), closing(t, new Epoll())];
    for (const set of [poll, epoll]) set.register(a, POLLIN);
    const kinds = [day29.DefaultSelector, day29.PollSelector, day29.SelectSelector];
    const selectors = kinds.map((Selector) => closing(t, new Selector()));
    for (const selector of selectors) selector.register(a, EVENT_READ);
    const closed = new Socket();
    closed.close();
    const server = await servers.serve(servers.selectServer);
    for (const object of [a, closed, poll, epoll, ...selectors, server]) {
      assert.match(`${object}`, /^<\w+ .+>$/);
      assert.equal([object].join(), inspect(object));
    }
    await server.stop();
  });

  it("is never [object Object] if its class decides how it prints", () => {
    const classes = Object.values({ ...day29, ...servers, ...day29.bits }).filter(
      (value) => typeof value === "function" && value.prototype?.[inspect.custom] !== undefined,
    ) as { name: string; prototype: object }[];
    assert.ok(classes.length >= 10, `${classes.length}`);
    for (const { name, prototype } of classes) {
      assert.notEqual(prototype.toString, Object.prototype.toString, name);
    }
  });
});
