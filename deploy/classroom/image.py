"""The image that repo2docker makes of this project: what it plans, and as much of it as is done without Docker."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import repo2docker.buildpacks.conda
from repo2docker.app import Repo2Docker

# In repo2docker's environment and in ours.
JUPYTER = (
    "jupyterlab",
    "jupyter_server",
    "jupyter_client",
    "notebook",
    "nbclient",
    "jupyter-resource-usage",
)


@dataclass
class Plan:
    buildpack: str
    python: str
    dockerfile: str
    # What repo2docker's own environment has, by name.
    versions: dict


def plan(project):
    """What repo2docker reads from binder/."""
    before = Path.cwd()
    os.chdir(project)
    try:
        app = Repo2Docker()
        packs = (kind(app.base_image) for kind in app.buildpacks)
        pack = next(pack for pack in packs if pack.detect())
        pack.platform = "linux/amd64"
        dockerfile = pack.render({"NB_UID": "1000"})
        return Plan(type(pack).__name__, pack.python_version, dockerfile, locked(pack))
    finally:
        os.chdir(before)


def locked(pack):
    folder = Path(repo2docker.buildpacks.conda.__file__).parent
    lock = folder / f"environment.py-{pack.python_version}-linux-64.lock"
    found = re.findall(r"/([\w.-]+)-([\w.]+)-\w+\.conda", lock.read_text())
    return dict(found)


def faults(plan):
    """What in the plan is not as the course needs it."""
    expected = {
        "the buildpack": (plan.buildpack, "CondaBuildPack"),
        "Python": (plan.python, "3.12"),
        **{name: (version(name), plan.versions[name]) for name in JUPYTER},
    }
    for what, (found, wanted) in expected.items():
        if found != wanted:
            yield f"{what} is {found} where repo2docker has {wanted}"
    node = tuple(map(int, plan.versions["nodejs"].split(".")))
    if node < (20, 19):
        yield f"repo2docker's Node.js is {plan.versions['nodejs']}"
    for step in (
        "apt-get install --yes --no-install-recommends curl netcat-openbsd strace",
        '--file "binder/environment.yml"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ):
        if step not in plan.dockerfile:
            yield f"no step of repo2docker's Dockerfile is: {step}"


def copy(project, folder):
    """The project as git would clone it, with what is not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (project / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project / name, folder / name)


def environment(home):
    """Variables as in the image, where Jupyter's environment comes first; its programs keep nothing of this user's."""
    foreign = re.compile("(JUPYTER|PYTHON|npm_|NPM_|NODE_)")
    env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    return {**env, "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def build(repository):
    """Runs postBuild, as the plan says, in the repository's folder. npm takes packages from where it takes ours."""
    env = environment(repository)
    for setting in ("userconfig", "cache"):
        command = ["npm", "config", "get", setting]
        value = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        env[f"npm_config_{setting}"] = value.strip()
    quietly(["./binder/postBuild"], repository, env)


def execute(repository, notebook, folder):
    """Runs a notebook as Binder would, where the home is the repository, and returns the file with the outputs."""
    convert = [
        "jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--output-dir",
        folder,
        notebook,
    ]
    quietly(["binder/start", *map(str, convert)], repository, environment(repository))
    return folder / Path(notebook).name


def quietly(command, folder, env):
    """Shows what a program prints only when it fails."""
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}{done.stderr}day29: {command[0]} failed (see above)")
