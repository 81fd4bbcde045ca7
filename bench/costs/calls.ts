/**
 * A server that counts its own system calls: calls.js select|poll|epoll|uring MESSAGES. Prints its port,
 * and after MESSAGES messages how many calls of each name one message took.
 */
import { createServer, setWaiting, traceCalls } from "day29";
import {
  epollServer,
  pollServer,
  type ServerProgram,
  selectServer,
  uringServer,
} from "day29/servers";

const programs: Record<string, ServerProgram> = {
  select: selectServer,
  poll: pollServer,
  epoll: epollServer,
  uring: uringServer,
};
const [call = "", most = ""] = process.argv.slice(2);
const program = programs[call] as ServerProgram;

setWaiting("blocking");
const listener = createServer(["127.0.0.1", 0], { backlog: 128 });
console.log(listener.getsockname()[1]);

const counts: Record<string, number> = {};
let stop: (() => void) | undefined;
let messages = 0;
for await (const { type } of program(listener)) {
  // Count whole rounds only, so that a message has all of its calls.
  if (type === "message") messages++;
  if (type !== "handled") continue;
  if (stop === undefined && messages >= Number(most)) {
    messages = 0;
    stop = traceCalls(({ name }) => {
      counts[name] = (counts[name] ?? 0) + 1;
    });
  } else if (messages >= Number(most)) {
    stop?.();
    break;
  }
}
const each = Object.entries(counts).map(([name, count]) => [name, count / messages]);
console.log(JSON.stringify(Object.fromEntries(each)));
listener.close();
