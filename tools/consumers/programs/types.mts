import { type Address, POLLIN, Socket, select } from "day29";
import { type CheckReport, checkRecvExactly, todo } from "day29/exercises";
import { show } from "day29/notebook";
import { type Server, selectServer, serve } from "day29/servers";

const socket = new Socket();
export const text: string = (await socket.recv(10)).toString("utf8");
// @ts-expect-error A Buffer is no number, and no `any`.
export const mistaken: number = await socket.recv(10);
export const [readable]: [Socket[], Socket[], Socket[]] = await select([socket], []);
export const server: Server = await serve(selectServer);
export const address: Address = ["127.0.0.1", POLLIN];
export const report: Promise<CheckReport> = checkRecvExactly(async () => todo());
show(server);
