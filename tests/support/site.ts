/** A folder to serve, and requests to a site without a socket. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { HttpConnection, type Responder } from "#day29/http/connection.js";
import { site } from "#day29/http/site.js";
import { converse } from "./http.js";
import { type HttpResponse, responsesIn } from "./http-response.js";
import { descriptorsOf } from "./proc.js";
import { temporaryFolder } from "./project.js";

/** The bytes of a request without a body. */
export const request = (target: string, fields: string[] = [], method: string = "GET"): Buffer =>
  Buffer.from([`${method} ${target} HTTP/1.1`, "Host: x", ...fields, "", ""].join("\r\n"));

/** The response to one request. */
export function ask(
  respond: Responder,
  target: string,
  fields: string[] = [],
  method = "GET",
): HttpResponse {
  const connection = new HttpConnection(respond);
  const { output } = converse(connection, [request(target, fields, method)]);
  connection.close();
  const [answer, ...others] = responsesIn(output, method === "HEAD");
  assert.ok(answer !== undefined && others.length === 0);
  return answer;
}

/** The number of descriptors that this process has open. */
export const openDescriptors = (): number => descriptorsOf("self").length;

/** A root with a bit of everything, and a secret beside it. */
export async function folder(t: TestContext): Promise<{ root: string; respond: Responder }> {
  const base = await temporaryFolder(t);
  const root = join(base, "root");
  for (const name of ["", "sub", "sub/deep", ".hidden", "empty", "indexed", "closed"]) {
    mkdirSync(join(root, name));
  }
  writeFileSync(join(base, "secret.txt"), "secret");
  mkdirSync(join(base, "root-twin"));
  writeFileSync(join(base, "root-twin", "secret.txt"), "secret");
  writeFileSync(join(root, "page.html"), "0123456789");
  writeFileSync(join(root, "none"), "");
  writeFileSync(join(root, "100% 好?.txt"), "odd");
  writeFileSync(join(root, "sub/deep/file.json"), "{}");
  writeFileSync(join(root, ".hidden/file"), "secret");
  writeFileSync(join(root, ".env"), "secret");
  writeFileSync(join(root, "indexed/index.html"), "index");
  writeFileSync(join(root, "closed/index.html"), "index");
  symlinkSync("page.html", join(root, "inside"));
  symlinkSync("sub", join(root, "folder"));
  symlinkSync("../secret.txt", join(root, "outside"));
  symlinkSync("../root-twin", join(root, "twin"));
  symlinkSync(base, join(root, "up"));
  symlinkSync("nowhere", join(root, "broken"));
  symlinkSync("loop", join(root, "loop"));
  execFileSync("mkfifo", [join(root, "fifo")]);
  return { root, respond: site(root).respond };
}
