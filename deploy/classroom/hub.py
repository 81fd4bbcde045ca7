"""A real JupyterHub with its proxy, configured by binder/jupyterhub_config.py and hub_config.py."""

import json
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from image import environment

READY = "JupyterHub is now running at"

CONFIG = Path(__file__).with_name("hub_config.py")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def free_block(size):
    """The first of `size` consecutive free ports below the ephemeral range."""
    while True:
        first = random.randrange(10000, 30000)
        try:
            for port in range(first, first + size):
                socket.create_server(("127.0.0.1", port)).close()
            return first
        except OSError:
            continue


@contextmanager
def hub(repository, place, proxy, students):
    """Runs a Hub, and yields its address and the students' password."""
    home = place / "hub"
    home.mkdir()
    settings = {
        "config": str(repository / "binder/jupyterhub_config.py"),
        "first_port": free_block(len(students) + 1),
        "homes": str(place / "home/{username}"),
        "arguments": ["--allow-root"] if os.getuid() == 0 else [],
        "password": secrets.token_hex(),
        "students": students,
        "url": f"http://127.0.0.1:{free_port()}",
        "hub_port": free_port(),
        "proxy": str(proxy),
        "proxy_port": free_port(),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)],
        cwd=home,
        env={**environment(home), "DAY29_CLASS": json.dumps(settings)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    log = []
    try:
        for line in process.stdout:
            log.append(line)
            if READY in line:
                break
        else:
            raise RuntimeError("the Hub did not start")
        # Drain the pipe, or the Hub would block once it is full.
        threading.Thread(target=lambda: log.extend(process.stdout), daemon=True).start()
        yield settings["url"], settings["password"]
    except BaseException:
        print("".join(log[-100:]), file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(60)
