"""CPython's answers: runs scenarios, one JSON object a line in, one a line out.

A scenario is lines of Python. Each is answered with what it came to and with its syntax tree, so
that day29's interpreter runs the same tree and no second parser decides what a line means.
"""

import array
import ast
import contextlib
import fcntl
import json
import os
import select
import selectors
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
from pathlib import Path

HANG = 300  # seconds, as in tests/support/hang.ts


def tree(node):
    """A syntax tree in JSON; see tree.ts."""
    match node:
        case ast.Expr(value=value):
            return tree(value)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return {"assign": name, "value": tree(value)}
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=value):
            return {"assign": [name.id for name in names], "value": tree(value)}
        case ast.Name(id=name):
            return {"name": name}
        case ast.Constant(value=bytes() as value):
            return {"bytes": value.decode("latin-1")}
        case ast.Constant(value=value):
            return {"constant": value}
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return {"items": [tree(item) for item in items]}
        case ast.Attribute(value=of, attr=name):
            return {"attribute": name, "of": tree(of)}
        case ast.Subscript(value=of, slice=index):
            return {"index": tree(index), "of": tree(of)}
        case ast.Call(func=func, args=args, keywords=keywords):
            named = {keyword.arg: tree(keyword.value) for keyword in keywords}
            return {"call": tree(func), "args": [tree(arg) for arg in args], "keywords": named}
        case ast.BinOp(left=left, op=op, right=right):
            return {"operator": type(op).__name__, "operands": [tree(left), tree(right)]}
        case ast.UnaryOp(op=op, operand=operand):
            return {"operator": type(op).__name__, "operands": [tree(operand)]}
    raise SyntaxError(f"no scenario may say: {ast.unparse(node)}")


class Scenario:
    """The variables of one scenario, and how its values are shown."""

    def __init__(self, folder):
        self.folder = folder
        self.names = {}  # of objects, by id
        self.fds = {}  # names of descriptors
        self.ports = {}  # in order of first appearance
        self.opened = []
        self.variables = {**LIBRARY, **helpers(folder)}

    def run(self, line):
        [node] = ast.parse(line).body
        return {"tree": tree(node), "answer": self.answer(node)}

    def answer(self, node):
        signal.alarm(HANG)
        try:
            value = eval(compile(ast.Expression(node.value), "scenario", "eval"), self.variables)
            self.keep(value)
            if isinstance(node, ast.Assign):
                [target] = node.targets
                if isinstance(target, ast.Name):
                    self.assign(target.id, value)
                else:
                    for name, part in zip(target.elts, value, strict=True):
                        self.assign(name.id, part)
            return {"value": self.show_result(node.value, value)}
        except Exception as error:
            number = error.errno if isinstance(error, OSError) else None
            return {"error": type(error).__name__, "errno": number}
        finally:
            signal.alarm(0)

    def assign(self, name, value):
        self.variables[name] = value
        if hasattr(value, "fileno"):
            self.names.setdefault(id(value), name)
            with contextlib.suppress(OSError):  # a file of two buffers has no descriptor
                self.fds[value.fileno()] = name

    def keep(self, value):
        """Remembers what has to be closed at the end."""
        if hasattr(value, "close"):
            self.opened.append(value)
        elif isinstance(value, (tuple, list)):
            for part in value:
                self.keep(part)

    def show_result(self, node, value):
        """Shows what a call answered: which of its numbers are descriptors, the call tells."""
        match node:
            case ast.Call(func=ast.Attribute(attr="fileno" | "detach")):
                return self.show_fd(value)
            case ast.Call(func=ast.Attribute(attr="poll")):
                return [[self.show_fd(fd), event] for fd, event in value]
            case ast.Call(func=ast.Name(id="recv_fds")):
                data, fds, *others = value
                return self.show([data, len(fds), *others])
            case ast.Call(func=ast.Name(id="select")):
                return [[self.show_fd(one) for one in ready] for ready in value]
            case ast.Call(func=ast.Attribute(attr="select")):
                # In no order: SelectSelector makes a set of them.
                return sorted(self.show(value), key=json.dumps)
        return self.show(value)

    def show_fd(self, value):
        if isinstance(value, int) and value >= 0:
            return {"fd": self.fds.get(value, "?")}
        return self.show(value)

    def show(self, value):
        match value:
            case None | bool() | int() | float():
                return value
            case bytes() | bytearray():
                return {"bytes": value.replace(self.folder.encode(), b"<folder>").decode("latin-1")}
            case str():
                return value.replace(self.folder, "<folder>")
            case selectors.SelectorKey(fileobj=fileobj, fd=fd, events=events, data=data):
                return [self.show_fd(fileobj), self.show_fd(fd), events, self.show(data)]
            case (str() as host, int() as port, *others) if port >= 1024 and len(others) in (0, 2):
                number = self.ports.setdefault(port, len(self.ports) + 1)
                return [host, {"port": number}, *others]
            # What these contain differs from process to process.
            case (socket.SOL_SOCKET, socket.SCM_RIGHTS, bytes()):
                return [*value[:2], len(fds_in([value]))]
            case (socket.SOL_SOCKET, socket.SCM_CREDENTIALS, bytes() as data):
                return [*value[:2], data == credentials()]
            case tuple() | list():
                return [self.show(part) for part in value]
        return {"object": self.names.get(id(value), "?")}

    def close(self):
        for resource in self.opened:
            with contextlib.suppress(OSError):
                resource.close()
        socket.setdefaulttimeout(None)


class Mistake(Exception):
    """The scenario means something else than it says."""


def until(source, events):
    """Waits for events of poll(2), whatever the timeout of the socket."""
    poller = select.poll()
    poller.register(source, events)
    if not poller.poll(HANG * 1000):
        raise Mistake("the events never came")


