/** The multiplexed HTTP server of day29: day29.js ROOT blocking|cooperative. Prints its port. */
import { createServer, setWaiting } from "day29";
import { forEachEvent, httpServer, serve } from "day29/servers";

const [root = "", waiting] = process.argv.slice(2);
if (waiting === "cooperative") {
  const server = await serve(httpServer, { mux: "epoll", root });
  console.log(server.address[1]);
  setInterval(() => {}, 1000);
} else {
  setWaiting("blocking");
  const listener = createServer(["127.0.0.1", 0], { backlog: 128 });
  console.log(listener.getsockname()[1]);
  await forEachEvent(httpServer(listener, { mux: "epoll", root }));
}
