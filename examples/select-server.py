# Serves many clients at the same time: select() reports which sockets are ready.
import sys
from select import select
from socket import create_server

s = create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
s.setblocking(False)
print(f"Listen to the port {s.getsockname()[1]}")

rlist = {s}
wlist = {}  # what is left to send to each client

while True:
    rs, ws, _ = select(rlist, wlist, [])
    for r in rs:
        if r is s:
            try:
                c, (host, port) = s.accept()
            except OSError:
                continue  # the client has already left
            print(f"Connect from {host}:{port}")
            c.setblocking(False)
            if c.fileno() < 1024:
                rlist.add(c)
            else:
                c.close()  # select() cannot watch it
        else:
            rlist.remove(r)
            try:
                data = r.recv(1024)
            except OSError:
                data = b""  # a reset ends the stream, too
            if not data:
                r.close()
            else:
                print(data.decode(errors="replace"))
                wlist[r] = b"Receive your message"
    for w in ws:
        try:
            wlist[w] = wlist[w][w.send(wlist[w]) :]
        except OSError:
            wlist[w] = b""  # recv() will report the end
        if not wlist[w]:
            del wlist[w]
            rlist.add(w)  # its next message is read only now
