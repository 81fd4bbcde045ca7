"""Measures how fast a kernel is, and how much memory it takes."""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import KernelManager

from run import install

ROOT = Path(__file__).parents[3]
STARTS = 5
CELLS = 2000
# The cells declare this many different names.
NAMES = 50
# The round trips of the cells before this one are not counted: the kernel's code is still being compiled.
WARM = 200


class Kernel:
    def __init__(self, argv, place):
        self.manager = KernelManager(
            kernel_name="tested",
            kernel_spec_manager=install(argv, place),
            connection_file=str(Path(place, "kernel.json")),
        )
        begin = time.perf_counter()
        self.manager.start_kernel(
            cwd=str(ROOT), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.start = time.perf_counter() - begin

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code):
        """Runs a cell. Returns the time in seconds until the reply."""
        begin = time.perf_counter()
        request = self.client.execute(code)
        reply = None
        while not reply:
            message = self.client.get_shell_msg(timeout=60)
            if message["parent_header"].get("msg_id") == request:
                reply = message["content"]
        taken = time.perf_counter() - begin
        if reply["status"] != "ok":
            raise RuntimeError(f"{code}: {reply}")
        return taken

    def megabytes(self):
        """Returns the resident set size of the process."""
        status = Path(f"/proc/{self.manager.provisioner.process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024


def speed(argv, codes):
    """Yields the name and the text of each measurement. `codes` has a `first` cell, and a `small` one with a number in it."""
    starts, firsts, later, memory = [], [], [], []
    for number in range(2 * STARTS):
        with tempfile.TemporaryDirectory(prefix="day29-") as place, Kernel(argv, place) as kernel:
            starts.append(kernel.start)
            waits = number % 2 == 1
            if waits:
                time.sleep(2)
                memory.append(kernel.megabytes())
            (later if waits else firsts).append(kernel.run(codes["first"]))
    yield "start to ready", f"{statistics.median(starts):.2f} s"
    yield "the first cell, sent at once", f"{statistics.median(firsts):.2f} s"
    yield "the first cell, sent 2 s after the start", f"{statistics.median(later):.2f} s"
    with tempfile.TemporaryDirectory(prefix="day29-") as place, Kernel(argv, place) as kernel:
        taken = [kernel.run(codes["small"].format(number=i % NAMES)) for i in range(CELLS)]
        yield "a small cell", f"{statistics.median(taken[WARM:]) * 1000:.1f} ms"
        yield "memory after the start", f"{statistics.median(memory):.0f} MB"
        yield f"memory after {CELLS:,} small cells", f"{kernel.megabytes():.0f} MB"
