/** The constants of `<sys/socket.h>`, `<netdb.h>`, `<poll.h>` and `<sys/epoll.h>`, under Python's names. */
import type { Family, InetAddress, UnixAddress } from "./address-family.js";
import { platform } from "./sys/platform.js";

export * from "./constants/internet.js";
export * from "./constants/uring.js";
export * from "./constants/vsock.js";

const { constants } = platform;

/** Address family: any. Only for `getaddrinfo()`. */
export const AF_UNSPEC: Family = constants.AF_UNSPEC;
/** Address family: sockets of this machine, addressed by a path; see unix(7). */
export const AF_UNIX: Family<UnixAddress> = constants.AF_UNIX;
/** Address family: IPv4, see ip(7). */
export const AF_INET: Family<InetAddress> = constants.AF_INET;
/** Address family: IPv6, see ipv6(7). */
export const AF_INET6: Family<InetAddress> = constants.AF_INET6;

/** Socket type: a stream of bytes, connected and reliable; TCP for `AF_INET`. */
export const SOCK_STREAM: number = constants.SOCK_STREAM;
/** Socket type: messages that may be lost; UDP for `AF_INET`. */
export const SOCK_DGRAM: number = constants.SOCK_DGRAM;
/** Socket type: raw packets, for privileged programs; see raw(7). */
export const SOCK_RAW: number = constants.SOCK_RAW;
/** Socket type: messages that are not lost but may arrive out of order; few protocols have it. */
export const SOCK_RDM: number = constants.SOCK_RDM;
/** Socket type: messages over a connection, in order; see unix(7). */
export const SOCK_SEQPACKET: number = constants.SOCK_SEQPACKET;
/** Flag of a socket type: the new socket is non-blocking. */
export const SOCK_NONBLOCK: number = constants.SOCK_NONBLOCK;
/** Flag of a socket type: child processes do not inherit the descriptor. Always set. */
export const SOCK_CLOEXEC: number = constants.SOCK_CLOEXEC;

