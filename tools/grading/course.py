"""The exercises of the course's notebook, and how a submission is run with the course's checks."""

import re
from dataclasses import dataclass

import nbformat

CALL = re.compile(r"^await (check\w+)\(", re.M)
TITLE = re.compile(r"^### 练习 \d+：(?P<zh>.*?) · Exercise \d+: (?P<en>.*)$", re.M)


@dataclass(frozen=True)
class Exercise:
    name: str
    zh: str
    en: str
    check: str  # the source of the course's cell
    function: str  # which it calls


@dataclass(frozen=True)
class Step:
    """A cell to run: the student's, or the check of an exercise."""

    source: str
    exercise: Exercise | None = None


class BadCourse(Exception):
    pass


def exercises_of(path):
    """The exercises of the course's notebook, in order."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except Exception as error:  # whatever is wrong with the file
        raise BadCourse(f"cannot read {path}: {error}") from error
    titles = {cell.id: TITLE.search(cell.source) for cell in cells if cell.cell_type == "markdown"}
    found = []
    for cell in cells:
        name, role = role_of(cell)
        if role != "check":
            continue
        call = CALL.search(cell.source)
        if not call:
            raise BadCourse(f"{path}: the check of {name} is not a call: await check…(…)")
        title = titles.get(name)
        words = (title["zh"], title["en"]) if title else (name, name)
        found.append(Exercise(name, *words, cell.source, call[1]))
    if not found:
        raise BadCourse(f"{path} has no exercises: no cell has the metadata day29.role = check")
    return found


def role_of(cell):
    """The exercise of a cell, and what the cell is in it: answer or check."""
    own = cell.metadata.get("day29")
    if not isinstance(own, dict):
        return None, None
    return own.get("exercise"), own.get("role")


def plan(cells, exercises):
    """The steps for these cells of a submission, and the names of the exercises without an answer cell.

    A check runs where the submission has it, but after the answer; its own source is never run. Where the
    metadata is lost, a cell that calls the check's function is taken for it.
    """
    code = [cell for cell in cells if cell.cell_type == "code"]
    by_name = {exercise.name: exercise for exercise in exercises}
    by_function = {exercise.function: exercise for exercise in exercises}
    place, answered, is_check = {}, set(), set()
    for index, cell in enumerate(code):
        name, role = role_of(cell)
        call = CALL.search(cell.source)
        if role == "answer" and name in by_name:
            answered.add(name)
            place[name] = index
        elif role == "check" or (call and call[1] in by_function):
            is_check.add(index)
            known = by_name.get(name) or (call and by_function.get(call[1]))
            if known:
                place[known.name] = index
    checks = {}
    for exercise in exercises:
        checks.setdefault(place.get(exercise.name, len(code) - 1), []).append(exercise)
    steps = [Step(exercise.check, exercise) for exercise in checks.get(-1, [])]
    for index, cell in enumerate(code):
        if index not in is_check and cell.source.strip():
            steps.append(Step(cell.source))
        steps += [Step(exercise.check, exercise) for exercise in checks.get(index, [])]
    missing = {exercise.name for exercise in exercises} - answered
    return steps, missing


def check_source(exercise, holder):
    """The course's check cell, which calls the check through a global that only the grader knows."""
    declared = f'declare const {holder}: typeof import("day29/exercises");\n'
    return declared + CALL.sub(rf"await {holder}.\1(", exercise.check)