def waiting(sock):
    """How many bytes wait to be read."""
    [count] = struct.unpack("i", fcntl.ioctl(sock, termios.FIONREAD, bytes(4)))
    return count


def until_waiting(sock, count):
    while waiting(sock) < count:
        pass


def fill(sock):
    """Sends until neither end's buffer takes any more; see helpers.ts."""
    while send_all(sock):
        settle()
        while in_flight(sock):
            pass


def send_all(sock):
    chunk = bytes(65536)
    total = 0
    try:
        while True:
            total += sock.send(chunk, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return total


SIOCOUTQNSD = 0x894B


def in_flight(sock):
    """How many bytes TCP has sent and not seen acknowledged; 0 of other sockets."""
    try:
        unsent = fcntl.ioctl(sock, SIOCOUTQNSD, bytes(4))
    except OSError:
        return 0
    pending = fcntl.ioctl(sock, termios.TIOCOUTQ, bytes(4))
    return struct.unpack("i", pending)[0] - struct.unpack("i", unsent)[0]


def drain(sock):
    """Receives until nothing is left."""
    try:
        while sock.recv(65536, socket.MSG_DONTWAIT):
            settle()
    except BlockingIOError:
        pass


PARTNER = str(Path(__file__).with_name("partner.py"))


def drain_in_background(sender, receiver):
    """Another process receives what comes, until the end of the stream."""
    subprocess.Popen([sys.executable, PARTNER, "drain"], stdin=receiver)
    sender.send(b"?")
    while waiting(receiver):
        pass


def send_in_background(sender, receiver, data, flags=0):
    """Another process sends text once the receiver has read what it has."""
    command = [sys.executable, PARTNER, "send", data, str(int(flags))]
    subprocess.Popen(command, stdin=receiver, stdout=sender)


def settle(*sockets):
    """Comes back when the loopback has delivered everything sent before.

    The acknowledgement of a stream's end may be late: it is waited for on the sockets given.
    """
    for probe in probes:
        probe.send(b"?")
        probe.recv(1)
    for sock in sockets:
        while tcp_state(sock) in ENDING:
            pass


def poll_during_poll(poller, sender):
    """Polls while another thread waits in a poll of the same object."""

    def wait():
        while True:
            with contextlib.suppress(RuntimeError):
                poller.poll(HANG * 1000)
                return

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        while True:
            thread.join(0.001)  # lets it poll
            poller.poll(0)
    finally:
        sender.send(b"x")
        thread.join()


ENDING = {4, 9, 11}  # FIN_WAIT1, LAST_ACK and CLOSING, from <netinet/tcp.h>


def tcp_state(sock):
    try:
        return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    except OSError:
        return 0  # closed, or no TCP


def fill_gaps():
    """Leaves no free number below an open descriptor: the next ones follow in order."""
    highest = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    while (fd := os.open("/dev/null", os.O_RDONLY)) < highest:
        pass
    os.close(fd)


def loopback_probe():
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    probe.bind(("127.0.0.1", 0))
    probe.connect(probe.getsockname())
    return probe


probes = [loopback_probe(), loopback_probe()]


def helpers(folder):
    """What scenarios may call besides the library; day29's are in helpers.ts."""
    return {
        "until": until,
        "until_readable": lambda sock: until(sock, select.POLLIN),
        "until_writable": lambda sock: until(sock, select.POLLOUT),
        "until_waiting": until_waiting,
        "waiting": waiting,
        "fill": fill,
        "drain": drain,
        "drain_in_background": drain_in_background,
        "send_in_background": send_in_background,
        "settle": settle,
        "poll_during_poll": poll_during_poll,
        "fill_gaps": fill_gaps,
        "port": lambda sock: sock.getsockname()[1],
        "path": lambda name: f"{folder}/{name}",
        "path_of_length": lambda length: f"{folder}/".ljust(length, "x"),
        "abstract": lambda name: f"\0{folder}/{name}",
        "linger": lambda onoff, seconds: struct.pack("ii", onoff, seconds),
        "membership": lambda group, interface: (
            socket.inet_aton(group) + socket.inet_aton(interface)
        ),
        "membership6": lambda group, interface: (
            socket.inet_pton(socket.AF_INET6, group) + struct.pack("i", interface)
        ),
        "ints": lambda *values: struct.pack(f"{len(values)}i", *values),
        "same": lambda a, b: a is b,
        "closed": lambda fds: [os.close(fd) for fd in fds],
        "received": lambda ancdata: [socket.socket(fileno=fd) for fd in fds_in(ancdata)],
        "credentials": credentials,
        "length": len,
        "inf": float("inf"),
        "nan": float("nan"),
    }


def fds_in(ancdata):
    """The descriptors in ancillary data."""
    fds = array.array("i")
    for level, kind, data in ancdata:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data)
    return fds


def credentials():
    return struct.pack("3i", os.getpid(), os.getuid(), os.getgid())


SELECTORS = [
    "EVENT_READ",
    "EVENT_WRITE",
    "DefaultSelector",
    "SelectSelector",
    "PollSelector",
    "EpollSelector",
]
LIBRARY = {
    "SO_INCOMING_CPU": 49,  # Python names it from 3.11 on
    **vars(socket),
    **vars(select),
    **{name: getattr(selectors, name) for name in SELECTORS},
}


def impatient(signum, frame):
    raise Mistake(f"a line took longer than {HANG} s")


signal.signal(signal.SIGALRM, impatient)
for request in sys.stdin:
    asked = json.loads(request)
    scenario = Scenario(asked["folder"])
    steps = [scenario.run(line) for line in asked["lines"]]
    scenario.close()
    print(json.dumps(steps), flush=True)
