"""Runs several notebooks at the same time, and cells that measure processor time alone."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


def side_by_side(work, paths):
    """Yields each path with a function that waits for `work(path)` and returns its result, in this order."""
    # More than there are cores, because notebooks also wait.
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) + 2) as pool:
        futures = [(path, pool.submit(work, path)) for path in paths]
        try:
            for path, future in futures:
                yield path, future.result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


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
