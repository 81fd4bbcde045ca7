# Receives an HTTP request and responds with a page, one client after another.
import sys
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket

s = socket()
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
s.listen(5)
print(f"Listen to the port {s.getsockname()[1]}")

while True:
    try:
        c, _ = s.accept()
        try:
            c.settimeout(5)  # a client that sends nothing must not stop the server
            request = b""
            while b"\r\n\r\n" not in request:
                data = c.recv(4096)
                if not data or len(request) > 65536:
                    raise ConnectionError("The request does not end")
                request += data
            print(request.decode(errors="replace"))

            file = "data/www/index.html" if request.startswith(b"GET / ") else ""
            status = "HTTP/1.1 200 OK"
            try:
                body = Path(file).read_bytes()
            except OSError:
                status = "HTTP/1.1 404 Not Found"
                body = b"===Sorry not found==="
            head = f"{status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            c.sendall(head.encode() + body)
        finally:
            c.close()
    except OSError as error:
        print(error)