/** Option level: the socket itself, see socket(7). */
export const SOL_SOCKET: number = constants.SOL_SOCKET;
/** Option: the kernel records debugging information; for privileged programs. */
export const SO_DEBUG: number = constants.SO_DEBUG;
/** Option: `bind()` may use a port that old connections in TIME_WAIT still occupy. */
export const SO_REUSEADDR: number = constants.SO_REUSEADDR;
/** Option, read only: the socket type, such as `SOCK_STREAM`. */
export const SO_TYPE: number = constants.SO_TYPE;
/** Option, read only: the pending error (an errno); reading clears it. */
export const SO_ERROR: number = constants.SO_ERROR;
/** Option: bypass the routing table and send to directly connected hosts only. */
export const SO_DONTROUTE: number = constants.SO_DONTROUTE;
/** Option: sending to a broadcast address is allowed. */
export const SO_BROADCAST: number = constants.SO_BROADCAST;
/** Option: the size of the send buffer in bytes; Linux doubles the value that is set. */
export const SO_SNDBUF: number = constants.SO_SNDBUF;
/** Option: the size of the receive buffer in bytes; Linux doubles the value that is set. */
export const SO_RCVBUF: number = constants.SO_RCVBUF;
/** Option: send keep-alive probes on idle connections, see tcp(7). */
export const SO_KEEPALIVE: number = constants.SO_KEEPALIVE;
/** Option: urgent data stays in the normal stream. */
export const SO_OOBINLINE: number = constants.SO_OOBINLINE;
/** Option: the priority of the packets, 0 to 6. */
export const SO_PRIORITY: number = constants.SO_PRIORITY;
/** Option: what `close()` does with unsent data; a `struct linger`, given as `Linger`. */
export const SO_LINGER: number = constants.SO_LINGER;
/** Option: several sockets may bind to the same port and share its connections. */
export const SO_REUSEPORT: number = constants.SO_REUSEPORT;
/** Option: messages of UNIX sockets include `SCM_CREDENTIALS`, see unix(7). */
export const SO_PASSCRED: number = constants.SO_PASSCRED;
/** Option, read only: the process, user and group of a UNIX socket's peer; a `struct ucred`. */
export const SO_PEERCRED: number = constants.SO_PEERCRED;
/** Option: the minimum number of bytes that makes the socket readable. */
export const SO_RCVLOWAT: number = constants.SO_RCVLOWAT;
/** Option, read only on Linux: always 1. */
export const SO_SNDLOWAT: number = constants.SO_SNDLOWAT;
/** Option: the kernel's receive timeout, which `setsockopt()` rejects; use `settimeout()`. */
export const SO_RCVTIMEO: number = constants.SO_RCVTIMEO;
/** Option: the kernel's send timeout, which `setsockopt()` rejects; use `settimeout()`. */
export const SO_SNDTIMEO: number = constants.SO_SNDTIMEO;
/** Option: use a single network interface, given by its name as bytes. */
export const SO_BINDTODEVICE: number = constants.SO_BINDTODEVICE;
/** Option, read only: whether the socket is listening. */
export const SO_ACCEPTCONN: number = constants.SO_ACCEPTCONN;
/** Option: a mark on the packets for routing; for privileged programs. */
export const SO_MARK: number = constants.SO_MARK;
/** Option, read only: the protocol. */
export const SO_PROTOCOL: number = constants.SO_PROTOCOL;
/** Option, read only: the security label of a UNIX socket's peer, as bytes, with SELinux and the like. */
export const SO_PEERSEC: number = constants.SO_PEERSEC;
/** Option: messages of UNIX sockets include the security label of the sender, see unix(7). */
export const SO_PASSSEC: number = constants.SO_PASSSEC;
/** Option, read only: the address family. */
export const SO_DOMAIN: number = constants.SO_DOMAIN;
/** Option: the CPU that processes the packets of this socket. */
export const SO_INCOMING_CPU: number = constants.SO_INCOMING_CPU;
/** The default maximum length of an accept queue, see listen(2). */
export const SOMAXCONN: number = constants.SOMAXCONN;

