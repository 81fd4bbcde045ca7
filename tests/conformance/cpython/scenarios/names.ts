/** The functions of the module. */
import { listening, type Scenario, scenario } from "../scenario.js";

/** A scenario for each call. */
const calls = (...lines: string[]): Scenario[] =>
  lines.map((line) => scenario(line.replace(/ #.*/, ""), line));

export const names = [
  ...calls(
    `inet_aton("127.0.0.1")`,
    `inet_aton("127.1")`,
    `inet_aton("1.2.3")`,
    `inet_aton("0x7f000001")`,
    `inet_aton("255.255.255.255")`,
    `inet_aton("")`,
    `inet_aton("256.1.1.1")`,
    `inet_aton("1.2.3.4.5")`,
    `inet_aton("x")`,
    `inet_aton("127.0.0.1 x")`,
    `inet_aton("::1")`,
    "inet_aton(5)",
    `inet_aton(b"127.0.0.1")`,
    `inet_ntoa(b"\\x7f\\0\\0\\x01")`,
    `inet_ntoa(b"\\xff\\xff\\xff\\xff")`,
    `inet_ntoa(b"123") # differs: packed-length`,
    `inet_ntoa(b"") # differs: packed-length`,
    `inet_ntoa(b"12345") # differs: packed-length`,
    `inet_ntoa("1234")`,
    "inet_ntoa(5)",
    "inet_ntoa(bytearray(4))",
    `inet_pton(AF_INET, "127.0.0.1")`,
    `inet_pton(AF_INET, "127.1")`,
    `inet_pton(AF_INET, "")`,
    `inet_pton(AF_INET, "::1")`,
    `inet_pton(AF_INET6, "::1")`,
    `inet_pton(AF_INET6, "::ffff:1.2.3.4")`,
    `inet_pton(AF_INET6, "1:2:3:4:5:6:7:8")`,
    `inet_pton(AF_INET6, ":::")`,
    `inet_pton(AF_INET6, "127.0.0.1")`,
    `inet_pton(AF_INET6, "::1%lo")`,
    `inet_pton(AF_UNIX, "x") # differs: inet-family`,
    `inet_pton(99, "x") # differs: inet-family`,
    "inet_pton(AF_INET, 5)",
    `inet_pton("x", "127.0.0.1")`,
    `inet_ntop(AF_INET, b"\\x7f\\0\\0\\x01")`,
    `inet_ntop(AF_INET6, b"\\0" * 15 + b"\\x01")`,
    `inet_ntop(AF_INET6, b"\\0" * 16)`,
    `inet_ntop(AF_INET6, b"\\x20\\x01" * 8)`,
    `inet_ntop(AF_INET6, b"\\0" * 10 + b"\\xff\\xff\\x01\\x02\\x03\\x04")`,
    `inet_ntop(AF_INET, b"123")`,
    `inet_ntop(AF_INET6, b"1234")`,
    `inet_ntop(AF_UNIX, b"1234")`,
    `inet_ntop(AF_INET, "1234")`,
    "inet_ntop(AF_INET, 5)",
    "htons(1)",
    "htons(80)",
    "htons(65535)",
    "htons(0)",
    "htons(65536)",
    "htons(-1)",
    `htons("x")`,
    "htons(None)",
    "htons(1.5) # differs: whole-number",
    "ntohs(1)",
    "ntohs(256)",
    "ntohs(65535)",
    "ntohs(65536)",
    "ntohs(-1)",
    "htonl(1)",
    "htonl(16909060)",
    "htonl(4294967295)",
    "htonl(4294967296)",
    "htonl(-1)",
    `htonl("x")`,
    "htonl(1.5) # differs: whole-number",
    "ntohl(1)",
    "ntohl(16777216)",
    "ntohl(4294967295)",
    "ntohl(4294967296)",
    "ntohl(-1)",
    `getservbyname("http")`,
    `getservbyname("http", "tcp")`,
    `getservbyname("domain", "udp")`,
    `getservbyname("http", "udp")`,
    `getservbyname("ssh")`,
    `getservbyname("no such service")`,
    `getservbyname("http", "no such protocol")`,
    "getservbyname(5)",
    `getservbyname("http", 5)`,
    `getservbyname("")`,
    "if_nameindex()",
    "gethostname()",
    `gethostbyname("127.0.0.1")`,
    `gethostbyname("localhost")`,
    `gethostbyname("") # differs: empty-name`,
    `gethostbyname("::1")`,
    `gethostbyname("1.2.3.4.5")`,
    "gethostbyname(5)",
    `getaddrinfo("127.0.0.1", 80)`,
    `getaddrinfo("127.0.0.1", 80, type=SOCK_STREAM)`,
    `getaddrinfo("127.0.0.1", "80", type=SOCK_DGRAM)`,
    `getaddrinfo("127.0.0.1", "http", type=SOCK_STREAM)`,
    `getaddrinfo("::1", 80, type=SOCK_STREAM)`,
    `getaddrinfo("::1", 80, family=AF_INET)`,
    `getaddrinfo("127.0.0.1", 80, family=AF_INET6)`,
    `getaddrinfo("127.0.0.1", 80, family=AF_INET6, flags=AI_V4MAPPED, type=SOCK_STREAM)`,
    `getaddrinfo("127.0.0.1", None, type=SOCK_STREAM)`,
    `getaddrinfo(None, 80, type=SOCK_STREAM)`,
    `getaddrinfo(None, 80, type=SOCK_STREAM, flags=AI_PASSIVE)`,
    `getaddrinfo(None, 80, family=AF_INET, type=SOCK_STREAM, flags=AI_PASSIVE)`,
    "getaddrinfo(None, None)",
    `getaddrinfo("localhost", 80, family=AF_INET, type=SOCK_STREAM)`,
    `getaddrinfo("localhost", 80, family=AF_INET, type=SOCK_STREAM, flags=AI_NUMERICHOST)`,
    `getaddrinfo("no.such.host.invalid", 80, flags=AI_NUMERICHOST)`,
    `getaddrinfo("127.0.0.1", "http", flags=AI_NUMERICSERV)`,
    `getaddrinfo("127.0.0.1", "no such service")`,
    `getaddrinfo("127.0.0.1", 80, family=99)`,
    `getaddrinfo("127.0.0.1", 80, type=99)`,
    `getaddrinfo("127.0.0.1", 80, proto=IPPROTO_UDP)`,
    `getaddrinfo("127.0.0.1", 80, type=SOCK_STREAM, proto=IPPROTO_UDP)`,
    `getaddrinfo("127.0.0.1", 80, flags=1048576)`,
    `getaddrinfo("127.0.0.1", 80, type=SOCK_STREAM, flags=AI_CANONNAME)`,
    `getaddrinfo("", 80, type=SOCK_STREAM)`,
    `getaddrinfo("127.0.0.1", -1, type=SOCK_STREAM) # differs: lookup-port-negative`,
    `getaddrinfo("127.0.0.1", 70000, type=SOCK_STREAM) # differs: lookup-port`,
    `getaddrinfo("127.0.0.1", "70000", type=SOCK_STREAM) # differs: lookup-port`,
    `getaddrinfo("::1%lo", 80, type=SOCK_STREAM)`,
    `getaddrinfo("fe80::1%1", 80, type=SOCK_STREAM)`,
    "getaddrinfo(5, 80)",
  ),
  scenario(
    "create_connection",
    listening,
    `
    client = create_connection(listener.getsockname())
    client.gettimeout()
    client.type
    server, address = listener.accept()
    client.send(b"x")
    until_readable(server)
    server.recv(1)
  `,
  ),
  scenario(
    "create_connection with a timeout",
    listening,
    "client = create_connection(listener.getsockname(), timeout=5)",
    "client.gettimeout()",
  ),
  scenario(
    "create_connection without a timeout, in spite of a default",
    listening,
    "setdefaulttimeout(5)",
    "client = create_connection(listener.getsockname(), timeout=None)",
    "client.gettimeout()",
  ),
  scenario(
    "create_connection from an address",
    listening,
    `client = create_connection(listener.getsockname(), source_address=("127.0.0.2", 0))`,
    "client.getsockname()",
    "server, address = listener.accept()",
    "address",
  ),
  scenario(
    "create_connection where nobody listens",
    "free = socket()",
    `free.bind(("127.0.0.1", 0))`,
    "create_connection(free.getsockname())",
    "create_connection(free.getsockname(), timeout=5)",
  ),
  scenario(
    "create_connection from an address that is not ours",
    listening,
    `create_connection(listener.getsockname(), source_address=("192.0.2.77", 0))`,
  ),
  scenario("create_connection to what is no host", `create_connection(("1.2.3.4.5", 80))`),
  scenario("create_connection to what is no address", "create_connection(5)"),
  scenario(
    "create_connection with a negative timeout",
    listening,
    "create_connection(listener.getsockname(), timeout=-1)",
  ),
  scenario(
    "create_connection by name",
    listening,
    `client = create_connection(("localhost", port(listener)))`,
    "client.getpeername()",
  ),
  scenario(
    "create_server",
    `
    server = create_server(("127.0.0.1", 0))
    server.getsockname()
    server.family
    server.gettimeout()
    server.getsockopt(SOL_SOCKET, SO_REUSEADDR)
    server.getsockopt(SOL_SOCKET, SO_REUSEPORT)
    server.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)
    client = create_connection(server.getsockname())
    connection, address = server.accept()
  `,
  ),
  scenario(
    "create_server on every interface",
    `server = create_server(("", 0))`,
    "server.getsockname()",
  ),
  scenario(
    "create_server of IPv6",
    `server = create_server(("::1", 0), family=AF_INET6)`,
    "server.getsockname()",
    "server.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)",
  ),
  scenario(
    "create_server of both families",
    `server = create_server(("", 0), family=AF_INET6, dualstack_ipv6=True)`,
    "server.getsockname()",
    "server.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)",
    `client = create_connection(("127.0.0.1", port(server)))`,
    "connection, address = server.accept()",
    "address",
  ),
  scenario(
    "create_server of both families needs IPv6",
    `create_server(("", 0), dualstack_ipv6=True)`,
  ),
  scenario(
    "create_server that shares its port",
    `server = create_server(("127.0.0.1", 0), reuse_port=True)`,
    "server.getsockopt(SOL_SOCKET, SO_REUSEPORT)",
    "other = create_server(server.getsockname(), reuse_port=True)",
    "third = create_server(server.getsockname())",
  ),
  scenario(
    "create_server with a backlog",
    `server = create_server(("127.0.0.1", 0), backlog=5)`,
    "server.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)",
  ),
  scenario(
    "create_server where another one is",
    listening,
    "create_server(listener.getsockname())",
  ),
  scenario(
    "create_server at what is no address",
    "create_server(5)",
    `create_server(("127.0.0.1", 99999))`,
    `create_server(("192.0.2.77", 0))`,
  ),
  scenario(
    "create_server takes an address that old connections hold",
    `
    server = create_server(("127.0.0.1", 0))
    client = create_connection(server.getsockname())
    connection, address = server.accept()
    connection.close()
    until(client, POLLRDHUP)
    client.close()
    settle()
    taken = server.getsockname()
    server.close()
    again = create_server(taken)
    again.getsockname()
  `,
  ),
];
