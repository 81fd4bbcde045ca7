import day29 = require("day29");
import servers = require("day29/servers");

async function main(): Promise<string> {
  const socket = new day29.Socket();
  // @ts-expect-error A Buffer is no number, and no `any`.
  const mistaken: number = await socket.recv(10);
  const server: servers.Server = await servers.serve(servers.selectServer);
  return `${server} ${mistaken}`;
}
export = main;
