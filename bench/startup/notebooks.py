"""Seconds until a kernel shows its first readiness, and until each notebook has run: a line of JSON each."""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "notebooks"))

from kernel import kernel, run_all
from nbformat.v4 import new_code_cell, new_notebook
from notebook import clean, find, read, title

FIRST = """
import { socketpair } from "day29";
import { showSelect } from "day29/notebook";
const [left, right] = socketpair();
await right.sendall("hello");
await showSelect([left, right], [], [], 1);
left.close();
right.close();
"""


def seconds(notebook, path):
    started = time.monotonic()
    with kernel(path) as client:
        run_all(client, notebook, path)
    return time.monotonic() - started


def tell(name, time):
    print(json.dumps({"name": name, "seconds": round(time, 2)}), flush=True)


paths = find([])
tell("first readiness", seconds(new_notebook(cells=[new_code_cell(FIRST)]), paths[0]))
if "--all" in sys.argv:
    for path in paths:
        notebook = read(path)
        clean(notebook)
        tell(title(path), seconds(notebook, path))
