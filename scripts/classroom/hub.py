"""A real JupyterHub with its proxy, of binder/jupyterhub_config.py but for what needs users of the machine."""

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

from image import environment

READY = "JupyterHub is now running at"

CONFIG = """
import json

with open({settings!r}) as file:
    check = json.load(file)
load_subconfig(check["config"])
give_port = c.Spawner.pre_spawn_hook


def shift_port(spawner):
    give_port(spawner)
    spawner.port += check["first_port"] - 20000


c.Spawner.pre_spawn_hook = shift_port
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = check["homes"]
c.Spawner.args = [*c.Spawner.args, *check["arguments"]]
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = check["password"]
c.Authenticator.allowed_users = set(check["students"])
c.JupyterHub.bind_url = check["url"]
c.JupyterHub.hub_port = check["hub_port"]
c.ConfigurableHTTPProxy.command = [check["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{{check['proxy_port']}}"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = check["cookie_secret"]
c.ConfigurableHTTPProxy.pid_file = check["pid_file"]
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def free_block(size):
    """The first of so many ports in a row that nobody listens on, below those that the system hands out."""
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
    """Runs a Hub, and gives its address and the students' password."""
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
        "cookie_secret": str(home / "cookie_secret"),
        "pid_file": str(home / "proxy.pid"),
    }
    (home / "settings.json").write_text(json.dumps(settings))
    (home / "config.py").write_text(CONFIG.format(settings=str(home / "settings.json")))
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "-f", str(home / "config.py")],
        cwd=home,
        env=environment(home),
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
        # The Hub would wait for somebody to read what it says.
        threading.Thread(target=lambda: log.extend(process.stdout), daemon=True).start()
        yield settings["url"], settings["password"]
    except BaseException:
        print("".join(log), file=sys.stderr)
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
