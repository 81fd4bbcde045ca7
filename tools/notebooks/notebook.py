"""Finds, reads, cleans and saves the notebooks of the project."""

import sys
from pathlib import Path

import nbformat

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "notebooks"

METADATA = {
    "kernelspec": {"display_name": "TypeScript (day29)", "language": "typescript", "name": "tslab"},
    "language_info": {
        "codemirror_mode": "typescript",
        "file_extension": ".ts",
        "mimetype": "text/typescript",
        "name": "typescript",
        "pygments_lexer": "typescript",
    },
}
VOLATILE = ("ExecuteTime", "collapsed", "execution", "scrolled", "trusted")


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


def read(path):
    return nbformat.read(path, as_version=4)


def save(notebook, path):
    """Replaces the file atomically: an interrupted run leaves the old one."""
    draft = path.with_name(f".{path.name}.tmp")
    nbformat.write(notebook, draft)
    draft.replace(path)


def clean(notebook):
    """Drops what differs from machine to machine and from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        for key in VOLATILE:
            cell.metadata.pop(key, None)


def numbered_code_cells(notebook):
    """The code cells, with the numbers that JupyterLab shows beside them after "Run All"."""
    cells = [
        (index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    return [(number, index, cell) for number, (index, cell) in enumerate(cells, start=1)]
