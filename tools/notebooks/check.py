"""Runs notebooks twice in a row in one kernel, and compares the outputs with the saved ones.

Then every cell once more, the last one first, and each one alone: a cell can be run again at any time,
or says which one to run first.
"""

import argparse
import copy
import difflib
import math
import re
import sys

from kernel import Failed, kernel, run_all, run_cell, run_cells
from normalise import cell_result
from notebook import find, numbered_code_cells, read, title

IMPORTS = "imports"
SAYS_WHICH = re.compile(r"//.*先运行.*first run\b")
WRONG = "const alone: number = 'wrong';"
WRONG_SAYS = "Type 'string' is not assignable to type 'number'"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("notebooks", nargs="*")
    arguments.add_argument("--cell-limit", type=float, default=math.inf, metavar="SECONDS")
    arguments.add_argument("--notebook-limit", type=float, default=math.inf, metavar="SECONDS")
    options = arguments.parse_args()
    problems = [problem for path in find(options.notebooks) for problem in check(path, options)]
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
            yield "\n".join([f"{where}: cell [{number}] says something else", *diff])


def delays(seconds, limits, where):
    for number, took in seconds.items():
        if took > limits.cell_limit:
            yield f"{where}: cell [{number}] took {took:.1f} s, more than {limits.cell_limit:g}"
    total = sum(seconds.values())
    if total > limits.notebook_limit:
        yield f"{where}: all cells took {total:.1f} s, more than {limits.notebook_limit:g}"


def alone(client, notebook, path):
    """Runs each cell that needs only the imports, last one first; the others must name what they need.

    A cell that compiles after the imports alone uses no name of another cell, whatever ran before it.
    """
    cells = numbered_code_cells(notebook)
    run_cells(client, notebook, path, [entry for entry in cells if entry[2].id == IMPORTS])
    able = []
    for entry in reversed(cells):
        number, index, cell = entry
        if cell.id == IMPORTS:
            continue
        complaint = compiler(client, index, cell)
        if complaint is None:
            able.append(entry)
            continue
        first_line = cell.source.strip().splitlines()[0]
        where = f"{title(path)}: cell [{number}] fails when only the imports ran"
        if not SAYS_WHICH.match(first_line):
            yield f"{where}, and its first line is not a comment (// 先运行… · first run …): {first_line}\n{complaint}"
        elif "first run the cell" not in complaint:
            yield f"{where}, and the kernel does not say which to run first:\n{complaint}"
    run_cells(client, notebook, path, able, " when only the imports ran")


def compiler(client, index, cell):
    """The compiler's errors for a cell, which an added error keeps from running."""
    probe = copy.deepcopy(cell)
    probe.source += f"\n{WRONG}"
    probe.metadata.pop("tags", None)
    complaints = run_cell(client, index, probe).splitlines()
    faults = [line for line in complaints if " - error TS" in line and WRONG_SAYS not in line]
    return "\n".join(faults) or None


if __name__ == "__main__":
    sys.exit(main())
