/** A log that cannot be written: the disk is full, or its reader stalls. */
import { greet } from "../greet.js";
import { clientsOf, grouped, isTcp, type Scenario } from "../scenario.js";

/** Prints every system call to standard error, which `redirection` opens. */
const tracing = (redirection: string) => (): readonly string[] => [
  ...["sh", "-c", `${redirection}; exec "$0" "$@" --trace`],
];

const scenario = (title: string, redirection: string): Scenario => ({
  title,
  concerns: isTcp,
  by: tracing(redirection),
  async run({ target, server, scale }) {
    const [clients, messages] = [scale(50, 3), scale(100, 10)];
    for (let i = 0; i < clients; i++) await greet(target, server.address, messages);
    return `${clientsOf(clients)} × ${grouped(messages)} messages`;
  },
});

export const fullDisk: Scenario = scenario("a log on a full disk", "exec 2> /dev/full");

/** A FIFO that is open, but that no process reads. */
export const stalledLog: Scenario = scenario(
  "a log whose reader stalls",
  'fifo=$(mktemp -u) && mkfifo "$fifo" && exec 2<> "$fifo" && rm "$fifo"',
);
