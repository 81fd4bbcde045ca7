"""Memory and processor time of a student's processes."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """Usage of one process.

    Memory in bytes: now, at its peak, and with shared pages divided among the processes that share
    them. Seconds of processor time since its start.
    """

    memory: int
    peak: int
    share: int
    seconds: float


def usage(home):
    """The usage of the student's server, and those of the kernels. Processes are identified by their HOME."""
    wanted = f"HOME={home}".encode()
    server, kernels = None, []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if wanted not in (process / "environ").read_bytes().split(b"\0"):
                continue
            command = (process / "cmdline").read_bytes()
            if b"jupyterhub-singleuser" in command:
                server = read(process)
            elif b"dist/kernel/main.js" in command:
                kernels.append(read(process))
        except OSError:  # it has ended, or belongs to another user
            continue
    return server, kernels


def read(process):
    text = (process / "status").read_text() + (process / "smaps_rollup").read_text()
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    status = {key: value.split() for key, value in lines}
    after_name = (process / "stat").read_text().rpartition(")")[2].split()
    # utime and stime, then those of waited-for children
    ticks = sum(int(value) for value in after_name[11:15])
    memory, peak, share = (int(status[key][0]) * 1024 for key in ("VmRSS", "VmHWM", "Pss"))
    return Usage(memory, peak, share, ticks / TICKS)
