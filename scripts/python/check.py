"""Runs notebooks twice in a row in one kernel, and compares the outputs with the saved ones.

Then every cell once more, the last one first: a cell can be run again at any time.
"""

import copy
import difflib
import sys

from kernel import Failed, kernel, run_all
from normalise import cell_result
from notebook import find, numbered_code_cells, read, title


def main(names):
    problems = [problem for path in find(names) for problem in check(path)]
    print("\n".join(problems))
    return 1 if problems else 0


def check(path):
    saved = read(path)
    try:
        with kernel(path) as client:
            for run in ("first", "second"):
                notebook = copy.deepcopy(saved)
                run_all(client, notebook, path)
                yield from differences(saved, notebook, f"{title(path)}, {run} run")
            run_all(client, copy.deepcopy(saved), path, backwards=True)
    except Failed as failure:
        yield str(failure)


def differences(saved, notebook, where):
    pairs = zip(numbered_code_cells(saved), numbered_code_cells(notebook), strict=True)
    for (number, _, old), (_, _, new) in pairs:
        before, after = cell_result(old).splitlines(), cell_result(new).splitlines()
        if before != after:
            diff = difflib.unified_diff(before, after, "saved", "now", lineterm="")
            yield "\n".join([f"{where}: cell [{number}] says something else", *diff])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
