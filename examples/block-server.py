# Replies with the time, one client after another; accept() never waits, so it is retried.
import sys
from socket import create_server
from time import ctime, sleep

s = create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
s.setblocking(False)
print(f"Listen to the port {s.getsockname()[1]}")

while True:
    print("Waiting for connect ...")
    try:
        c, (host, port) = s.accept()
        try:
            print(f"Connect from {host}:{port}")
            while True:
                data = c.recv(1024)  # c blocks, although s does not
                if not data:
                    break
                print(data.decode(errors="replace"))
                c.sendall(ctime().encode())
        finally:
            c.close()
    except BlockingIOError:
        sleep(2)
        print(ctime())
    except OSError as error:
        print(error)
