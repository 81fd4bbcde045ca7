/** Node's HTTP server, which serves a file from memory: node.js FILE. Prints its port. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const body = readFileSync(`${process.argv[2]}`);
const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Length": body.length };
const server = createServer((_, response) => response.writeHead(200, headers).end(body));
server.listen({ host: "127.0.0.1", port: 0, backlog: 128 }, () => {
  console.log((server.address() as AddressInfo).port);
});
