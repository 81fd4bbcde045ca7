"""The image that repo2docker builds from this project: its plan, and the steps that do not need Docker."""

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

# These must have the same version in repo2docker's environment and in ours.
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
    # The packages of repo2docker's own environment, by name.
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
    """The parts of the plan that do not fit the course."""
    expected = {
        "the buildpack": (plan.buildpack, "CondaBuildPack"),
        "Python": (plan.python, "3.12"),
        **{name: (version(name), plan.versions[name]) for name in JUPYTER},
    }
    for what, (found, wanted) in expected.items():
        if found != wanted:
            yield f"{what} is {found}, but repo2docker has {wanted}"
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
            yield f"repo2docker's Dockerfile lacks the step: {step}"


def copy(project, folder):
    """Copies the project as git would clone it, including uncommitted changes."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (project / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project / name, folder / name)


def environment(home):
    """Variables as in the image: Jupyter's environment first, and no settings of this user."""
    foreign = re.compile("(JUPYTER|PYTHON|npm_|NPM_|NODE_)")
    env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    return {**env, "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def build(repository):
    """Runs postBuild in the repository's folder, with this user's npm registry and cache."""
    env = environment(repository)
    for setting in ("userconfig", "cache"):
        command = ["npm", "config", "get", setting]
        value = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        env[f"npm_config_{setting}"] = value.strip()
    quietly(["./binder/postBuild"], repository, env)


def execute(repository, notebook, folder):
    """Runs a notebook as on Binder, where the home is the repository, and returns the executed file."""
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
    """Runs a program, and shows what it prints only when it fails."""
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}{done.stderr}day29: {command[0]} failed (see above)")
