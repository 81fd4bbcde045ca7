"""The configuration of npm run class: that of a class, but without accounts on the machine."""

import json
import os

check = json.loads(os.environ["DAY29_CLASS"])

c = get_config()  # noqa: F821
load_subconfig(check["config"])  # noqa: F821
give_port = c.Spawner.pre_spawn_hook


def give_free_port(spawner):
    give_port(spawner)
    spawner.port += check["first_port"] - 20000


c.Spawner.pre_spawn_hook = give_free_port
c.Spawner.args = [*c.Spawner.args, *check["arguments"]]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = check["homes"]
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = check["password"]
c.Authenticator.allowed_users = set(check["students"])
c.JupyterHub.bind_url = check["url"]
c.JupyterHub.hub_port = check["hub_port"]
c.JupyterHub.db_url = "sqlite:///:memory:"
c.ConfigurableHTTPProxy.command = [check["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{check['proxy_port']}"
