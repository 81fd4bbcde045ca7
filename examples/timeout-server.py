# Replies with the time, one client after another; accept() waits at most five seconds.
import sys
from socket import create_server
from time import ctime

s = create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
s.settimeout(5)
print(f"Listen to the port {s.getsockname()[1]}")

while True:
    print("Waiting for connect ...")
    try:
        c, (host, port) = s.accept()
        try:
            print(f"Connect from {host}:{port}")
            while True:
                data = c.recv(1024)  # c does not inherit the timeout
                if not data:
                    break
                print(data.decode(errors="replace"))
                c.sendall(ctime().encode())
        finally:
            c.close()
    except OSError as error:
        print(ctime() if isinstance(error, TimeoutError) else error)
