"""Downloads the wheels of locks for several versions of Python: wheels.py FOLDER VERSION,... LOCK..."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.tags import platform_tags

# The glibc that Node.js itself needs: wheels for a newer one would not work on every machine with Node.js.
GLIBC = (2, 28)


def entries(lock):
    """The requirements of a lock, each with its line for pip, which would compare a marker with its own Python."""
    text = "\n".join(line for line in lock.read_text().splitlines() if not line.startswith("#"))
    for entry in text.replace("\n    ", "\0").split("\n"):
        if entry:
            line, *hashes = (part.rstrip(" \\") for part in entry.split("\0"))
            requirement = Requirement(line)
            yield requirement, " ".join([f"{requirement.name}{requirement.specifier}", *hashes])


def is_for(requirement, version, release):
    environment = default_environment()
    environment |= {"python_version": version, "python_full_version": release}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def needed(entries, version, release):
    return tuple(entry for name, entry in entries if is_for(name, version, release))


def platforms():
    for tag in platform_tags():
        kind, *numbers = tag.split("_")
        if kind != "manylinux" or tuple(map(int, numbers[:2])) <= GLIBC:
            yield f"--platform={tag}"


def download(folder, version, release, wanted):
    with TemporaryDirectory() as temporary:
        lock = Path(temporary, "lock.txt")
        lock.write_text("\n".join(wanted) + "\n")
        abi = "cp" + version.replace(".", "")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        options = [
            *("--no-input", "--no-deps", "--only-binary=:all:", "--require-hashes"),
            *(f"--python-version={release}", f"--abi={abi}", "--abi=abi3", "--abi=none"),
            *("--implementation=cp", f"--dest={folder}", f"--requirement={lock}"),
        ]
        return subprocess.run([*pip, *options, *platforms()]).returncode


if __name__ == "__main__":
    folder, versions, *locks = sys.argv[1:]
    found = {str(name): (name, entry) for lock in locks for name, entry in entries(Path(lock))}
    for version in versions.split(","):
        # Some packages are only for the first releases of a version, or only for the last.
        releases = (f"{version}.0", f"{version}.99")
        lists = {needed(found.values(), version, release): release for release in releases}
        for wanted, release in lists.items():
            if code := download(folder, version, release, wanted):
                sys.exit(code)
