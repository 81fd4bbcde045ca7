"""What the processes of a student take of the machine."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """Of one process.

    Bytes of memory: now, at the most, and with what it shares with others divided among them; seconds
    of a processor since its start.
    """

    memory: int
    most: int
    share: int
    seconds: float


def usage(home):
    """The usage of the student's server, and those of the kernels; processes are known by their home."""
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
        except OSError:  # it has ended, or is none of ours
            continue
    return server, kernels


def read(process):
    text = (process / "status").read_text() + (process / "smaps_rollup").read_text()
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    status = {key: value.split() for key, value in lines}
    after_name = (process / "stat").read_text().rpartition(")")[2].split()
    # utime, stime, and those of the children that have ended
    ticks = sum(int(value) for value in after_name[11:15])
    memory, most, share = (int(status[key][0]) * 1024 for key in ("VmRSS", "VmHWM", "Pss"))
    return Usage(memory, most, share, ticks / TICKS)
