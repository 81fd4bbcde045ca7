"""Where the notebooks are, and their names."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "notebooks"


def find(names):
    """The notebooks with these names ("06-select") or paths; by default all in notebooks/."""
    if not names:
        paths = FOLDER.rglob("*.ipynb")
        return sorted(path for path in paths if ".ipynb_checkpoints" not in path.parts)
    return [find_one(name) for name in names]


def find_one(name):
    for path in (FOLDER / name, FOLDER / f"{name}.ipynb", Path(name)):
        if path.is_file():
            return path.resolve()
    sys.exit(f"day29: unknown notebook: {name}; available: {', '.join(map(title, find([])))}")


def title(path):
    """The name of a notebook for the commands: its path below notebooks/."""
    inside = path.is_relative_to(FOLDER)
    return str(path.relative_to(FOLDER).with_suffix("")) if inside else path.stem
