"""A kernel that grades: runs cells and checks, and receives what the checks find over a socket of its own."""

import contextlib
import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager

STARTUP = 120  # seconds, on a busy machine
RETRY = 5
DELIVERY = 10  # seconds that a report of a check may be under way
GRACE = 10  # seconds that an interrupted cell has to end
MAX_LINE = 1 << 20  # bytes of a report
MAX_MESSAGE = 16 << 20  # bytes of a reply
MAX_SAID = 4000  # characters of an error
POLL = 0.25  # seconds

# Node.js and its options; the file of the kernel and of the connection follow.
*NODE, _, _ = KernelSpecManager().get_kernel_spec("tslab").argv
KERNEL = Path(__file__).with_name("kernel.mjs")


class Ended(Exception):
    """The kernel has ended, or had to be ended."""


class StillRunning(Exception):
    """The cell ran too long, and was interrupted."""


class Failed(Exception):
    """The cell threw or does not compile; the message is what it says."""


class Kernel:
    """One process. Used as a context, which ends it."""

    def __init__(self, folder, home, heap_mb):
        self.stack = contextlib.ExitStack()
        self.name = f"grader_{secrets.token_hex(16)}"
        self.token = secrets.token_hex(32)
        self.reports = {}
        self.changed = threading.Condition()
        self.folder, self.home, self.heap_mb = folder, home, heap_mb

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            runtime = stack.enter_context(TemporaryDirectory(prefix="day29-"))
            file, _ = write_connection_file(
                f"{runtime}/kernel.json", transport="ipc", ip=f"{runtime}/kernel"
            )
            ours, theirs = socket.socketpair()
            stack.enter_context(ours)
            ours.sendall(json.dumps({"name": self.name, "token": self.token}).encode() + b"\n")
            with theirs:
                self.process = subprocess.Popen(
                    [
                        *NODE,
                        f"--max-old-space-size={self.heap_mb}",
                        str(KERNEL),
                        file,
                        str(theirs.fileno()),
                    ],
                    cwd=self.folder,
                    env=environment(self.home),
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            stack.callback(self.kill)
            threading.Thread(target=self.receive, args=[ours], daemon=True).start()
            self.client = BlockingKernelClient(connection_file=file)
            self.client.load_connection_file()
            stack.callback(self.client.stop_channels)
            # Output is not subscribed to, so that any amount of it costs nothing here.
            self.client.start_channels(iopub=False, stdin=False, hb=False, control=False)
            self.wait_until_ready()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def receive(self, connection):
        """Keeps the reports that have the token, and drops everything else."""
        token, buffer = self.token.encode(), b""
        while data := receive_some(connection):
            *lines, buffer = (buffer + data).split(b"\n")
            for line in lines:
                if line.startswith(token):
                    report = json.loads(line[len(token) :])
                    with self.changed:
                        self.reports.setdefault(report["exercise"], report)
                        self.changed.notify_all()
            if len(buffer) > MAX_LINE:
                buffer = b""

    def wait_until_ready(self):
        """Asks again and again, as Jupyter does: a request to a kernel that starts may be lost."""
        for _ in range(STARTUP // RETRY):
            if self.reply(self.client.kernel_info(), RETRY) is not None:
                return
        raise TimeoutError(f"the kernel did not start within {STARTUP} s")

    def run(self, code, seconds):
        """Runs a cell to its end. Raises `Failed`, `StillRunning` or `Ended`."""
        request = self.client.execute(code, store_history=False, allow_stdin=False)
        content = self.reply(request, seconds)
        interrupted = content is None
        if interrupted:
            os.kill(self.process.pid, signal.SIGINT)
            content = self.reply(request, GRACE)
        if content is None:
            self.kill()
            raise Ended
        if interrupted:
            raise StillRunning
        if content.get("status") != "ok":
            raise Failed(f"{content.get('ename')}: {content.get('evalue')}"[:MAX_SAID])

    def report(self, exercise, patience):
        """What the check has found, or None. It is sent before the cell ends, and may still be under way for a moment."""
        with self.changed:
            self.changed.wait_for(lambda: exercise in self.reports, patience)
            return self.reports.get(exercise)

    def reply(self, request, seconds):
        """The content of the reply, or None when the time is used up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                message = self.client.get_shell_msg(timeout=POLL)
                if message["parent_header"].get("msg_id") == request:
                    return message["content"]
                continue
            if self.process.poll() is not None:
                raise Ended
        return None


def receive_some(connection):
    try:
        return connection.recv(1 << 16)
    except OSError:
        return b""


def environment(home):
    """Nothing of the teacher's environment but what a program needs."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TZ") if key in os.environ}
    return {**kept, "HOME": str(home), "DAY29_PROGRESS": ""}
