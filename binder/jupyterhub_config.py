"""JupyterHub on one machine, for a class: docs/guide/class.md explains how to use this file."""

import os
import sys
from pathlib import Path

BINDER = Path(__file__).resolve().parent
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

# Below the ephemeral ports, so that no student's program takes one before its server does.
FIRST_PORT = 20000


def give_port(spawner):
    spawner.port = FIRST_PORT + spawner.user.id


c = get_config()  # noqa: F821
c.Spawner.cmd = [str(BINDER / "start"), "jupyterhub-singleuser"]
# UNIX sockets in the student's home, because another student's kernel might take a TCP port first.
c.Spawner.args = ["--KernelManager.transport=ipc"]
c.Spawner.environment = {"PATH": PATH}
c.Spawner.pre_spawn_hook = give_port
c.Spawner.default_url = "/lab/tree/day29/notebooks/00-index.ipynb"
# In seconds. A whole class starts at the same time.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
