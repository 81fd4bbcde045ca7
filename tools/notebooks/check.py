"""Runs notebooks twice in a row in one kernel, and compares the outputs with the saved ones.

Then runs the cells again, the last one first, and each one alone: a cell must work at any time, or name
the cell to run first.
"""

import argparse
import copy
import difflib
import math
import re
import sys

from kernel import Failed, kernel, run_all, run_cell, run_cells
from normalise import cell_result
from notebook import numbered_code_cells, read
from paths import find, title
from side_by_side import side_by_side

IMPORTS = "imports"
NAMES_FIRST_CELL = re.compile(r"//.*先运行.*first run\b")
TYPE_ERROR = "const alone: number = 'wrong';"
TYPE_ERROR_MESSAGE = "Type 'string' is not assignable to type 'number'"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("notebooks", nargs="*")
    arguments.add_argument("--cell-limit", type=float, default=math.inf, metavar="SECONDS")
    arguments.add_argument("--notebook-limit", type=float, default=math.inf, metavar="SECONDS")
    options = arguments.parse_args()
    checks = side_by_side(lambda path: [*check(path, options)], find(options.notebooks))
    problems = [problem for _, result in checks for problem in result()]
    print("\n".join(problems))
    return 1 if problems else 0


def check(path, limits):
    saved = read(path)
    try:
        with kernel(path) as client:
            for run in ("first", "second"):
                notebook = copy.deepcopy(saved)
                seconds = run_all(client, notebook, path)
                yield from differences(saved, notebook, f"{title(path)}, {run} run")
                yield from delays(seconds, limits, f"{title(path)}, {run} run")
            run_all(client, copy.deepcopy(saved), path, backwards=True)
        with kernel(path) as client:
            yield from alone(client, copy.deepcopy(saved), path)
    except Failed as failure:
        yield str(failure)


def differences(saved, notebook, where):
    pairs = zip(numbered_code_cells(saved), numbered_code_cells(notebook), strict=True)
    for (number, _, old), (_, _, new) in pairs:
        before, after = cell_result(old).splitlines(), cell_result(new).splitlines()
        if before != after:
            diff = difflib.unified_diff(before, after, "saved", "now", lineterm="")
            yield "\n".join([f"{where}: cell [{number}] has other outputs", *diff])


def delays(seconds, limits, where):
    for number, took in seconds.items():
        if took > limits.cell_limit:
            yield f"{where}: cell [{number}] took {took:.1f} s, more than {limits.cell_limit:g}"
    total = sum(seconds.values())
    if total > limits.notebook_limit:
        yield f"{where}: all cells took {total:.1f} s, more than {limits.notebook_limit:g}"


def alone(client, notebook, path):
    """Runs each cell that needs only the imports, last one first; the others must name what they need.

    A cell that compiles after the imports alone does not use a name of another cell.
    """
    cells = numbered_code_cells(notebook)
    run_cells(client, notebook, path, [entry for entry in cells if entry[2].id == IMPORTS])
    independent = []
    for entry in reversed(cells):
        number, index, cell = entry
        if cell.id == IMPORTS:
            continue
        errors = compiler_errors(client, index, cell)
        if errors is None:
            independent.append(entry)
            continue
        first_line = cell.source.strip().splitlines()[0]
        where = f"{title(path)}: cell [{number}] fails when only the imports ran"
        if not NAMES_FIRST_CELL.match(first_line):
            yield f"{where}, and its first line is not a comment (// 先运行… · first run …): {first_line}\n{errors}"
        elif "first run the cell" not in errors:
            yield f"{where}, and the kernel does not say which cell to run first:\n{errors}"
    run_cells(client, notebook, path, independent, " when only the imports ran")


def compiler_errors(client, index, cell):
    """The compiler's errors for a cell. An added type error keeps the cell from running."""
    probe = copy.deepcopy(cell)
    probe.source += f"\n{TYPE_ERROR}"
    probe.metadata.pop("tags", None)
    lines = run_cell(client, index, probe).splitlines()
    errors = [line for line in lines if " - error TS" in line and TYPE_ERROR_MESSAGE not in line]
    return "\n".join(errors) or None


if __name__ == "__main__":
    sys.exit(main())