/** Option level: IPv4, see ip(7). */
export const IPPROTO_IP: number = constants.IPPROTO_IP;
/** Protocol: ICMP, see icmp(7). */
export const IPPROTO_ICMP: number = constants.IPPROTO_ICMP;
/** Protocol and option level: TCP, see tcp(7). */
export const IPPROTO_TCP: number = constants.IPPROTO_TCP;
/** Protocol and option level: UDP, see udp(7). */
export const IPPROTO_UDP: number = constants.IPPROTO_UDP;
/** Option level: IPv6, see ipv6(7). */
export const IPPROTO_IPV6: number = constants.IPPROTO_IPV6;
/** Protocol: ICMP for IPv6. */
export const IPPROTO_ICMPV6: number = constants.IPPROTO_ICMPV6;
/** Protocol: raw IP packets, see raw(7). */
export const IPPROTO_RAW: number = constants.IPPROTO_RAW;
/** Option of `IPPROTO_IP`: the type of service in the packets. */
export const IP_TOS: number = constants.IP_TOS;
/** Option of `IPPROTO_IP`: the time to live of packets, in hops. */
export const IP_TTL: number = constants.IP_TTL;
/** Option of `IPPROTO_IP`, for `SOCK_RAW`: the data starts with the IP header. */
export const IP_HDRINCL: number = constants.IP_HDRINCL;
/** Option of `IPPROTO_IP`: the IP options in the packets, as bytes. */
export const IP_OPTIONS: number = constants.IP_OPTIONS;
/** Option of `IPPROTO_IP`: received messages include their IP options; also their type. */
export const IP_RECVOPTS: number = constants.IP_RECVOPTS;
/** Option of `IPPROTO_IP`: received messages include IP options to reply with; also their type. */
export const IP_RETOPTS: number = constants.IP_RETOPTS;
/** Another name of `IP_RETOPTS`. */
export const IP_RECVRETOPTS: number = constants.IP_RECVRETOPTS;
/** Option of `IPPROTO_IP`: messages include their interface and address, a `struct in_pktinfo`; also their type. */
export const IP_PKTINFO: number = constants.IP_PKTINFO;
/** Option of `IPPROTO_IP`: errors are queued, to be received with `MSG_ERRQUEUE`; also their type. */
export const IP_RECVERR: number = constants.IP_RECVERR;
/** Option of `IPPROTO_IP`: received messages include their time to live, of type `IP_TTL`. */
export const IP_RECVTTL: number = constants.IP_RECVTTL;
/** Option of `IPPROTO_IP`: received messages include their type of service, of type `IP_TOS`. */
export const IP_RECVTOS: number = constants.IP_RECVTOS;
/** Option of `IPPROTO_IP`: accept connections to addresses of other hosts, for proxies. */
export const IP_TRANSPARENT: number = constants.IP_TRANSPARENT;
/** Option of `IPPROTO_IP`: `bind()` with port 0 defers the choice of a port to `connect()`. */
export const IP_BIND_ADDRESS_NO_PORT: number = constants.IP_BIND_ADDRESS_NO_PORT;
/** Option of `IPPROTO_IP`: the interface for multicast packets, by its address (4 bytes). */
export const IP_MULTICAST_IF: number = constants.IP_MULTICAST_IF;
/** Option of `IPPROTO_IP`: the time to live of multicast packets; 1 stays in the local network. */
export const IP_MULTICAST_TTL: number = constants.IP_MULTICAST_TTL;
/** Option of `IPPROTO_IP`: multicast packets are also delivered to this machine. */
export const IP_MULTICAST_LOOP: number = constants.IP_MULTICAST_LOOP;
/** Option of `IPPROTO_IP`: join a multicast group, given as `Membership`. */
export const IP_ADD_MEMBERSHIP: number = constants.IP_ADD_MEMBERSHIP;
/** Option of `IPPROTO_IP`: leave a multicast group, given as `Membership`. */
export const IP_DROP_MEMBERSHIP: number = constants.IP_DROP_MEMBERSHIP;
/** Option of `IPPROTO_IPV6`, for `SOCK_RAW`: where the checksum is in the data. */
export const IPV6_CHECKSUM: number = constants.IPV6_CHECKSUM;
/** Ancillary data of `IPPROTO_IPV6`: the address of the next hop, for privileged programs. */
export const IPV6_NEXTHOP: number = constants.IPV6_NEXTHOP;
/** Option of `IPPROTO_IPV6`: the hop limit of packets. */
export const IPV6_UNICAST_HOPS: number = constants.IPV6_UNICAST_HOPS;
/** Option of `IPPROTO_IPV6`: the interface for multicast packets, by its index. */
export const IPV6_MULTICAST_IF: number = constants.IPV6_MULTICAST_IF;
/** Option of `IPPROTO_IPV6`: the hop limit of multicast packets. */
export const IPV6_MULTICAST_HOPS: number = constants.IPV6_MULTICAST_HOPS;
/** Option of `IPPROTO_IPV6`: multicast packets are also delivered to this machine. */
export const IPV6_MULTICAST_LOOP: number = constants.IPV6_MULTICAST_LOOP;
/** Option of `IPPROTO_IPV6`: join a multicast group, given as `Membership6`. */
export const IPV6_JOIN_GROUP: number = constants.IPV6_JOIN_GROUP;
/** Option of `IPPROTO_IPV6`: leave a multicast group, given as `Membership6`. */
export const IPV6_LEAVE_GROUP: number = constants.IPV6_LEAVE_GROUP;
/** Option of `IPPROTO_IPV6`: errors are queued, to be received with `MSG_ERRQUEUE`; also their type. */
export const IPV6_RECVERR: number = constants.IPV6_RECVERR;
/** Option of `IPPROTO_IPV6`: this IPv6 socket does not accept IPv4 connections. */
export const IPV6_V6ONLY: number = constants.IPV6_V6ONLY;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_PKTINFO`. See RFC 3542. */
export const IPV6_RECVPKTINFO: number = constants.IPV6_RECVPKTINFO;
/** Ancillary data of `IPPROTO_IPV6`: the address and the interface, a `struct in6_pktinfo`. */
export const IPV6_PKTINFO: number = constants.IPV6_PKTINFO;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_HOPLIMIT`. */
export const IPV6_RECVHOPLIMIT: number = constants.IPV6_RECVHOPLIMIT;
/** Ancillary data of `IPPROTO_IPV6`: the hop limit, an integer. */
export const IPV6_HOPLIMIT: number = constants.IPV6_HOPLIMIT;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_HOPOPTS`. */
export const IPV6_RECVHOPOPTS: number = constants.IPV6_RECVHOPOPTS;
/** Ancillary data of `IPPROTO_IPV6`: the hop-by-hop options; also an option. */
export const IPV6_HOPOPTS: number = constants.IPV6_HOPOPTS;
/** Ancillary data of `IPPROTO_IPV6`: the destination options before a routing header; also an option. */
export const IPV6_RTHDRDSTOPTS: number = constants.IPV6_RTHDRDSTOPTS;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_RTHDR`. */
export const IPV6_RECVRTHDR: number = constants.IPV6_RECVRTHDR;
/** Ancillary data of `IPPROTO_IPV6`: the routing header; also an option. */
export const IPV6_RTHDR: number = constants.IPV6_RTHDR;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_DSTOPTS`. */
export const IPV6_RECVDSTOPTS: number = constants.IPV6_RECVDSTOPTS;
/** Ancillary data of `IPPROTO_IPV6`: the destination options; also an option. */
export const IPV6_DSTOPTS: number = constants.IPV6_DSTOPTS;
/** Option of `IPPROTO_IPV6`: `IPV6_PATHMTU` is received when the path MTU changes. */
export const IPV6_RECVPATHMTU: number = constants.IPV6_RECVPATHMTU;
/** Ancillary data of `IPPROTO_IPV6`: the path MTU, a `struct ip6_mtuinfo`; also an option, read only. */
export const IPV6_PATHMTU: number = constants.IPV6_PATHMTU;
/** Option of `IPPROTO_IPV6`: do not fragment packets. */
export const IPV6_DONTFRAG: number = constants.IPV6_DONTFRAG;
/** Option of `IPPROTO_IPV6`: received messages include `IPV6_TCLASS`. */
export const IPV6_RECVTCLASS: number = constants.IPV6_RECVTCLASS;
/** Option of `IPPROTO_IPV6`: the traffic class in the packets; also ancillary data. */
export const IPV6_TCLASS: number = constants.IPV6_TCLASS;
/** Option of `IPPROTO_TCP`: send small segments immediately. */
export const TCP_NODELAY: number = constants.TCP_NODELAY;
/** Option of `IPPROTO_TCP`: the maximum segment size, in bytes. */
export const TCP_MAXSEG: number = constants.TCP_MAXSEG;
/** Option of `IPPROTO_TCP`: send only full segments until the option is cleared. */
export const TCP_CORK: number = constants.TCP_CORK;
/** Option of `IPPROTO_TCP`: idle time before the first keep-alive probe, in seconds. */
export const TCP_KEEPIDLE: number = constants.TCP_KEEPIDLE;
/** Option of `IPPROTO_TCP`: time between keep-alive probes, in seconds. */
export const TCP_KEEPINTVL: number = constants.TCP_KEEPINTVL;
/** Option of `IPPROTO_TCP`: the number of unanswered keep-alive probes after which the connection ends. */
export const TCP_KEEPCNT: number = constants.TCP_KEEPCNT;
/** Option of `IPPROTO_TCP`: the number of SYN retransmissions before `connect()` fails. */
export const TCP_SYNCNT: number = constants.TCP_SYNCNT;
/** Option of `IPPROTO_TCP`: how long a closed connection stays in FIN_WAIT2, in seconds. */
export const TCP_LINGER2: number = constants.TCP_LINGER2;
/** Option of `IPPROTO_TCP`: delay accepting until data arrives; the maximum delay in seconds. */
export const TCP_DEFER_ACCEPT: number = constants.TCP_DEFER_ACCEPT;
/** Option of `IPPROTO_TCP`: the largest receive window, in bytes. */
export const TCP_WINDOW_CLAMP: number = constants.TCP_WINDOW_CLAMP;
/** Option of `IPPROTO_TCP`, read only: a `struct tcp_info`; see `tcpInfo()`. */
export const TCP_INFO: number = constants.TCP_INFO;
/** Option of `IPPROTO_TCP`: send acknowledgements immediately. */
export const TCP_QUICKACK: number = constants.TCP_QUICKACK;
/** Option of `IPPROTO_TCP`: the congestion control algorithm, by its name as bytes. */
export const TCP_CONGESTION: number = constants.TCP_CONGESTION;
/** Option of `IPPROTO_TCP`: how long sent data may stay unacknowledged, in milliseconds. */
export const TCP_USER_TIMEOUT: number = constants.TCP_USER_TIMEOUT;
/** Option of `IPPROTO_TCP`: accept data in the SYN; the value is the maximum length of the queue. */
export const TCP_FASTOPEN: number = constants.TCP_FASTOPEN;
/** Option of `IPPROTO_TCP`: writable only while fewer bytes than this are unsent. */
export const TCP_NOTSENT_LOWAT: number = constants.TCP_NOTSENT_LOWAT;

/** Flag: send or receive one urgent byte. */
export const MSG_OOB: number = constants.MSG_OOB;
/** Flag: return the data without removing it from the buffer. */
export const MSG_PEEK: number = constants.MSG_PEEK;
/** Flag: send to directly connected hosts only. */
export const MSG_DONTROUTE: number = constants.MSG_DONTROUTE;
/** Returned flag: ancillary data was truncated. */
export const MSG_CTRUNC: number = constants.MSG_CTRUNC;
/** Flag: return the real length of a datagram, even if it was truncated. */
export const MSG_TRUNC: number = constants.MSG_TRUNC;
/** Flag: do not block in this call. */
export const MSG_DONTWAIT: number = constants.MSG_DONTWAIT;
/** Flag: the end of a record. */
export const MSG_EOR: number = constants.MSG_EOR;
/** Flag: wait until all requested bytes have arrived. */
export const MSG_WAITALL: number = constants.MSG_WAITALL;
/** Flag: the peer has replied, so its link-layer address is valid. */
export const MSG_CONFIRM: number = constants.MSG_CONFIRM;
/** Flag: receive from the error queue. */
export const MSG_ERRQUEUE: number = constants.MSG_ERRQUEUE;
/** Flag: do not raise SIGPIPE. Always set when sending. */
export const MSG_NOSIGNAL: number = constants.MSG_NOSIGNAL;
/** Flag: more data follows, so the segment or datagram is not sent yet. */
export const MSG_MORE: number = constants.MSG_MORE;
/** Flag: child processes do not inherit received descriptors. Always set when receiving. */
export const MSG_CMSG_CLOEXEC: number = constants.MSG_CMSG_CLOEXEC;

/** Ancillary data of `SOL_SOCKET`: descriptors, as 32-bit integers; see unix(7), `sendFds()`, `recvFds()`. */
export const SCM_RIGHTS: number = constants.SCM_RIGHTS;
/** Ancillary data of `SOL_SOCKET`: process, user and group of the sender, a `struct ucred`; see `SO_PASSCRED`. */
export const SCM_CREDENTIALS: number = constants.SCM_CREDENTIALS;
/** Flag of `sendto()`: connect, and send data in the SYN; see tcp(7). */
export const MSG_FASTOPEN: number = constants.MSG_FASTOPEN;

/** `shutdown()`: no more receiving. */
export const SHUT_RD: number = constants.SHUT_RD;
/** `shutdown()`: no more sending; the peer receives the end of the stream. */
export const SHUT_WR: number = constants.SHUT_WR;
/** `shutdown()`: neither receiving nor sending. */
export const SHUT_RDWR: number = constants.SHUT_RDWR;

/** Flag of `getaddrinfo()`: return addresses for `bind()`; without a host, the wildcard address. */
export const AI_PASSIVE: number = constants.AI_PASSIVE;
/** Flag of `getaddrinfo()`: also return the host's official name. */
export const AI_CANONNAME: number = constants.AI_CANONNAME;
/** Flag of `getaddrinfo()`: the host is an address; do not look up a name. */
export const AI_NUMERICHOST: number = constants.AI_NUMERICHOST;
/** Flag of `getaddrinfo()`: return IPv4 addresses in IPv6 form if there are no IPv6 addresses. */
export const AI_V4MAPPED: number = constants.AI_V4MAPPED;
/** Flag of `getaddrinfo()`, with `AI_V4MAPPED`: return both IPv6 and IPv4 addresses. */
export const AI_ALL: number = constants.AI_ALL;
/** Flag of `getaddrinfo()`: only return families for which this machine has an address. */
export const AI_ADDRCONFIG: number = constants.AI_ADDRCONFIG;
/** Flag of `getaddrinfo()`: the service is a number; do not look up a name. */
export const AI_NUMERICSERV: number = constants.AI_NUMERICSERV;
/** Error of `getaddrinfo()`: invalid flags. */
export const EAI_BADFLAGS: number = constants.EAI_BADFLAGS;
/** Error of `getaddrinfo()`: the name or service is not known. */
export const EAI_NONAME: number = constants.EAI_NONAME;
/** Error of `getaddrinfo()`: a temporary failure; a later attempt may succeed. */
export const EAI_AGAIN: number = constants.EAI_AGAIN;
/** Error of `getaddrinfo()`: a permanent failure of the name server. */
export const EAI_FAIL: number = constants.EAI_FAIL;
/** Error of `getaddrinfo()`: the host has no address. */
export const EAI_NODATA: number = constants.EAI_NODATA;
/** Error of `getaddrinfo()`: the address family is not supported. */
export const EAI_FAMILY: number = constants.EAI_FAMILY;
/** Error of `getaddrinfo()`: the socket type is not supported. */
export const EAI_SOCKTYPE: number = constants.EAI_SOCKTYPE;
/** Error of `getaddrinfo()`: the service is not known for this socket type. */
export const EAI_SERVICE: number = constants.EAI_SERVICE;
/** Error of `getaddrinfo()`: the host has no address of this family. */
export const EAI_ADDRFAMILY: number = constants.EAI_ADDRFAMILY;
/** Error of `getaddrinfo()`: out of memory. */
export const EAI_MEMORY: number = constants.EAI_MEMORY;
/** Error of `getaddrinfo()`: a system call failed. */
export const EAI_SYSTEM: number = constants.EAI_SYSTEM;
/** Error of `getnameinfo()`: a name is too long. */
export const EAI_OVERFLOW: number = constants.EAI_OVERFLOW;
/** Flag of `getnameinfo()`: return the address instead of the host's name. */
export const NI_NUMERICHOST: number = constants.NI_NUMERICHOST;
/** Flag of `getnameinfo()`: return the port instead of the service's name. */
export const NI_NUMERICSERV: number = constants.NI_NUMERICSERV;
/** Flag of `getnameinfo()`: return only the host part of a name in the local domain. */
export const NI_NOFQDN: number = constants.NI_NOFQDN;
/** Flag of `getnameinfo()`: an address without a name is an error. */
export const NI_NAMEREQD: number = constants.NI_NAMEREQD;
/** Flag of `getnameinfo()`: the service is one of UDP. */
export const NI_DGRAM: number = constants.NI_DGRAM;
/** Flag of `getnameinfo()`: an international name is returned as such, not in ASCII. */
export const NI_IDN: number = constants.NI_IDN;
/** The maximum length of a host's name in C, with its NUL. */
export const NI_MAXHOST: number = constants.NI_MAXHOST;
/** The maximum length of a service's name in C, with its NUL. */
export const NI_MAXSERV: number = constants.NI_MAXSERV;

/** Event: there is data to read, a connection to accept, or the end of the stream. */
export const POLLIN: number = constants.POLLIN;
/** Event: there is urgent data. */
export const POLLPRI: number = constants.POLLPRI;
/** Event: there is room to write. */
export const POLLOUT: number = constants.POLLOUT;
/** Event, always reported: the socket has an error, see `SO_ERROR`. */
export const POLLERR: number = constants.POLLERR;
/** Event, always reported: both directions of the connection are closed. */
export const POLLHUP: number = constants.POLLHUP;
/** Event, always reported: the descriptor is not open. */
export const POLLNVAL: number = constants.POLLNVAL;
/** Event: the same as `POLLIN` on Linux. */
export const POLLRDNORM: number = constants.POLLRDNORM;
/** Event: data of a priority band; unused on Linux. */
export const POLLRDBAND: number = constants.POLLRDBAND;
/** Event: the same as `POLLOUT` on Linux. */
export const POLLWRNORM: number = constants.POLLWRNORM;
/** Event: room for data of a priority band. */
export const POLLWRBAND: number = constants.POLLWRBAND;
/** Event: unused on Linux. */
export const POLLMSG: number = constants.POLLMSG;
/** Event: the peer has closed its sending side. */
export const POLLRDHUP: number = constants.POLLRDHUP;

/** Event of `Epoll`: as `POLLIN`. */
export const EPOLLIN: number = constants.EPOLLIN;
/** Event of `Epoll`: as `POLLPRI`. */
export const EPOLLPRI: number = constants.EPOLLPRI;
/** Event of `Epoll`: as `POLLOUT`. */
export const EPOLLOUT: number = constants.EPOLLOUT;
/** Event of `Epoll`, always reported: as `POLLERR`. */
export const EPOLLERR: number = constants.EPOLLERR;
/** Event of `Epoll`, always reported: as `POLLHUP`. */
export const EPOLLHUP: number = constants.EPOLLHUP;
/** Event of `Epoll`: as `POLLRDNORM`. */
export const EPOLLRDNORM: number = constants.EPOLLRDNORM;
/** Event of `Epoll`: as `POLLRDBAND`. */
export const EPOLLRDBAND: number = constants.EPOLLRDBAND;
/** Event of `Epoll`: as `POLLWRNORM`. */
export const EPOLLWRNORM: number = constants.EPOLLWRNORM;
/** Event of `Epoll`: as `POLLWRBAND`. */
export const EPOLLWRBAND: number = constants.EPOLLWRBAND;
/** Event of `Epoll`: unused. */
export const EPOLLMSG: number = constants.EPOLLMSG;
/** Event of `Epoll`: the peer has closed its sending side. */
export const EPOLLRDHUP: number = constants.EPOLLRDHUP;
/** Flag of `Epoll.register()`: avoid waking every epoll that watches the same descriptor. */
export const EPOLLEXCLUSIVE: number = constants.EPOLLEXCLUSIVE;
/** Flag of `Epoll`: report once, then disable the descriptor until `modify()`. */
export const EPOLLONESHOT: number = constants.EPOLLONESHOT;
/** Flag of `Epoll`: edge-triggered; report changes instead of the current state. */
export const EPOLLET: number = constants.EPOLLET;
/** Flag of epoll_create1(2): child processes do not inherit the descriptor. */
export const EPOLL_CLOEXEC: number = constants.EPOLL_CLOEXEC;

/** `select()` only accepts descriptors below this number. */
export const FD_SETSIZE: number = constants.FD_SETSIZE;
/** The number of bytes that a write to a pipe never interleaves with others, and that a writable pipe has room for. */
export const PIPE_BUF: number = constants.PIPE_BUF;
