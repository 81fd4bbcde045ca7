/** What is compared: short programs, written once, in Python. */

/** Lines of Python, each a step. A comment `# differs: id` names a row of docs/reference/differences.md. */
export interface Scenario {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A scenario of the lines of all `parts`; the first parts are often a set-up from below. */
export function scenario(title: string, ...parts: string[]): Scenario {
  const lines = parts.flatMap((part) => part.split("\n")).map((line) => line.trim());
  return { title, lines: lines.filter((line) => line !== "") };
}

/** A TCP socket that listens. */
export const listening = `
  listener = socket()
  listener.bind(("127.0.0.1", 0))
  listener.listen()
`;

/** Both ends of a TCP connection. */
export const connected = `
  ${listening}
  client = socket()
  client.connect(listener.getsockname())
  server, address = listener.accept()
`;

/** Both ends of a UNIX stream. */
export const paired = "a, b = socketpair()";

/** A UDP socket with an address, and one without. */
export const udp = `
  receiver = socket(AF_INET, SOCK_DGRAM)
  receiver.bind(("127.0.0.1", 0))
  sender = socket(AF_INET, SOCK_DGRAM)
`;
