/** The names behind numbers, as the C library looks them up: `<netdb.h>`, `<arpa/inet.h>`, `<net/if.h>`. */
import koffi from "koffi";

const libc = koffi.load(null);

/** Pointers are integers; `null` is NULL. */
type Pointer = bigint | null;

/** Both glibc's and musl's, on 64 bits. */
const addrinfo = koffi.struct({
  ai_flags: "int",
  ai_family: "int",
  ai_socktype: "int",
  ai_protocol: "int",
  ai_addrlen: "uint32_t",
  ai_addr: "void *",
  ai_canonname: "const char *",
  ai_next: "void *",
});

/** One answer of getaddrinfo(3), with a copy of its `sockaddr`. */
export interface AddrInfo {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly canonname: string | null;
  readonly sockaddr: Uint8Array;
}

const native = {
  getaddrinfo: libc.func(
    "int getaddrinfo(const char *node, const char *service, const void *hints, void *res)",
  ),
  freeaddrinfo: libc.func("void freeaddrinfo(void *res)"),
  getservbyname: libc.func("void *getservbyname(const char *name, const char *proto)"),
  if_nametoindex: libc.func("unsigned int if_nametoindex(const char *ifname)"),
  inet_pton: libc.func("int inet_pton(int af, const char *src, void *dst)"),
  inet_aton: libc.func("int inet_aton(const char *cp, void *inp)"),
  if_nameindex: libc.func("void *if_nameindex()"),
  if_freenameindex: libc.func("void if_freenameindex(void *ptr)"),
};

/** The text of an `EAI_*` error: gai_strerror(3). */
export const gai_strerror: (error: number) => string = libc.func(
  "const char *gai_strerror(int errcode)",
);

/** Passes a string on. koffi would take a number for the address of one, and read there. */
function text(value: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`a name or an address must be a string, not ${typeof value}`);
}

/** The index of an interface, 0 when there is none of the name: if_nametoindex(3). */
export function if_nametoindex(name: string): number {
  return native.if_nametoindex(text(name));
}

/** 1 when `dst` got the bytes of a text address, 0 when it is none: inet_pton(3). */
export function inet_pton(family: number, address: string, dst: Uint8Array): number {
  return native.inet_pton(family, text(address), dst);
}

/** 1 when `dst` got the 4 bytes of an IPv4 address in one of its old forms too: inet_aton(3). */
export function inet_aton(address: string, dst: Uint8Array): number {
  return native.inet_aton(text(address), dst);
}

/** The text of the bytes of an address: inet_ntop(3). */
export const inet_ntop: (
  family: number,
  bytes: Uint8Array,
  text: Uint8Array,
  size: number,
) => string | null = libc.func(
  "const char *inet_ntop(int af, const void *src, void *dst, unsigned int size)",
);

/** Looks up on a thread of libuv's pool; answers the `EAI_*` error when there is one. */
export function getaddrinfo(
  node: string | null,
  service: string | null,
  hints: { flags: number; family: number; type: number; proto: number },
): Promise<AddrInfo[] | number> {
  const wanted = new Int32Array(koffi.sizeof(addrinfo) / 4);
  wanted.set([hints.flags, hints.family, hints.type, hints.proto]);
  const result = new BigUint64Array(1);
  return new Promise((resolve, reject) => {
    native.getaddrinfo.async(
      node && text(node),
      service,
      wanted,
      result,
      (failure: Error | null, error: number) => {
        if (failure !== null) return reject(failure);
        if (error !== 0) return resolve(error);
        const first = result[0] as bigint;
        resolve([...answers(first)]);
        native.freeaddrinfo(first);
      },
    );
  });
}

function* answers(first: Pointer): Generator<AddrInfo> {
  for (let next = first; next !== null; ) {
    const info = koffi.decode(next, addrinfo);
    yield {
      family: info.ai_family,
      type: info.ai_socktype,
      proto: info.ai_protocol,
      canonname: info.ai_canonname,
      sockaddr: new Uint8Array(koffi.view(info.ai_addr, info.ai_addrlen)).slice(),
    };
    next = info.ai_next;
  }
}

const servent = koffi.struct({
  s_name: "const char *",
  s_aliases: "void *",
  s_port: "int",
  s_proto: "const char *",
});

/** The port of a service in network byte order; -1 when it is not known: getservbyname(3). */
export function getservbyname(name: string, proto: string | null): number {
  const entry: Pointer = native.getservbyname(text(name), proto && text(proto));
  return entry === null ? -1 : koffi.decode(entry, servent).s_port;
}

const ifNameindex = koffi.struct({ if_index: "unsigned int", if_name: "const char *" });

/** The network interfaces: if_nameindex(3). */
export function if_nameindex(): [index: number, name: string][] {
  const list: Pointer = native.if_nameindex();
  if (list === null) return [];
  const size = BigInt(koffi.sizeof(ifNameindex));
  const found: [number, string][] = [];
  for (let entry = list; ; entry += size) {
    const { if_index, if_name } = koffi.decode(entry, ifNameindex);
    if (if_index === 0) break;
    found.push([if_index, if_name]);
  }
  native.if_freenameindex(list);
  return found;
}
