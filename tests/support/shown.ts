/** What the notebooks show, and the servers that they show. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { Socket } from "day29";
import type { Showable } from "day29/notebook";
import { type Server, selectServer, serve } from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { closing } from "./sockets.js";

/** A server that waits for `step()`, stopped when the test ends. */
export async function stepping(t: TestContext, program = selectServer): Promise<Server> {
  const server = await serve(program, { name: t.name, stepping: true });
  t.after(() => server.stop().catch(() => undefined));
  return server;
}

/** A client of a server, closed when the test ends. */
export async function client(t: TestContext, server: Server): Promise<Socket> {
  const socket = closing(t, new Socket());
  await socket.connect(server.address);
  return socket;
}

/** The text of what is shown, without what differs from run to run. */
export function text(what: Showable): string {
  return bundleOf(what)
    ["text/plain"].replace(/fd \d+/g, "fd")
    .replace(/127[\d.:]+/g, "ADDRESS");
}

/** Fails where tags do not match, an attribute has no quotes, or a character is left unescaped. */
export function assertWellFormed(source: string): void {
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
export function cells(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = ""]) =>
      cell.replace(/<\/div><div/g, "</div>/<div").replace(/<[^>]*>/g, ""),
    ),
  );
}
