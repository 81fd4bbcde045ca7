/** The echo server of the benchmark on day29: day29.js select|poll|epoll|uring blocking|cooperative. Prints its port. */
import { createServer, setWaiting } from "day29";
import {
  epollServer,
  forEachEvent,
  pollServer,
  type ServerProgram,
  selectServer,
  serve,
  uringServer,
} from "day29/servers";

const programs: Record<string, ServerProgram> = {
  select: selectServer,
  poll: pollServer,
  epoll: epollServer,
  uring: uringServer,
};
const [call = "", waiting] = process.argv.slice(2);
const program = programs[call];
if (program === undefined) throw new Error(`unknown server: ${call}`);

if (waiting === "cooperative") {
  // As in a notebook: in the background of a process that also does other things.
  const server = await serve(program, { backlog: 4096 });
  console.log(server.address[1]);
  setInterval(() => {}, 1000);
} else {
  setWaiting("blocking");
  const listener = createServer(["127.0.0.1", 0], { backlog: 4096 });
  console.log(listener.getsockname()[1]);
  await forEachEvent(program(listener));
}
