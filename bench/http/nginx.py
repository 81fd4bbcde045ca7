"""nginx with one worker, which serves the files of a folder: nginx.py ROOT. Prints its port."""

import os
import socket
import sys
import time
from pathlib import Path

root = Path(sys.argv[1])

# This socket reserves a free port, which nginx shares.
reservation = socket.socket()
reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
reservation.bind(("127.0.0.1", 0))
reservation.set_inheritable(True)
port = reservation.getsockname()[1]

config = root / "nginx.conf"
config.write_text(f"""
daemon off;
master_process off;
pid {root}/nginx.pid;
error_log stderr;
events {{ worker_connections 10000; }}
http {{
  access_log off;
  default_type "text/html; charset=utf-8";
  open_file_cache max=10000 inactive=1h;
  open_file_cache_valid 1h;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  client_body_temp_path {root}/body;
  proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi;
  scgi_temp_path {root}/scgi;
  server {{
    listen 127.0.0.1:{port} reuseport;
    root {root};
    # What costs least: small files are copied, large ones are sent by the kernel.
    location /1MB {{
      sendfile on;
      tcp_nopush on;
    }}
  }}
}}
""")

server = os.getpid()
if os.fork() == 0:
    while os.getppid() == server:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                print(port, flush=True)
                break
        time.sleep(0.01)
    os._exit(0)
os.execvp("nginx", ["nginx", "-c", str(config)])
