/** The sockets that the variables of the session hold. */

/** The variables of the session. */
export type Variables = Iterable<readonly [name: string, value: unknown]>;

/** A host, which may be empty, and a port; or the path of a UNIX socket. */
export type SocketAddress = { host: string; port: number } | { path: string };

/** A variable with a bound socket. */
export interface OwnSocket {
  name: string;
  /** The descriptor, if the object has one to show. */
  fd: number | undefined;
  address: SocketAddress;
}

/** The methods and fields of the sockets of this package, its servers, and those of Node.js. */
interface SocketLike {
  fileno?(): unknown;
  getsockname?(): unknown;
  running?: unknown;
  address?: unknown;
  _handle?: { fd?: unknown } | null;
}

/** Returns the variables that hold a bound socket. */
export function ownSockets(variables: Variables): OwnSocket[] {
  return [...variables].flatMap(([name, value]) => {
    try {
      return typeof value === "object" && value !== null ? socketOf(name, value) : [];
    } catch {
      return []; // closed, or an object of another kind with methods of these names
    }
  });
}

function socketOf(name: string, value: SocketLike): OwnSocket | [] {
  if (typeof value.getsockname === "function" && typeof value.fileno === "function") {
    return own(name, value.fileno(), value.getsockname());
  }
  if (typeof value.address === "function" && value._handle) {
    return own(name, value._handle.fd, value.address());
  }
  return value.running === true ? own(name, undefined, value.address) : [];
}

function own(name: string, descriptor: unknown, source: unknown): OwnSocket | [] {
  const fd = typeof descriptor === "number" && descriptor >= 0 ? descriptor : undefined;
  if (typeof source === "string")
    return source === "" ? [] : { name, fd, address: { path: source.replace(/^\0/, "@") } };
  const [host, port] = Array.isArray(source)
    ? source
    : [Object(source).address, Object(source).port];
  return typeof host === "string" && typeof port === "number"
    ? { name, fd, address: { host, port } }
    : [];
}
