/** Who waits, and for how long. */
import { connected, listening, paired, scenario } from "../scenario.js";

export const timeouts = [
  scenario("a new socket blocks", "s = socket()", "s.gettimeout()", "s.getblocking()"),
  scenario(
    "settimeout and setblocking say the same",
    `
    s = socket()
    s.settimeout(5)
    s.gettimeout()
    s.getblocking()
    s.settimeout(0)
    s.gettimeout()
    s.getblocking()
    s.settimeout(None)
    s.gettimeout()
    s.getblocking()
    s.setblocking(False)
    s.gettimeout()
    s.getblocking()
    s.setblocking(True)
    s.gettimeout()
    s.getblocking()
    s.settimeout(0.25)
    s.gettimeout()
    s.getblocking()
    s.setblocking(0)
    s.gettimeout()
    s.setblocking(1)
    s.gettimeout()
  `,
  ),
  scenario(
    "a timeout below zero",
    "s = socket()",
    "s.settimeout(-1)",
    "s.settimeout(-0.001)",
    "s.gettimeout()",
  ),
  scenario(
    "what is no timeout",
    "s = socket()",
    `s.settimeout("5")`,
    "s.settimeout(nan)",
    "s.settimeout([])",
    "s.gettimeout()",
  ),
  scenario(
    "a timeout without end",
    "s = socket()",
    "s.settimeout(inf) # differs: infinity-timeout",
    "s.gettimeout()",
  ),
  scenario(
    "timeouts of a closed socket",
    "s = socket()",
    "s.settimeout(5)",
    "s.close()",
    "s.gettimeout()",
    "s.getblocking()",
    "s.settimeout(1) # differs: timeout-closed",
    "s.setblocking(False) # differs: timeout-closed",
  ),
  scenario("accept times out", listening, "listener.settimeout(0.005)", "listener.accept()"),
  scenario(
    "recv times out",
    connected,
    "client.settimeout(0.005)",
    "client.recv(1)",
    "client.recv_into(bytearray(1))",
    "client.recvfrom(1)",
    "client.recvfrom_into(bytearray(1))",
  ),
  scenario(
    "recv of what is there takes no time",
    connected,
    'server.send(b"x")',
    "until_readable(client)",
    "client.settimeout(0.000001)",
    "client.recv(1)",
    "client.recv(1)",
  ),
  scenario(
    "send times out",
    paired,
    "fill(a)",
    "a.settimeout(0.005)",
    'a.send(b"x")',
    'a.sendall(b"x")',
  ),
  scenario(
    "sendall's timeout is for the whole",
    paired,
    `
    drain_in_background(a, b)
    a.settimeout(0.1)
    a.sendall(bytes(2000000000))
  `,
  ),
  scenario(
    "a timeout on accept is not inherited",
    listening,
    `
    listener.settimeout(5)
    client = socket()
    client.connect(listener.getsockname())
    server, address = listener.accept()
    server.gettimeout()
    server.getblocking()
  `,
  ),
  scenario(
    "not waiting is not inherited either",
    listening,
    `
    client = socket()
    client.connect(listener.getsockname())
    listener.setblocking(False)
    until_readable(listener)
    server, address = listener.accept()
    server.gettimeout()
    client.send(b"x")
    until_readable(server)
    server.recv(10)
  `,
  ),
  scenario(
    "the default timeout",
    "getdefaulttimeout()",
    "setdefaulttimeout(5)",
    "getdefaulttimeout()",
    "s = socket()",
    "s.gettimeout()",
    "setdefaulttimeout(None)",
    "getdefaulttimeout()",
    "s.gettimeout()",
    "t = socket()",
    "t.gettimeout()",
  ),
  scenario(
    "the default timeout of pairs",
    "setdefaulttimeout(5)",
    paired,
    "a.gettimeout()",
    "b.gettimeout()",
  ),
  scenario(
    "the default timeout of accepted sockets",
    listening,
    "setdefaulttimeout(5)",
    `
    client = socket()
    client.connect(listener.getsockname())
    server, address = listener.accept()
    server.gettimeout()
    listener.gettimeout()
    client.gettimeout()
  `,
  ),
  scenario(
    "a default of not waiting",
    "setdefaulttimeout(0)",
    "s = socket()",
    "s.gettimeout()",
    "s.getblocking()",
  ),
  scenario("a default timeout below zero", "setdefaulttimeout(-1)", "getdefaulttimeout()"),
  scenario("what is no default timeout", `setdefaulttimeout("x")`, "getdefaulttimeout()"),
  scenario(
    "connections have the default timeout",
    listening,
    "setdefaulttimeout(5)",
    "c = create_connection(listener.getsockname())",
    "c.gettimeout()",
  ),
];
