"""npm run grade: runs the notebooks of a class with the course's checks, and writes a table and pages."""

import argparse
import multiprocessing
import os
import sys
from multiprocessing.connection import wait
from pathlib import Path

from course import BadCourse, exercises_of
from family import adopt_orphans, end_all
from nbgrader_course import write_course
from scores import Scores
from submissions import Submission, submissions_in
from tables import write_pages, write_table
from worker import PACKAGES, Limits, Result, work

PROJECT = Path(__file__).resolve().parents[2]
COURSE = PROJECT / "notebooks" / "10-exercises.ipynb"
EPILOG = """\
FOLDER has a notebook for each student (ann.ipynb), or a folder for each (ann/10-exercises.ipynb).
The notebooks run with your rights: docs/guide/grading.md shows how to run them in a container."""


class Mistake(Exception):
    """What the user has to change."""


def main(arguments):
    options = parse(arguments)
    try:
        return run(options)
    except (Mistake, BadCourse) as mistake:
        print(f"day29: {mistake}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        end_all(os.getpid())


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="npm run grade --",
        description="Runs the submitted notebooks of a class, each in a kernel of its own, with the course's checks.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("folder", metavar="FOLDER", nargs="?", help="the submissions")
    parser.add_argument(
        "--output", metavar="FOLDER", help="where to write (default: build/grades/NAME-OF-FOLDER)"
    )
    parser.add_argument(
        "--notebook",
        metavar="FILE",
        help="the notebook that was handed out (default: notebooks/10-exercises.ipynb)",
    )
    parser.add_argument(
        "--jobs",
        type=positive(int),
        default=cores,
        help=f"submissions at a time (default: {cores}, the cores)",
    )
    parser.add_argument(
        "--seconds", type=positive(float), default=600, help="limit for a submission (default: 600)"
    )
    parser.add_argument(
        "--cell-seconds", type=positive(float), default=60, help="limit for a cell (default: 60)"
    )
    parser.add_argument(
        "--memory",
        type=positive(int),
        default=1024,
        help="limit for a submission with all its processes, in MB (default: 1024; a kernel takes 260)",
    )
    parser.add_argument(
        "--nbgrader",
        metavar="FOLDER",
        help="instead of grading, write the exercises as an assignment of nbgrader into the folder of its course",
    )
    options = parser.parse_args(arguments)
    if (options.folder is None) == (options.nbgrader is None):
        parser.error("name the FOLDER of the submissions, or --nbgrader FOLDER")
    return options


def positive(kind):
    def parse(text):
        value = kind(text)
        if not 0 < value < 1e9:
            raise ValueError
        return value

    parse.__name__ = "positive number" if kind is float else "positive whole number"
    return parse


def run(options):
    notebook = existing(options.notebook) if options.notebook else COURSE
    if options.nbgrader:
        exercises_of(notebook)
        for path in write_course(from_caller(options.nbgrader), notebook, PACKAGES):
            print(f"written: {path}")
        return 0
    folder = existing(options.folder)
    if not folder.is_dir():
        raise Mistake(f"not a folder: {folder}")
    output = (
        from_caller(options.output)
        if options.output
        else PROJECT / "build" / "grades" / folder.name
    )
    if output.is_relative_to(folder):
        raise Mistake(f"--output {output} is inside the folder of the submissions")
    exercises = exercises_of(notebook)
    submissions = submissions_in(folder)
    if not submissions:
        raise Mistake(f"no submissions in {folder}: it is empty")
    limits = Limits(options.cell_seconds, options.seconds, options.memory)
    adopt_orphans()
    arguments = (notebook.name, exercises, limits)
    print(f"{notebook.name}, unchanged ... ", end="", flush=True)
    ((_, untouched),) = results([Submission(notebook.stem, notebook)], 1, arguments)
    scores = Scores(exercises, untouched.verdicts)
    if untouched.status != "graded" or not scores.is_complete():
        raise Mistake(
            f"cannot grade {notebook}: {untouched.said or untouched.notes or untouched.status}"
        )
    if complete := scores.complete_unchanged():
        names = ", ".join(complete)
        raise Mistake(f"{notebook} is not what was handed out: it passes all checks of {names}")
    print(f"{len(exercises)} exercises, {scores.total} checks, {untouched.seconds:.1f} s")
    graded = {}
    for submission, result in results(submissions, options.jobs, arguments):
        graded[submission] = result
        points = scores.sum_of(result)
        print(
            f"[{len(graded)}/{len(submissions)}] {printable(submission.student)}: "
            f"{points}/{scores.total}, {result.status}, {result.seconds:.1f} s"
        )
    rows = [(submission, graded[submission]) for submission in submissions]
    output.mkdir(parents=True, exist_ok=True)
    write_table(output / "grades.csv", rows, scores)
    write_pages(output, rows, scores)
    print(f"written: {output / 'grades.csv'}, {output / 'index.html'}")
    return 0


def results(submissions, jobs, arguments):
    """Grades several submissions at a time. Yields each with its result when it is there."""
    context = multiprocessing.get_context("fork")
    waiting, running = list(submissions), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            submission = waiting.pop(0)
            # Sockets: a pipe could be opened, and written to, through /proc.
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, submission, *arguments))
            process.start()
            theirs.close()
            running[ours] = submission, process
        for connection in wait(list(running)):
            submission, process = running.pop(connection)
            yield submission, received(connection)
            process.join()


def received(connection):
    with connection:
        try:
            return connection.recv()
        except EOFError:
            return Result("failed", "the process that graded it was killed")


def existing(name):
    path = from_caller(name)
    if not path.exists():
        raise Mistake(f"there is no {path}")
    return path


def from_caller(name):
    """A path from the folder in which npm was called."""
    return Path(os.environ.get("INIT_CWD", "."), name).resolve()


def printable(text):
    return "".join(char if char.isprintable() else "?" for char in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
