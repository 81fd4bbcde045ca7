/** The constants of `<sys/socket.h>` and `<poll.h>`, under Python's names. */
import { platform } from "./sys/platform.js";

const { constants } = platform;

/** Address family: IPv4, see ip(7). */
export const AF_INET: number = constants.AF_INET;
/** Address family: IPv6, see ipv6(7). */
export const AF_INET6: number = constants.AF_INET6;
/** Address family: sockets of this machine, see unix(7). */
export const AF_UNIX: number = constants.AF_UNIX;
/** Socket type: a stream of bytes, connected and reliable; TCP for `AF_INET`. */
export const SOCK_STREAM: number = constants.SOCK_STREAM;
/** Socket type: single messages that may be lost; UDP for `AF_INET`. */
export const SOCK_DGRAM: number = constants.SOCK_DGRAM;

/** Option level: the socket itself, see socket(7). */
export const SOL_SOCKET: number = constants.SOL_SOCKET;
/** Option: `bind()` may take a port that old connections still hold in TIME_WAIT. */
export const SO_REUSEADDR: number = constants.SO_REUSEADDR;
/** Option: several sockets may bind the same port and share its connections. */
export const SO_REUSEPORT: number = constants.SO_REUSEPORT;
/** Option, read only: the socket type, such as `SOCK_STREAM`. */
export const SO_TYPE: number = constants.SO_TYPE;
/** Option, read only: the pending error (an errno); reading clears it. */
export const SO_ERROR: number = constants.SO_ERROR;
/** Option: sending to a broadcast address is allowed. */
export const SO_BROADCAST: number = constants.SO_BROADCAST;
/** Option: size of the send buffer in bytes; Linux doubles what is set. */
export const SO_SNDBUF: number = constants.SO_SNDBUF;
/** Option: size of the receive buffer in bytes; Linux doubles what is set. */
export const SO_RCVBUF: number = constants.SO_RCVBUF;
/** Option: how many bytes must wait before the socket counts as readable. */
export const SO_RCVLOWAT: number = constants.SO_RCVLOWAT;
/** Option: probe connections that are idle for long, see tcp(7). */
export const SO_KEEPALIVE: number = constants.SO_KEEPALIVE;
/** Option: urgent data stays in the normal stream. */
export const SO_OOBINLINE: number = constants.SO_OOBINLINE;
/** Option: what `close()` does with unsent data; a `struct linger` of two ints. */
export const SO_LINGER: number = constants.SO_LINGER;
/** Option, read only: whether the socket listens. */
export const SO_ACCEPTCONN: number = constants.SO_ACCEPTCONN;
/** Option, read only: the address family. */
export const SO_DOMAIN: number = constants.SO_DOMAIN;
/** Option, read only: the protocol. */
export const SO_PROTOCOL: number = constants.SO_PROTOCOL;
/** The longest accept queue that `listen()` is usually given. */
export const SOMAXCONN: number = constants.SOMAXCONN;

/** Option level: IPv4, see ip(7). */
export const IPPROTO_IP: number = constants.IPPROTO_IP;
/** Option level: IPv6, see ipv6(7). */
export const IPPROTO_IPV6: number = constants.IPPROTO_IPV6;
/** Option level: TCP, see tcp(7). */
export const IPPROTO_TCP: number = constants.IPPROTO_TCP;
/** Option level: UDP, see udp(7). */
export const IPPROTO_UDP: number = constants.IPPROTO_UDP;
/** Option of `IPPROTO_TCP`: send small segments at once. */
export const TCP_NODELAY: number = constants.TCP_NODELAY;

/** Flag: send or receive one urgent byte. */
export const MSG_OOB: number = constants.MSG_OOB;
/** Flag: look at the data and leave it in the buffer. */
export const MSG_PEEK: number = constants.MSG_PEEK;
/** Flag: receive as many bytes as were asked for. */
export const MSG_WAITALL: number = constants.MSG_WAITALL;
/** Flag: this one call does not block. */
export const MSG_DONTWAIT: number = constants.MSG_DONTWAIT;
/** Flag: no SIGPIPE. Every send of this library sets it. */
export const MSG_NOSIGNAL: number = constants.MSG_NOSIGNAL;

/** `shutdown()`: no more receiving. */
export const SHUT_RD: number = constants.SHUT_RD;
/** `shutdown()`: no more sending; the peer reads the end of the stream. */
export const SHUT_WR: number = constants.SHUT_WR;
/** `shutdown()`: neither receiving nor sending. */
export const SHUT_RDWR: number = constants.SHUT_RDWR;

/** Event: there is data to read, a connection to accept, or the end of the stream. */
export const POLLIN: number = constants.POLLIN;
/** Event: there is urgent data. */
export const POLLPRI: number = constants.POLLPRI;
/** Event: there is room to write. */
export const POLLOUT: number = constants.POLLOUT;
/** Event, reported unasked: the socket has an error, see `SO_ERROR`. */
export const POLLERR: number = constants.POLLERR;
/** Event, reported unasked: both directions of the connection are closed. */
export const POLLHUP: number = constants.POLLHUP;
/** Event, reported unasked: the descriptor is not open. */
export const POLLNVAL: number = constants.POLLNVAL;
/** Event: the peer has closed its sending side. */
export const POLLRDHUP: number = constants.POLLRDHUP;

/** `select()` takes descriptors below this number only. */
export const FD_SETSIZE: number = constants.FD_SETSIZE;
