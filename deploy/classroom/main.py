"""npm run class: serves a class, and measures what a student needs of the machine.

Runs the build steps of repo2docker, then lets students work at the same time, each on a server that
JupyterHub starts for them, and compares what they see with the saved outputs.
"""

import argparse
import asyncio
import json
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat

import image
from hub import hub
from student import Student
from usage import usage

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tools/notebooks"))

from kernel import merge_streams  # noqa: E402
from normalise import cell_result  # noqa: E402
from notebook import numbered_code_cells, read  # noqa: E402

MB = 1e6


def main():
    arguments = argparse.ArgumentParser(prog="npm run class --")
    arguments.add_argument("--students", type=int, default=4)
    arguments.add_argument("--notebook", default="06-select")
    arguments.add_argument("--proxy", type=Path, required=True, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Short, because the kernels' sockets are in the students' homes and their paths have a limit.
    place = Path(tempfile.mkdtemp(prefix="d29-", dir="/tmp"))
    try:
        check(options, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def check(options, place):
    must_be_empty("repo2docker's plan", image.faults(image.plan(PROJECT)))
    repository = place / "srv/day29"
    image.copy(PROJECT, repository)
    image.build(repository)
    say("postBuild ran in a clone")

    path = f"notebooks/{options.notebook}.ipynb"
    saved = read(PROJECT / path)
    converted = read(image.execute(repository, path, place / "converted"))
    must_be_empty("the notebook on Binder", differences(saved, converted))
    say(f"{options.notebook} has the saved outputs on Binder")

    students = [f"s{number}" for number in range(1, options.students + 1)]
    for name in students:
        (place / "home" / name).mkdir(parents=True)
    with hub(repository, place, options.proxy, students) as (url, password):
        report = asyncio.run(lesson(url, password, students, path, saved, place / "home"))
    say(f"{len(students)} students ran {options.notebook} at the same time, with the saved outputs")
    output = PROJECT / "build/class/report.json"
    output.write_text(json.dumps(report, indent=2) + "\n")
    print(table(report))


async def lesson(url, password, names, path, saved, homes):
    students = [Student(name, url) for name in names]
    await asyncio.gather(*(student.log_in(password) for student in students))
    started = time.monotonic()
    await asyncio.gather(*(student.start_server() for student in students))
    seconds_to_start = time.monotonic() - started
    idle = {name: usage(homes / name)[0] for name in names}

    own = f"day29/{path}"
    notebooks = await asyncio.gather(*(saved_copy(student, own) for student in students))
    started = time.monotonic()
    kernels = await asyncio.gather(*(student.open(own) for student in students))
    await asyncio.gather(*map(run_all, kernels, notebooks))
    seconds_to_run = time.monotonic() - started
    for name, notebook in zip(names, notebooks, strict=True):
        must_be_empty(f"{name}'s notebook", differences(saved, notebook))

        if not list((homes / name).rglob("kernel-*-ipc-*")):
            raise SystemExit(f"{name}'s kernel uses TCP ports, which another kernel may take first")

    after = {name: usage(homes / name) for name in names}
    for kernel in kernels:
        kernel.close()
    await asyncio.gather(*(student.stop_server() for student in students))
    rows = [row(idle[name], *after[name]) for name in names]
    return {
        "students": len(names),
        "notebook": path,
        "seconds until all servers run": seconds_to_start,
        "seconds until all have run the notebook": seconds_to_run,
        **{key: statistics.median(row[key] for row in rows) for key in rows[0]},
    }


async def saved_copy(student, path):
    """The notebook as the student sees it before a cell is run."""
    kernels = (await student.kernels())["kernelspecs"]
    if "tslab" not in kernels:
        raise SystemExit(f"{student.name}'s Jupyter has no kernel tslab, only {', '.join(kernels)}")
    notebook = nbformat.from_dict(await student.read(path))
    cells = [cell for _, _, cell in numbered_code_cells(notebook)]
    if not all(cell.metadata.get("trusted") for cell in cells):
        raise SystemExit(f"{student.name}'s notebook is not trusted")
    return notebook


async def run_all(kernel, notebook):
    for _, _, cell in numbered_code_cells(notebook):
        cell.outputs = await kernel.run(cell.source)


def differences(saved, notebook):
    pairs = zip(numbered_code_cells(saved), numbered_code_cells(notebook), strict=True)
    for (number, _, old), (_, _, new) in pairs:
        new.outputs = merge_streams(new.outputs)
        before, now = cell_result(old), cell_result(new)
        if before != now:
            yield f"cell [{number}] differs:\n{now}\n--- instead of\n{before}"


def row(idle, server, kernels):
    (kernel,) = kernels
    return {
        "server, MB": server.memory / MB,
        "server, peak, MB": server.peak / MB,
        "server, its share, MB": server.share / MB,
        "kernel, MB": kernel.memory / MB,
        "kernel, peak, MB": kernel.peak / MB,
        "kernel, its share, MB": kernel.share / MB,
        "server's start, CPU seconds": idle.seconds,
        "notebook, CPU seconds": kernel.seconds + server.seconds - idle.seconds,
    }


def table(report):
    lines = []
    for key, value in report.items():
        text = f"{value:.1f}" if isinstance(value, float) else str(value)
        lines.append(f"| {key} | {text} |")
    return "\n".join(["| For one student, median | |", "|---|---|", *lines])


def must_be_empty(what, problems):
    found = list(problems)
    if found:
        raise SystemExit(f"{what}: " + "\n".join(found))


def say(text):
    print(f"day29: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
