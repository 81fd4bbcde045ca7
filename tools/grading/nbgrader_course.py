"""Writes the exercises as an assignment of nbgrader."""

import nbformat

from course import CALL, role_of

ASSIGNMENT = "day29"
POINTS = 1  # of an exercise

CONFIG = """\
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "day29"
c.ClearSolutions.enabled = False  # the notebook has none, and its blanks are to stay
c.Execute.timeout = 120  # seconds for a cell
c.Execute.kernel_name = "tslab"
"""


def write_course(folder, notebook, packages):
    """Adds the assignment to the folder of a course, and what it needs there. Returns the files that are new."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
        written.append(config)
    # Submissions run in folders below this one, and find the package day29 from there.
    link = folder / "node_modules"
    if not link.is_symlink() and not link.exists():
        link.symlink_to(packages)
        written.append(link)
    source = folder / "source" / ASSIGNMENT / notebook.name
    source.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(assignment(nbformat.read(notebook, as_version=4)), source)
    return [*written, source]


def assignment(notebook):
    for cell in notebook.cells:
        _, role = role_of(cell)
        if role == "answer":
            cell.metadata.nbgrader = cell_metadata(cell.id, solution=True)
        elif role == "check":
            cell.metadata.nbgrader = cell_metadata(cell.id, solution=False)
            cell.source = throwing(cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def cell_metadata(name, solution):
    points = {} if solution else {"points": POINTS}
    return {
        "schema_version": 3,
        "grade_id": name,
        "grade": not solution,
        "solution": solution,
        "locked": not solution,
        "task": False,
        **points,
    }


def throwing(source):
    """A check that fails: nbgrader gives the points of a cell that throws no error."""
    call = CALL.search(source)
    expression = source[call.start() :].rstrip().rstrip(";")
    failure = 'throw new Error("未通过 · not passed")'
    return f"{source[: call.start()]}if (!({expression}).passed) {failure};"
