"""Runs the cells of a notebook on the real kernel."""

import asyncio
import os
import subprocess
import time
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_notebook
from traitlets.config import Config

from notebook import numbered_code_cells
from paths import title
from side_by_side import floor

TIMEOUT = 300  # seconds: a cell that takes longer hangs, however busy the machine is


class Failed(Exception):
    """A notebook could not be run to its end; the message is shown to the user."""


@contextmanager
def kernel(path):
    """Starts a kernel in the folder of this notebook."""
    # Unix sockets, because another process may take a TCP port before the kernel binds it.
    with TemporaryDirectory(prefix="day29-") as folder:
        connection = {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}
        client = NotebookClient(
            new_notebook(),
            kernel_name="tslab",
            startup_timeout=TIMEOUT,
            timeout=TIMEOUT,
            iopub_timeout=TIMEOUT,
            raise_on_iopub_timeout=True,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            config=Config({"KernelManager": connection}),
        )
        try:
            # As JupyterLab does; the kernel reads the notebook's path from it.
            environment = {
                **os.environ,
                "JPY_SESSION_NAME": str(path),
                # Exercises that somebody has solved here before do not count.
                "DAY29_PROGRESS": f"{folder}/progress.json",
            }
            # Hide what cells print to the terminal directly, past the kernel.
            with ExitStack() as running:
                with floor.place():
                    running.enter_context(
                        client.setup_kernel(env=environment, stdout=subprocess.DEVNULL)
                    )
                yield client
        except RuntimeError as error:
            raise Failed(f"{title(path)}: the kernel did not start: {error}") from error


def run_all(client, notebook, path, backwards=False):
    """Runs every cell, stores the outputs in the notebook, and returns the seconds of each."""
    cells = numbered_code_cells(notebook)
    return run_cells(client, notebook, path, reversed(cells) if backwards else cells)


def run_cells(client, notebook, path, cells, how=""):
    client.nb = notebook
    client.reset_execution_trackers()
    seconds = {}
    for number, index, cell in cells:
        with floor.place(alone="alone" in cell.metadata.get("tags", [])):
            started = time.monotonic()
            problem = run_cell(client, index, cell)
            seconds[number] = time.monotonic() - started
        if problem:
            first_line = cell.source.strip().splitlines()[0]
            raise Failed(f"{title(path)}: cell [{number}] failed{how}: {first_line}\n{problem}")
    return seconds


def run_cell(client, index, cell):
    """Returns what went wrong, or None."""
    try:
        run_sync(execute_with_input)(client, index, cell)
    except CellExecutionError:
        pass
    except CellTimeoutError:
        return f"no result within {TIMEOUT} s"
    except DeadKernelError:
        return "the kernel died"
    cell.outputs = merge_streams(cell.outputs)
    if "raises-exception" in cell.metadata.get("tags", []):
        return None
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return "\n".join("\n".join(error.traceback) for error in errors)


async def execute_with_input(client, index, cell):
    """Runs a cell, and enters the lines in its metadata `input` when it asks for them."""
    lines = cell.metadata.get("input", [])
    client.kc.allow_stdin = bool(lines)
    entering = asyncio.ensure_future(enter(client.kc, lines))
    try:
        await client.async_execute_cell(cell, index)
    finally:
        entering.cancel()


async def enter(client, lines):
    for line in lines:
        await client.get_stdin_msg(timeout=None)
        client.input(line)


def merge_streams(outputs):
    """Joins consecutive pieces of a stream, which a kernel may split anywhere."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged
