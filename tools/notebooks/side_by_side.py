"""Runs several notebooks at the same time, and cells that measure processor time alone."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


def side_by_side(work, paths):
    """Begins `work(path)` for each path, those first that take longest.

    Returns an iterator of the paths in their order, each with a function that waits for the result.
    """
    # More than there are cores, because notebooks also wait.
    pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)) + 2)
    futures = {path: pool.submit(work, path) for path in sorted(paths, key=duration, reverse=True)}
    return results(pool, [(path, futures[path]) for path in paths])


def results(pool, futures):
    try:
        for path, future in futures:
            yield path, future.result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def duration(path):
    """Estimates which notebook takes longer. When cells that run alone wait together, fewer cores are idle."""
    cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
    alone = ["alone" in cell["metadata"].get("tags", []) for cell in cells]
    return sum(alone), len(cells)


class Floor:
    """Where cells run side by side, or one alone. One that runs alone goes first."""

    def __init__(self):
        self.changed = threading.Condition()
        self.running = 0
        self.alone = 0  # those that run alone, and those that wait to do so

    @contextmanager
    def place(self, alone=False):
        with self.changed:
            self.alone += alone
            self.changed.wait_for(lambda: self.running == 0 if alone else self.alone == 0)
            self.running += 1
        try:
            yield
        finally:
            with self.changed:
                self.running -= 1
                self.alone -= alone
                self.changed.notify_all()


floor = Floor()
