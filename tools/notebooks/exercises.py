"""npm run exercises: writes the exercises from their solutions, and runs both.

In a code cell, the part that a student writes is between two comments:

    // begin solution
    return a + b;
    // otherwise
    // return 0;
    // end solution

The exercise has the lines after "otherwise" there, without their slashes; `todo();` when there is no
"otherwise". A cell tagged "solution" is left out, the words in brackets are removed from the title,
and "../" from links.
"""

import argparse
import copy
import re
import sys
from pathlib import Path

from navigation import link
from notebook import clean, read, save
from paths import FOLDER, title
from run import main as run

SOLUTIONS = FOLDER / "solutions" / "10-exercises.ipynb"
EXERCISES = FOLDER / "10-exercises.ipynb"

SOLUTION = re.compile(
    r"^(?P<indent> *)// begin solution\n"
    r"(?P<solution>.*?)"
    r"(?:^ *// otherwise\n(?P<blank>.*?))?"
    r"^ *// end solution$",
    re.M | re.S,
)
MARKERS = re.compile(r"// (begin solution|otherwise|end solution)")
TODO = "todo(); // 在这里写 · write here"
BRACKETS = re.compile(r"（[^）]*）| \([^)]*\)")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument(
        "--check", action="store_true", help="only report whether they are up to date"
    )
    arguments.add_argument("--solutions", type=Path, default=SOLUTIONS)
    arguments.add_argument("--exercises", type=Path, default=EXERCISES)
    options = arguments.parse_args()
    notebook = exercises(read(options.solutions))
    saved = read(options.exercises) if options.exercises.exists() else None
    link(notebook, options.exercises)
    if options.check:
        return report(notebook, saved, options.exercises)
    if saved:
        keep_outputs(notebook, saved)
    save(notebook, options.exercises)
    return run([options.solutions, options.exercises])


def exercises(solutions):
    """The notebook, with each solution replaced by its blank."""
    notebook = copy.deepcopy(solutions)
    clean(notebook)
    notebook.cells = [
        cell for cell in notebook.cells if "solution" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = with_blanks(cell)
            cell.outputs = []
            cell.execution_count = None
        else:
            cell.source = cell.source.replace("](../", "](")
    opening = notebook.cells[0]
    heading, _, rest = opening.source.partition("\n")
    opening.source = f"{BRACKETS.sub('', heading)}\n{rest}"
    return notebook


def with_blanks(cell):
    source = SOLUTION.sub(blank, cell.source)
    left = MARKERS.search(source)
    if left:
        raise ValueError(f"cell {cell.id}: {left[0]} without its counterpart")
    return source


def blank(match):
    indent, lines = match["indent"], match["blank"]
    if lines is None:
        return indent + TODO
    return re.sub(r"^( *)// ?", r"\1", lines, flags=re.M).rstrip("\n")


def report(notebook, saved, path):
    if saved and parts(saved) == parts(notebook):
        return 0
    print(f"{title(path)} does not match its solutions: npm run exercises")
    return 1


def parts(notebook):
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def keep_outputs(notebook, saved):
    before = {cell.id: cell for cell in saved.cells}
    for cell in notebook.cells:
        old = before.get(cell.id)
        if old and cell.cell_type == "code" and old.source == cell.source:
            cell.outputs = old.outputs
            cell.execution_count = old.execution_count


if __name__ == "__main__":
    sys.exit(main())
