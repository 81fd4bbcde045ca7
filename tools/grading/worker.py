"""Grades one submission, in a process of its own."""

import logging
import os
import signal
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from course import check_source, plan, role_of
from family import Watch, adopt_orphans, end_all
from kernel_process import DELIVERY, Ended, Failed, Kernel, StillRunning
from submissions import Unusable, copy_to

PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
MAX_NOTEBOOK = 50 << 20  # bytes
MAX_SOURCE = 20_000  # characters of an answer on the page
MAX_RESTARTS = 3
HEAP_SHARE = 0.6  # of the memory; the rest is for buffers and other processes


@dataclass(frozen=True)
class Limits:
    cell: float  # seconds
    whole: float  # seconds
    memory: int  # MB


@dataclass
class Verdict:
    """What was found of one exercise."""

    passed: list[str] = field(default_factory=list)  # the titles of the checks
    total: int = 0
    checks: list[dict] = field(default_factory=list)
    said: str = ""  # why there is no report
    source: str = ""  # the answer


@dataclass
class Result:
    status: str
    said: str = ""
    notes: list[str] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    seconds: float = 0.0
    peak: int = 0  # bytes


def work(connection, submission, course_name, exercises, limits):
    """The body of the process: sends a `Result`."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    adopt_orphans()
    logging.disable()
    warnings.simplefilter("ignore")
    started = time.monotonic()
    try:
        result = grade(submission, course_name, exercises, limits)
    except Unusable as unusable:
        result = Result(unusable.status, unusable.said)
    except Exception as error:  # a bug, or a machine without room; the others are graded
        result = Result("failed", f"{type(error).__name__}: {error}"[:2000])
    end_all(os.getpid())
    result.seconds = time.monotonic() - started
    connection.send(result)


def grade(submission, course_name, exercises, limits):
    with TemporaryDirectory(prefix="day29-", ignore_cleanup_errors=True) as folder:
        work_folder, home = Path(folder, "work"), Path(folder, "home")
        work_folder.mkdir()
        home.mkdir()
        Path(folder, "node_modules").symlink_to(PACKAGES)
        notebook = copy_to(work_folder, submission, course_name, has_exercises)
        cells = cells_of(notebook)
        with Watch(limits.memory << 20) as watch:
            run = Run(cells, exercises, limits, watch, notebook.parent, home)
            try:
                result = run.result()
            finally:
                end_all(os.getpid())
        result.peak = watch.peak
        return result


def cells_of(path):
    """The cells of a student's notebook. Raises `Unusable` for a file that is not one for this kernel."""
    if path.stat().st_size > MAX_NOTEBOOK:
        raise Unusable("too large", f"{path.name} has more than {MAX_NOTEBOOK >> 20} MB")
    try:
        notebook = nbformat.read(path, as_version=4)
        spec = notebook.metadata.get("kernelspec", {})
        names = {spec.get("name"), spec.get("language")}
        cells = [
            cell
            for cell in notebook.cells
            if isinstance(cell.source, str) and cell.metadata is not None
        ]
    except Exception as error:  # anything can be wrong with it
        raise Unusable("unreadable", f"{path.name}: {error}"[:500]) from None
    if spec and not names & {"tslab", "typescript"}:
        raise Unusable("other kernel", f"{path.name} is for the kernel {spec.get('name')}")
    return cells


def has_exercises(path):
    try:
        return any(role_of(cell)[1] for cell in cells_of(path))
    except Unusable:
        return False


class Run:
    """The cells of a submission on a kernel, which is started again when they end it."""

    def __init__(self, cells, exercises, limits, watch, folder, home):
        self.steps, self.missing = plan(cells, exercises)
        self.exercises, self.limits, self.watch = exercises, limits, watch
        self.folder, self.home = folder, home
        self.verdicts = {exercise.name: Verdict() for exercise in exercises}
        for cell in cells:
            name, role = role_of(cell)
            if role == "answer" and name in self.verdicts:
                self.verdicts[name].source += cell.source[:MAX_SOURCE]
        self.fatal = set()  # the steps that ended a kernel
        self.done = set()  # the checks that have run
        self.notes = []
        self.deadline = time.monotonic() + limits.whole

    def result(self):
        status, said = "graded", ""
        for _ in range(MAX_RESTARTS + 1):
            ended = self.attempt()
            if ended is None:
                break
            status, said = ended
            if status == "time" or self.watch.exceeded == "processes":
                break
            self.watch.exceeded = None
        for name in self.missing:
            verdict = self.verdicts[name]
            verdict.said = verdict.said or "没有写着答案的单元格 · there is no cell with the answer"
        return Result(status, said, self.notes, self.verdicts)

    def attempt(self):
        """Runs what is left on a new kernel. Returns the status and an explanation if the kernel ends, or None."""
        heap_mb = int(self.limits.memory * HEAP_SHARE)
        index = None
        try:
            with Kernel(self.folder, self.home, heap_mb) as kernel:
                for index, step in enumerate(self.steps):
                    if index in self.fatal or index in self.done:
                        continue
                    left = self.deadline - time.monotonic()
                    if left <= 0:
                        return "time", f"stopped after {self.limits.whole:g} s"
                    self.run(kernel, index, step, min(left, self.limits.cell))
        except Ended:
            if index is None:
                raise RuntimeError("the kernel did not start") from None
            self.fatal.add(index)
            return self.explain(index)
        return None

    def run(self, kernel, index, step, seconds):
        is_first_run = not self.fatal
        where = step.exercise.name if step.exercise else first_line(step.source)
        said = ""
        try:
            code = check_source(step.exercise, kernel.name) if step.exercise else step.source
            kernel.run(code, seconds)
        except Failed as failed:
            said = str(failed)
        except StillRunning:
            said = f"过了 {seconds:.0f} 秒还没有结果 · no result after {seconds:.0f} seconds"
        if step.exercise:
            self.done.add(index)
            report = kernel.report(step.exercise.name, 0 if said else DELIVERY)
            self.take(step.exercise.name, report, said)
        elif said and is_first_run:
            self.notes.append(f"{where}\n{said}")

    def take(self, name, report, said):
        verdict = self.verdicts[name]
        if report is None:
            verdict.said = said or "检查没有给出结果 · the check has sent no result"
            return
        verdict.total = report["total"]
        verdict.checks = report["checks"]
        verdict.passed = [check["title"] for check in report["checks"] if check["passed"]]
        if not verdict.checks:
            verdict.said = "还没有写 · not written yet"

    def explain(self, index):
        step = self.steps[index]
        where = step.exercise.name if step.exercise else first_line(step.source)
        exceeded = self.watch.exceeded
        words = {
            "memory": f"用了超过 {self.limits.memory} MB 内存 · more than {self.limits.memory} MB of memory",
            "processes": "进程太多 · too many processes",
            None: "内核结束了 · the kernel ended",
        }[exceeded]
        if step.exercise:
            self.done.add(index)
            self.verdicts[step.exercise.name].said = words
        self.notes.append(f"{where}\n{words}")
        return exceeded or "died", f"{where}: {words}"


def first_line(source):
    return source.strip().splitlines()[0][:200]
