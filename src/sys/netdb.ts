/** Name lookups of the C library: `<netdb.h>`, `<arpa/inet.h>`, `<net/if.h>`. */
import koffi from "koffi";

const libc = koffi.load(null);

/** koffi represents pointers as integers and NULL as `null`. */
type Pointer = bigint | null;

/** The same layout in glibc and musl on 64-bit systems. */
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

/** A result of getaddrinfo(3), with a copy of its `sockaddr`. */
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

/** gai_strerror(3): the text of an `EAI_*` error. */
export const gai_strerror: (error: number) => string = libc.func(
  "const char *gai_strerror(int errcode)",
);

/** Throws unless `value` is a string, because koffi would dereference a number as a pointer. */
function text(value: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`a name or an address must be a string, not ${typeof value}`);
}

/** if_nametoindex(3). Returns 0 for an unknown name. */
export function if_nametoindex(name: string): number {
  return native.if_nametoindex(text(name));
}

/** inet_pton(3). Returns 1 and fills in `dst`, or 0 if the text is not an address of the family. */
export function inet_pton(family: number, address: string, dst: Uint8Array): number {
  return native.inet_pton(family, text(address), dst);
}

/** inet_aton(3), which also accepts short forms such as `127.1`. Returns 1 and fills in `dst`, or 0. */
export function inet_aton(address: string, dst: Uint8Array): number {
  return native.inet_aton(text(address), dst);
}

/** inet_ntop(3). */
export const inet_ntop: (
  family: number,
  bytes: Uint8Array,
  text: Uint8Array,
  size: number,
) => string | null = libc.func(
  "const char *inet_ntop(int af, const void *src, void *dst, unsigned int size)",
);

/** getaddrinfo(3) on a thread of libuv's pool. Resolves to the results, or to the `EAI_*` error. */
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
        resolve([...entries(first)]);
        native.freeaddrinfo(first);
      },
    );
  });
}

function* entries(first: Pointer): Generator<AddrInfo> {
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

/** getservbyname(3). Returns the port in network byte order, or -1 for an unknown service. */
export function getservbyname(name: string, proto: string | null): number {
  const entry: Pointer = native.getservbyname(text(name), proto && text(proto));
  return entry === null ? -1 : koffi.decode(entry, servent).s_port;
}

const ifNameindex = koffi.struct({ if_index: "unsigned int", if_name: "const char *" });

/** if_nameindex(3). */
export function if_nameindex(): [index: number, name: string][] {
  const list: Pointer = native.if_nameindex();
  if (list === null) return [];
  const size = BigInt(koffi.sizeof(ifNameindex));
  const interfaces: [number, string][] = [];
  for (let entry = list; ; entry += size) {
    const { if_index, if_name } = koffi.decode(entry, ifNameindex);
    if (if_index === 0) break;
    interfaces.push([if_index, if_name]);
  }
  native.if_freenameindex(list);
  return interfaces;
}
