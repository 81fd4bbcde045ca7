"""The echo server of the benchmark on CPython: server.py select|poll|epoll. Prints its port."""

import select
import socket
import sys

BUFSIZE = 1024


def accept(listener):
    try:
        client, _ = listener.accept()
    except BlockingIOError:
        return None
    client.setblocking(False)
    return client


def receive(client):
    """Returns a message, b"" at the end of the stream, or None if nothing can be received yet."""
    try:
        return client.recv(BUFSIZE)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def serve_select(listener):
    rlist, wlist = [listener], []
    while True:
        rs, ws, _ = select.select(rlist, wlist, [])
        for r in rs:
            if r is listener:
                client = accept(listener)
                if client is not None:
                    rlist.append(client)
                continue
            data = receive(r)
            if data:
                if r not in wlist:
                    wlist.append(r)
            elif data is not None:
                rlist.remove(r)
                if r in wlist:
                    wlist.remove(r)
                r.close()
        for w in ws:
            if w in wlist:
                w.send(b"Receive your message")
                wlist.remove(w)


def serve_polling(listener, poller):
    """With a poll or an epoll object, which have the same methods."""
    poller.register(listener, select.POLLIN)
    listening = listener.fileno()
    fdmap = {}
    while True:
        active = []
        for fd, _ in poller.poll():
            if fd == listening:
                client = accept(listener)
                if client is not None:
                    fdmap[client.fileno()] = client
                    poller.register(client, select.POLLIN)
                continue
            client = fdmap[fd]
            data = receive(client)
            if data:
                active.append(client)
            elif data is not None:
                poller.unregister(fd)
                del fdmap[fd]
                client.close()
        for client in active:
            client.send(b"Receive")


listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
listener.setblocking(False)
print(listener.getsockname()[1], flush=True)
if sys.argv[1] == "select":
    serve_select(listener)
else:
    serve_polling(listener, getattr(select, sys.argv[1])())
