"""npm run notebooks: runs notebooks in place."""

import copy
import sys
import time

from kernel import Failed, kernel, run_all
from normalise import results
from notebook import clean, find, read, save, title


def main(names):
    failures = 0
    for path in find(names):
        started = time.monotonic()
        print(f"{title(path)} ... ", end="", flush=True)
        try:
            outcome = run_in_place(path)
            print(f"{outcome}, {time.monotonic() - started:.1f} s")
        except Failed as failure:
            failures += 1
            print(f"failed\n{failure}")
    return 1 if failures else 0


def run_in_place(path):
    """Where nothing but ports, times and the like changed, the saved outputs stay as they are."""
    saved = read(path)
    notebook = copy.deepcopy(saved)
    clean(notebook)
    with kernel(path) as client:
        run_all(client, notebook, path)
    if without_outputs(notebook) == without_outputs(saved) and results(notebook) == results(saved):
        return "unchanged"
    save(notebook, path)
    return "saved"


def without_outputs(notebook):
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        cell.pop("outputs", None)
    return bare


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
