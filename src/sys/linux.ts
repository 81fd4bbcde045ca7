/** What Linux adds to the prototypes: the numbers behind the names, and the struct layouts. */

/** `struct epoll_event` is packed on x86-64 only (epoll_ctl(2)). */
const epollEvent = process.arch === "x64" ? { size: 12, data: 4 } : { size: 16, data: 8 };

export const linux = {
  /** By the names of `<sys/socket.h>`, `<poll.h>` and Python's modules. */
  constants: {
    AF_UNSPEC: 0,
    AF_UNIX: 1,
    AF_INET: 2,
    AF_INET6: 10,

    SOCK_STREAM: 1,
    SOCK_DGRAM: 2,
    SOCK_NONBLOCK: 0o4000,
    SOCK_CLOEXEC: 0o2000000,

    SOL_SOCKET: 1,
    SO_REUSEADDR: 2,
    SO_TYPE: 3,
    SO_ERROR: 4,
    SO_BROADCAST: 6,
    SO_SNDBUF: 7,
    SO_RCVBUF: 8,
    SO_KEEPALIVE: 9,
    SO_OOBINLINE: 10,
    SO_LINGER: 13,
    SO_REUSEPORT: 15,
    SO_RCVLOWAT: 18,
    SO_ACCEPTCONN: 30,
    SO_PROTOCOL: 38,
    SO_DOMAIN: 39,
    SOMAXCONN: 4096,

    IPPROTO_IP: 0,
    IPPROTO_TCP: 6,
    IPPROTO_UDP: 17,
    IPPROTO_IPV6: 41,
    TCP_NODELAY: 1,
    TCP_INFO: 11,

    MSG_OOB: 0x1,
    MSG_PEEK: 0x2,
    MSG_DONTWAIT: 0x40,
    MSG_WAITALL: 0x100,
    MSG_NOSIGNAL: 0x4000,

    SHUT_RD: 0,
    SHUT_WR: 1,
    SHUT_RDWR: 2,

    POLLIN: 0x001,
    POLLPRI: 0x002,
    POLLOUT: 0x004,
    POLLERR: 0x008,
    POLLHUP: 0x010,
    POLLNVAL: 0x020,
    POLLRDHUP: 0x2000,

    FD_SETSIZE: 1024,
    FIONBIO: 0x5421,
    FIONREAD: 0x541b,
  },
  /** What the readiness notifier of `src/wait` needs: epoll(7). */
  epoll: {
    EPOLL_CLOEXEC: 0o2000000,
    EPOLL_CTL_ADD: 1,
    EPOLL_CTL_DEL: 2,
    EPOLL_CTL_MOD: 3,
    EPOLLET: 2 ** 31,
    /** Size of the struct and offset of its `data`, in bytes. */
    event: epollEvent,
  },
  /** Offsets in `struct tcp_info`, in bytes: tcp(7). */
  tcpInfo: { unacked: 24 },
};
