"""The processes that a submission starts: what they take, and how all of them are ended."""

import contextlib
import ctypes
import os
import signal
import threading
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PAGE = os.sysconf("SC_PAGE_SIZE")
POLL = 0.2  # seconds
MAX_PROCESSES = 200


def adopt_orphans():
    """Makes this process the parent of descendants whose parent ends, whatever session they are in."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(ancestor):
    children = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name of the program, in parentheses, may contain anything.
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = []
    pending = [ancestor]
    while pending:
        own = children.get(pending.pop(), [])
        found += own
        pending += own
    return found


def end_all(ancestor, patience=10):
    """Kills the descendants of a process until there are none left. Stops them first: they may fork."""
    deadline = time.monotonic() + patience
    while (family := descendants(ancestor)) and time.monotonic() < deadline:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in family:
                kill(pid, number)
        reap()


def kill(pid, number):
    with contextlib.suppress(ProcessLookupError):  # it has ended
        os.kill(pid, number)


def reap():
    """Takes note of the orphans that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass  # there are none


def resident(pids):
    """The memory of these processes, in bytes."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        except OSError:
            continue
    return total


class Watch:
    """Kills the descendants of this process when they take too much. Used as a context."""

    def __init__(self, max_bytes):
        self.max_bytes = max_bytes
        self.exceeded = None  # what there was too much of: memory, processes
        self.peak = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def run(self):
        while not self.ended.wait(POLL):
            family = descendants(os.getpid())
            used = resident(family)
            self.peak = max(self.peak, used)
            if used > self.max_bytes:
                self.exceeded = "memory"
            elif len(family) > MAX_PROCESSES:
                self.exceeded = "processes"
            else:
                continue
            for pid in family:
                kill(pid, signal.SIGKILL)
