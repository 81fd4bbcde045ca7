/** Name lookups of the C library: `<netdb.h>`, `<arpa/inet.h>`, `<net/if.h>`. */
import { constants } from "node:os";
import koffi from "koffi";

const { ERANGE } = constants.errno;

const libc = koffi.load(null);

type LookupFunction = ReturnType<typeof libc.func>;

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
  getnameinfo: libc.func(
    "int getnameinfo(const void *addr, unsigned int addrlen, void *host, unsigned int hostlen, void *serv, unsigned int servlen, int flags)",
  ),
  gethostbyaddr_r: libc.func(
    "int gethostbyaddr_r(const void *addr, unsigned int len, int type, void *ret, void *buf, size_t buflen, void *result, void *h_errnop)",
  ),
  gethostbyname2_r: libc.func(
    "int gethostbyname2_r(const char *name, int af, void *ret, void *buf, size_t buflen, void *result, void *h_errnop)",
  ),
  getservbyname: libc.func("void *getservbyname(const char *name, const char *proto)"),
  getservbyport: libc.func("void *getservbyport(int port, const char *proto)"),
  getprotobyname: libc.func("void *getprotobyname(const char *name)"),
  if_nametoindex: libc.func("unsigned int if_nametoindex(const char *ifname)"),
  if_indextoname: libc.func("const char *if_indextoname(unsigned int ifindex, void *ifname)"),
  inet_pton: libc.func("int inet_pton(int af, const char *src, void *dst)"),
  inet_aton: libc.func("int inet_aton(const char *cp, void *inp)"),
  if_nameindex: libc.func("void *if_nameindex()"),
  if_freenameindex: libc.func("void if_freenameindex(void *ptr)"),
};

/** gai_strerror(3): the text of an `EAI_*` error. */
export const gai_strerror: (error: number) => string = libc.func(
  "const char *gai_strerror(int errcode)",
);

/** hstrerror(3): the text of an `h_errno`. */
export const hstrerror: (error: number) => string = libc.func("const char *hstrerror(int err)");

/** Throws unless `value` is a string, because koffi would dereference a number as a pointer. */
function text(value: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`a name or an address must be a string, not ${typeof value}`);
}

/** if_nametoindex(3). Returns 0 for an unknown name. */
export function if_nametoindex(name: string): number {
  return native.if_nametoindex(text(name));
}

const ifName = new Uint8Array(16);

/** if_indextoname(3). Returns `-errno` for an unknown index. */
export function if_indextoname(index: number): string | number {
  return native.if_indextoname(index, ifName) ?? -koffi.errno();
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
export async function getaddrinfo(
  node: string | null,
  service: string | null,
  hints: { flags: number; family: number; type: number; proto: number },
): Promise<AddrInfo[] | number> {
  const wanted = new Int32Array(koffi.sizeof(addrinfo) / 4);
  wanted.set([hints.flags, hints.family, hints.type, hints.proto]);
  const result = new BigUint64Array(1);
  const error = await inPool(native.getaddrinfo, node && text(node), service, wanted, result);
  if (error !== 0) return error;
  const first = result[0] as bigint;
  const infos = [...entries(first)];
  native.freeaddrinfo(first);
  return infos;
}

/** Calls a function that may wait for a name server on a thread of libuv's pool, and resolves to its result. */
async function inPool(call: LookupFunction, ...args: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (failure: Error | null, result: number) => {
      // Referenced here, so that the buffers among the arguments live until the call has ended.
      args.length = 0;
      if (failure === null) resolve(result);
      else reject(failure);
    });
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

/** The sizes of the buffers, `NI_MAXHOST` and `NI_MAXSERV`. */
const MAX_HOST = 1025;
const MAX_SERVICE = 32;

/** getnameinfo(3) on a thread of libuv's pool. Resolves to the names, or to the `EAI_*` error. */
export async function getnameinfo(
  sockaddr: Uint8Array,
  flags: number,
): Promise<[host: string, service: string] | number> {
  const [host, service] = [Buffer.alloc(MAX_HOST), Buffer.alloc(MAX_SERVICE)];
  const error = await inPool(
    native.getnameinfo,
    sockaddr,
    sockaddr.length,
    host,
    host.length,
    service,
    service.length,
    flags,
  );
  return error === 0 ? [cString(host), cString(service)] : error;
}

function cString(bytes: Buffer): string {
  return bytes.toString("utf8", 0, bytes.indexOf(0));
}

/** What gethostbyaddr(3) and gethostbyname(3) find, with copies of the addresses. */
export interface HostEntry {
  readonly name: string;
  readonly aliases: string[];
  readonly addresses: Uint8Array[];
}

const hostent = koffi.struct({
  h_name: "const char *",
  h_aliases: "void *",
  h_addrtype: "int",
  h_length: "int",
  h_addr_list: "void *",
});

/** gethostbyaddr(3) on a thread of libuv's pool. Resolves to the host, or to the `h_errno`. */
export function gethostbyaddr(family: number, address: Uint8Array): Promise<HostEntry | number> {
  return hostEntry(native.gethostbyaddr_r, address, address.length, family);
}

/** gethostbyname2(3) on a thread of libuv's pool. Resolves to the host, or to the `h_errno`. */
export function gethostbyname(name: string, family: number): Promise<HostEntry | number> {
  return hostEntry(native.gethostbyname2_r, text(name), family);
}

/** Of a host with more names and addresses than fit, the lookup fails. */
const MAX_ENTRY_SIZE = 2 ** 20;

async function hostEntry(call: LookupFunction, ...query: unknown[]): Promise<HostEntry | number> {
  const [result, error] = [new BigUint64Array(1), new Int32Array(1)];
  const entry = new Uint8Array(koffi.sizeof(hostent));
  for (let size = 8192; ; size *= 2) {
    const strings = Buffer.alloc(size);
    const status = await inPool(call, ...query, entry, strings, size, result, error);
    if (status === ERANGE && size < MAX_ENTRY_SIZE) continue;
    if (result[0] === 0n || status !== 0) return error[0] as number;
    const { h_name, h_aliases, h_length, h_addr_list } = koffi.decode(result[0], hostent);
    const addresses = [...pointers(h_addr_list, "void *")];
    return {
      name: h_name,
      aliases: [...pointers(h_aliases, "const char *")] as string[],
      addresses: addresses.map((at) => new Uint8Array(koffi.view(at, h_length)).slice()),
    };
  }
}

/** Decodes an array that ends with NULL. */
function* pointers(array: Pointer, type: "void *" | "const char *"): Generator<string | Pointer> {
  const { sizeof, decode } = koffi;
  for (let at = 0; ; at += sizeof("void *")) {
    const value = decode(array, at, type);
    if (value === null) return;
    yield value;
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

/** getservbyport(3), for a port in network byte order. Returns the name, or `null` for an unknown port. */
export function getservbyport(port: number, proto: string | null): string | null {
  const entry: Pointer = native.getservbyport(port, proto && text(proto));
  return entry === null ? null : koffi.decode(entry, servent).s_name;
}

const protoent = koffi.struct({ p_name: "const char *", p_aliases: "void *", p_proto: "int" });

/** getprotobyname(3). Returns the number, or -1 for an unknown protocol. */
export function getprotobyname(name: string): number {
  const entry: Pointer = native.getprotobyname(text(name));
  return entry === null ? -1 : koffi.decode(entry, protoent).p_proto;
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
