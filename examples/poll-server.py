# Serves many clients at the same time: poll() reports ready descriptors and has no limit.
import sys
from select import POLLIN, POLLOUT, poll
from socket import create_server

s = create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
s.setblocking(False)
print(f"Listen to the port {s.getsockname()[1]}")

p = poll()
p.register(s, POLLIN)
fdmap = {s.fileno(): s}
replies = {}  # what is left to send to each client

while True:
    for fd, event in p.poll():
        socket = fdmap[fd]
        if socket is s:
            try:
                c, (host, port) = s.accept()
            except OSError:
                continue  # the client has already left
            print(f"Connect from {host}:{port}")
            c.setblocking(False)
            p.register(c, POLLIN)
            fdmap[c.fileno()] = c
        elif event & POLLOUT:
            try:
                replies[fd] = replies[fd][socket.send(replies[fd]) :]
            except OSError:
                replies[fd] = b""  # recv() will report the end
            if not replies[fd]:
                p.modify(fd, POLLIN)
        else:  # POLLIN, POLLHUP or POLLERR (always reported): recv() never waits
            try:
                data = socket.recv(1024)
            except OSError:
                data = b""
            if not data:
                p.unregister(fd)
                fdmap.pop(fd).close()
            else:
                print(data.decode(errors="replace"))
                replies[fd] = b"Receive"
                p.modify(fd, POLLOUT)  # its next message is read only after the reply
