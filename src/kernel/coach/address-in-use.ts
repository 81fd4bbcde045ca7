/** Names the owners of an address that is already in use. */
import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import { type OwnSocket, ownSockets, type SocketAddress, type Variables } from "./own-sockets.js";
import {
  type BoundSocket,
  canonicalIPv6,
  ownerOf,
  socketsAtPath,
  socketsOnPort,
  userName,
} from "./proc-sockets.js";

/** The same in Chinese and in English. */
type Text = [chinese: string, english: string];

const MAX_OWNERS = 3;
const MAX_COMMAND_CHARS = 60;

/** Returns a line with the owners of the address, if the error is `EADDRINUSE` and they can be found. */
export function addressInUse(thrown: unknown, variables: Variables): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ((thrown as NodeJS.ErrnoException).code !== "EADDRINUSE") return undefined;
  const own = ownSockets(variables);
  // listen(2) fails on a socket that is bound itself; the others are the owners.
  const failed = Number(/listen on fd (\d+):/.exec(thrown.message)?.[1]);
  const wanted = own.find(({ fd }) => fd === failed)?.address ?? addressOf(thrown);
  if (!wanted) return undefined;
  const others = own.filter(({ fd }) => fd !== failed);
  const owners = ownersOf(wanted, others);
  const text = owners.length > 0 ? listed(owners) : withoutOwner(wanted);
  return text && `${formatted(wanted)} ${text[0]} · ${formatted(wanted)} ${text[1]}`;
}

/** Returns the address in the error of a library: this package's is in the message, Node's in properties. */
function addressOf(
  error: Error & { address?: unknown; port?: unknown },
): SocketAddress | undefined {
  const { address, port } = error;
  if (typeof port === "number" && port > 0) return { host: `${address ?? ""}`, port };
  if (typeof address === "string") return { path: address.replace(/^\0/, "@") };
  const subject = /^\[EADDRINUSE\] bind (.*): [^:]*$/s.exec(error.message)?.[1];
  if (subject === undefined) return undefined;
  const [, host, digits] = /^(?:\[?([^/@[\]]*)\]?):(\d+)$/.exec(subject) ?? [];
  return digits === undefined ? { path: subject } : { host: host ?? "", port: Number(digits) };
}

function ownersOf(wanted: SocketAddress, own: OwnSocket[]): Text[] {
  const variables = own.filter(({ address }) => overlaps(wanted, address));
  const known = new Set(variables.map(({ fd }) => fd));
  const found = boundTo(wanted).flatMap((socket) => describeBound(socket, own, known));
  const owners = [...variables.map(describeVariable), ...found];
  return [...new Map(owners.map((owner) => [owner[1], owner])).values()].slice(0, MAX_OWNERS);
}

function boundTo(wanted: SocketAddress): BoundSocket[] {
  if ("path" in wanted) return socketsAtPath(wanted.path);
  return socketsOnPort(wanted.port).filter(({ host }) =>
    overlaps(wanted, { host, port: wanted.port }),
  );
}

/** Returns whether two addresses cannot be bound at the same time. */
function overlaps(a: SocketAddress, b: SocketAddress): boolean {
  if ("path" in a || "path" in b) return "path" in a && "path" in b && a.path === b.path;
  const [one, other] = [normalized(a.host), normalized(b.host)];
  return a.port === b.port && (one === "" || other === "" || one === other);
}

/** Returns a host in a form that can be compared; every wildcard is empty. */
function normalized(host: string): string {
  const canonical = isIPv6(host) ? canonicalIPv6(host) : host;
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  if (mapped) {
    const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  return canonical === "0.0.0.0" || canonical === "::"
    ? ""
    : canonical.replace(/^localhost$/, "127.0.0.1");
}

function describeVariable({ name, fd }: OwnSocket): Text {
  return fd === undefined
    ? [`这个内核的变量 \`${name}\``, `the variable \`${name}\` of this kernel`]
    : [
        `这个内核的变量 \`${name}\`（fd ${fd}）`,
        `the variable \`${name}\` of this kernel (fd ${fd})`,
      ];
}

function describeBound(
  { inode, uid }: BoundSocket,
  own: OwnSocket[],
  known: Set<number | undefined>,
): Text[] {
  if (inode === 0) return []; // a connection in TIME_WAIT
  const owner = ownerOf(inode);
  if (owner?.pid === process.pid) {
    if (known.has(owner.fd) || known.has(undefined)) return [];
    const variable = own.find(({ fd }) => fd === owner.fd);
    return [
      variable
        ? describeVariable(variable)
        : [
            `这个内核的 fd ${owner.fd}（不在变量里）`,
            `fd ${owner.fd} of this kernel, which no variable holds`,
          ],
    ];
  }
  if (owner) {
    const { pid, user } = owner;
    const command = owner.command.slice(0, MAX_COMMAND_CHARS);
    return [
      [`进程 ${pid}（${command}，用户 ${user}）`, `process ${pid} (${command}, user ${user})`],
    ];
  }
  const user = uid === undefined ? "" : userName(uid);
  return [
    [
      `另一个进程${user && `（用户 ${user}）`}，没有权限看是哪个`,
      `another process${user && ` of user ${user}`}; which one, this kernel is not permitted to see`,
    ],
  ];
}

function listed(owners: Text[]): Text {
  return [
    `被占用：${owners.map(([chinese]) => chinese).join("；")}`,
    `is in use by ${owners.map(([, english]) => english).join("; ")}`,
  ];
}

/** Explains an address that is refused although no process has it. */
function withoutOwner(wanted: SocketAddress): Text | undefined {
  if ("path" in wanted) {
    return existsSync(wanted.path)
      ? [
          "是留下的文件，没有进程在用：先删掉它",
          "is a file that was left behind, used by no process: remove it first",
        ]
      : undefined;
  }
  if (!boundTo(wanted).some(({ inode, protocol }) => inode === 0 && protocol === "TCP")) {
    return undefined;
  }
  return [
    "没有进程在用，但刚关的连接还在 TIME_WAIT：bind 之前设 SO_REUSEADDR，或等一分钟",
    "is used by no process, but by connections in TIME_WAIT: set SO_REUSEADDR before bind(), or wait a minute",
  ];
}

function formatted(address: SocketAddress): string {
  if ("path" in address) return address.path;
  return `${isIPv6(address.host) ? `[${address.host}]` : address.host}:${address.port}`;
}
