"""npm run notebooks: runs notebooks in place."""

import copy
import sys
import time

from generated import generate
from kernel import Failed, kernel, run_all
from navigation import link
from normalise import cell_result
from notebook import clean, numbered_code_cells, read, save
from paths import find, title
from side_by_side import side_by_side


def main(names):
    failures = 0
    for path, result in side_by_side(run_in_place, find(names)):
        print(f"{title(path)} ... ", end="", flush=True)
        try:
            outcome, seconds = result()
            print(f"{outcome}, {seconds:.1f} s")
        except Failed as failure:
            failures += 1
            print(f"failed\n{failure}")
    return 1 if failures else 0


def run_in_place(path):
    """Keeps saved outputs that differ only in ports, times and the like. Returns the outcome and the seconds."""
    started = time.monotonic()
    saved = read(path)
    notebook = copy.deepcopy(saved)
    clean(notebook)
    link(notebook, path)
    generate(notebook)
    with kernel(path) as client:
        run_all(client, notebook, path)
    keep_outputs(notebook, saved)
    is_new = notebook != saved
    if is_new:
        save(notebook, path)
    return "saved" if is_new else "unchanged", time.monotonic() - started


def keep_outputs(notebook, saved):
    before = {cell.id: cell for _, _, cell in numbered_code_cells(saved)}
    for _, _, cell in numbered_code_cells(notebook):
        old = before.get(cell.id)
        if old and old.source == cell.source and cell_result(old) == cell_result(cell):
            cell.outputs = old.outputs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
