"""Times kernels and notebooks: prints a line of JSON for each.

First a kernel from its start to its first readiness, then the end of a kernel that serves; with --all, each notebook.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "notebooks"))

from nbformat.v4 import new_code_cell, new_notebook

from kernel import kernel, run_all
from notebook import clean, read
from paths import find, title

FIRST = """
import { socketpair } from "day29";
import { showSelect } from "day29/notebook";
const [left, right] = socketpair();
await right.sendall("hello");
await showSelect([left, right], [], [], 1);
left.close();
right.close();
"""

SERVING = """
import { selectServer, serve } from "day29/servers";
const server = await serve(selectServer);
setInterval(() => {}, 1000);
"""


def measure(name, notebook, path):
    """Times a notebook in a new kernel, and the end of that kernel."""
    started = time.monotonic()
    with kernel(path) as client:
        cells = run_all(client, notebook, path)
        ran = time.monotonic()
    ended = time.monotonic()
    return {
        "name": name,
        "seconds": round(ran - started, 2),
        "slowestCell": round(max(cells.values(), default=0), 2),
        "shutdown": round(ended - ran, 2),
    }


def with_cell(source):
    return new_notebook(cells=[new_code_cell(source)])


paths = find([])
print(json.dumps(measure("first readiness", with_cell(FIRST), paths[0])))
serving = measure("shutdown of a kernel that serves", with_cell(SERVING), paths[0])
print(json.dumps({"name": serving["name"], "seconds": serving["shutdown"]}))
if "--all" in sys.argv:
    for path in paths:
        notebook = read(path)
        clean(notebook)
        print(json.dumps(measure(title(path), notebook, path)))
