/** The constants of `<netinet/in.h>` beside the common ones: protocols, rare options, limits, addresses as numbers. */
import { platform } from "../sys/platform.js";

const { constants, internet } = platform;

/** Header of IPv6: hop-by-hop options. */
export const IPPROTO_HOPOPTS: number = constants.IPPROTO_HOPOPTS;
/** Protocol: group management, for multicast. */
export const IPPROTO_IGMP: number = constants.IPPROTO_IGMP;
/** Protocol: IP packets inside of IP packets. */
export const IPPROTO_IPIP: number = constants.IPPROTO_IPIP;
/** Protocol: exterior gateway, historic. */
export const IPPROTO_EGP: number = constants.IPPROTO_EGP;
/** Protocol: PARC universal packets, historic. */
export const IPPROTO_PUP: number = constants.IPPROTO_PUP;
/** Protocol: XNS internet datagrams, historic. */
export const IPPROTO_IDP: number = constants.IPPROTO_IDP;
/** Protocol: ISO transport, historic. */
export const IPPROTO_TP: number = constants.IPPROTO_TP;
/** Header of IPv6: routing. */
export const IPPROTO_ROUTING: number = constants.IPPROTO_ROUTING;
/** Header of IPv6: fragmentation. */
export const IPPROTO_FRAGMENT: number = constants.IPPROTO_FRAGMENT;
/** Protocol: resource reservation. */
export const IPPROTO_RSVP: number = constants.IPPROTO_RSVP;
/** Protocol: generic routing encapsulation. */
export const IPPROTO_GRE: number = constants.IPPROTO_GRE;
/** Protocol: encapsulating security payload, of IPsec. */
export const IPPROTO_ESP: number = constants.IPPROTO_ESP;
/** Protocol: authentication header, of IPsec. */
export const IPPROTO_AH: number = constants.IPPROTO_AH;
/** Header of IPv6: nothing follows. */
export const IPPROTO_NONE: number = constants.IPPROTO_NONE;
/** Header of IPv6: destination options. */
export const IPPROTO_DSTOPTS: number = constants.IPPROTO_DSTOPTS;
/** Protocol: protocol-independent multicast. */
export const IPPROTO_PIM: number = constants.IPPROTO_PIM;
/** Protocol: SCTP, with `SOCK_STREAM` or `SOCK_SEQPACKET`, where the kernel has it; see sctp(7). */
export const IPPROTO_SCTP: number = constants.IPPROTO_SCTP;
/** Protocol and option level: UDP-Lite, with `SOCK_DGRAM`; see udplite(7). */
export const IPPROTO_UDPLITE: number = constants.IPPROTO_UDPLITE;
/** Protocol: TCP over several paths, with `SOCK_STREAM`. */
export const IPPROTO_MPTCP: number = constants.IPPROTO_MPTCP;
/** Option level: the same as `IPPROTO_IP`. */
export const SOL_IP: number = constants.SOL_IP;
/** Option level: the same as `IPPROTO_TCP`. */
export const SOL_TCP: number = constants.SOL_TCP;
/** Option level: the same as `IPPROTO_UDP`. */
export const SOL_UDP: number = constants.SOL_UDP;
/** Option of `IPPROTO_UDPLITE`: the number of bytes of a sent datagram that its checksum covers, including its header of 8 bytes; 0 is all. */
export const UDPLITE_SEND_CSCOV: number = constants.UDPLITE_SEND_CSCOV;
/** Option of `IPPROTO_UDPLITE`: datagrams whose checksum covers fewer bytes are discarded. */
export const UDPLITE_RECV_CSCOV: number = constants.UDPLITE_RECV_CSCOV;
/** Option of `IPPROTO_TCP`: authenticate segments with MD5 (RFC 2385); a struct, as bytes. */
export const TCP_MD5SIG: number = constants.TCP_MD5SIG;
/** Option of `IPPROTO_TCP`: linear timeouts for streams that send little. */
export const TCP_THIN_LINEAR_TIMEOUTS: number = constants.TCP_THIN_LINEAR_TIMEOUTS;
/** Option of `IPPROTO_TCP`: historic, has no effect. */
export const TCP_THIN_DUPACK: number = constants.TCP_THIN_DUPACK;
/** Option of `IPPROTO_TCP`: repair mode, in which a program sets the state of the connection; for privileged programs. */
export const TCP_REPAIR: number = constants.TCP_REPAIR;
/** Option of `IPPROTO_TCP`: the queue that repair mode works on. */
export const TCP_REPAIR_QUEUE: number = constants.TCP_REPAIR_QUEUE;
/** Option of `IPPROTO_TCP`: the sequence number of that queue. */
export const TCP_QUEUE_SEQ: number = constants.TCP_QUEUE_SEQ;
/** Option of `IPPROTO_TCP`: the options of the connection, in repair mode. */
export const TCP_REPAIR_OPTIONS: number = constants.TCP_REPAIR_OPTIONS;
/** Option of `IPPROTO_TCP`: the clock of the timestamps in segments. */
export const TCP_TIMESTAMP: number = constants.TCP_TIMESTAMP;
/** Option of `IPPROTO_TCP`: read only: facts of the congestion control algorithm, as bytes. */
export const TCP_CC_INFO: number = constants.TCP_CC_INFO;
/** Option of `IPPROTO_TCP`: a listener keeps the headers of each SYN. */
export const TCP_SAVE_SYN: number = constants.TCP_SAVE_SYN;
/** Option of `IPPROTO_TCP`: read only: the headers that `TCP_SAVE_SYN` has kept, as bytes. */
export const TCP_SAVED_SYN: number = constants.TCP_SAVED_SYN;
/** Option of `IPPROTO_TCP`: the windows of the connection, in repair mode. */
export const TCP_REPAIR_WINDOW: number = constants.TCP_REPAIR_WINDOW;
/** Option of `IPPROTO_TCP`: `connect()` returns at once, and the first data goes into the SYN. */
export const TCP_FASTOPEN_CONNECT: number = constants.TCP_FASTOPEN_CONNECT;
/** Option of `IPPROTO_TCP`: the protocol on top of TCP that the kernel handles, such as `tls`, by its name as bytes. */
export const TCP_ULP: number = constants.TCP_ULP;
/** Option of `IPPROTO_TCP`: as `TCP_MD5SIG`, with flags. */
export const TCP_MD5SIG_EXT: number = constants.TCP_MD5SIG_EXT;
/** Option of `IPPROTO_TCP`: the key of the cookies of `TCP_FASTOPEN`, as bytes. */
export const TCP_FASTOPEN_KEY: number = constants.TCP_FASTOPEN_KEY;
/** Option of `IPPROTO_TCP`: accept data in the SYN without a cookie. */
export const TCP_FASTOPEN_NO_COOKIE: number = constants.TCP_FASTOPEN_NO_COOKIE;
/** Option of `IPPROTO_TCP`: receive into memory that is mapped from the kernel. */
export const TCP_ZEROCOPY_RECEIVE: number = constants.TCP_ZEROCOPY_RECEIVE;
/** Option of `IPPROTO_TCP`: received messages include the number of bytes that are left in the receive buffer. */
export const TCP_INQ: number = constants.TCP_INQ;
/** Option of `IPPROTO_TCP`: a delay of what is sent, in microseconds, for tests. */
export const TCP_TX_DELAY: number = constants.TCP_TX_DELAY;
/** Option of `IPPROTO_IP`: receive from a blocked source of a multicast group again; a struct, as bytes. */
export const IP_UNBLOCK_SOURCE: number = constants.IP_UNBLOCK_SOURCE;
/** Option of `IPPROTO_IP`: do not receive from a source of a multicast group; a struct, as bytes. */
export const IP_BLOCK_SOURCE: number = constants.IP_BLOCK_SOURCE;
/** Option of `IPPROTO_IP`: join a multicast group, for one source; a struct, as bytes. */
export const IP_ADD_SOURCE_MEMBERSHIP: number = constants.IP_ADD_SOURCE_MEMBERSHIP;
/** Option of `IPPROTO_IP`: leave a multicast group, for one source; a struct, as bytes. */
export const IP_DROP_SOURCE_MEMBERSHIP: number = constants.IP_DROP_SOURCE_MEMBERSHIP;
/** Option: use a single network interface, given by its index. */
export const SO_BINDTOIFINDEX: number = constants.SO_BINDTOIFINDEX;
/** Option of `IPPROTO_IP`: received messages include their original destination, for proxies. */
export const IP_RECVORIGDSTADDR: number = constants.IP_RECVORIGDSTADDR;
/** The initial value of `IP_MULTICAST_TTL`. */
export const IP_DEFAULT_MULTICAST_TTL: number = internet.IP_DEFAULT_MULTICAST_TTL;
/** The initial value of `IP_MULTICAST_LOOP`. */
export const IP_DEFAULT_MULTICAST_LOOP: number = internet.IP_DEFAULT_MULTICAST_LOOP;
/** The number of multicast groups that a socket can join, by default. */
export const IP_MAX_MEMBERSHIPS: number = internet.IP_MAX_MEMBERSHIPS;
/** The type of a routing header that lists the routers, historic. */
export const IPV6_RTHDR_TYPE_0: number = internet.IPV6_RTHDR_TYPE_0;
/** The IPv4 address 0.0.0.0 as a number; addresses of sockets are strings, here `""`. */
export const INADDR_ANY: number = internet.INADDR_ANY;
/** The IPv4 address 127.0.0.1 as a number. */
export const INADDR_LOOPBACK: number = internet.INADDR_LOOPBACK;
/** The IPv4 address 255.255.255.255 as a number. */
export const INADDR_BROADCAST: number = internet.INADDR_BROADCAST;
/** The same as `INADDR_BROADCAST`, which C functions return for an invalid address. */
export const INADDR_NONE: number = internet.INADDR_NONE;
/** The first IPv4 multicast address, 224.0.0.0, as a number. */
export const INADDR_UNSPEC_GROUP: number = internet.INADDR_UNSPEC_GROUP;
/** The multicast group of all hosts, 224.0.0.1, as a number. */
export const INADDR_ALLHOSTS_GROUP: number = internet.INADDR_ALLHOSTS_GROUP;
/** The last multicast address of the local network, 224.0.0.255, as a number. */
export const INADDR_MAX_LOCAL_GROUP: number = internet.INADDR_MAX_LOCAL_GROUP;
/** Ports below this number are for privileged programs. */
export const IPPORT_RESERVED: number = internet.IPPORT_RESERVED;
/** Historic: the kernel chose free ports below this number. */
export const IPPORT_USERRESERVED: number = internet.IPPORT_USERRESERVED;
