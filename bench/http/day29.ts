/** The multiplexed HTTP server of day29: day29.js ROOT epoll|uring blocking|cooperative. Prints its port. */
import { createServer, setWaiting } from "day29";
import { forEachEvent, httpServer, type Mux, serve } from "day29/servers";

const [root = "", call, waiting] = process.argv.slice(2);
const mux = call as Mux;
if (waiting === "cooperative") {
  const server = await serve(httpServer, { mux, root });
  console.log(server.address[1]);
  setInterval(() => {}, 1000);
} else {
  setWaiting("blocking");
  const listener = createServer(["127.0.0.1", 0], { backlog: 128 });
  console.log(listener.getsockname()[1]);
  await forEachEvent(httpServer(listener, { mux, root }));
}
