"""Finds the submissions of a class: a notebook for each student, or a folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

SKIPPED = {"node_modules", "__MACOSX"}
MAX_FILES = 2000
MAX_BYTES = 200 << 20


class Unusable(Exception):
    """A submission that cannot be run. Holds its status and what to tell the teacher."""

    def __init__(self, status, said):
        super().__init__(said)
        self.status, self.said = status, said


@dataclass(frozen=True)
class Submission:
    student: str
    path: Path  # the notebook, or the folder


def submissions_in(folder):
    """What is in the folder of a class, by name. Two that have one name get their file names."""
    found = [path for path in sorted(folder.iterdir()) if is_submission(path)]
    names = [student_of(path) for path in found]
    return [
        Submission(path.name if names.count(name) > 1 else name, path)
        for path, name in zip(found, names, strict=True)
    ]


def student_of(path):
    return path.name if path.is_dir() else path.stem


def is_submission(path):
    """Also a file of another kind, so that its student is in the table."""
    return not path.name.startswith(".") and path.name not in SKIPPED


def copy_to(target, submission, course_name, has_exercises):
    """Copies a submission into an empty folder, and returns the notebook's path there. Follows no links."""
    path = submission.path
    if path.is_symlink():
        raise Unusable("link", f"{path.name} is a symbolic link")
    if path.is_dir():
        base, files = path, list(files_below(path))
        notebook = notebook_of(files, course_name, has_exercises)
    elif path.is_file() and path.suffix == ".ipynb":
        base, files, notebook = path.parent, [path], path
    else:
        raise Unusable("not a notebook", f"{path.name} is not an .ipynb file")
    if sum(file.stat().st_size for file in files) > MAX_BYTES:
        raise Unusable("too large", f"more than {MAX_BYTES >> 20} MB")
    for file in files:
        copy = target / file.relative_to(base)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return target / notebook.relative_to(base)


def files_below(folder):
    """The regular files below a folder, without links, hidden ones and installed packages."""
    count = 0
    pending = [folder]
    while pending:
        for path in sorted(pending.pop(0).iterdir()):
            if path.name.startswith(".") or path.name in SKIPPED or path.is_symlink():
                continue
            if path.is_dir():
                pending.append(path)
            elif path.is_file():
                count += 1
                if count > MAX_FILES:
                    raise Unusable("too large", f"more than {MAX_FILES} files")
                yield path


def notebook_of(files, course_name, has_exercises):
    """The notebook that has the course's name, or the only one, or the only one with exercises."""
    notebooks = [file for file in files if file.suffix == ".ipynb"]
    named = [file for file in notebooks if file.name == course_name]
    for candidates in (named, notebooks, [file for file in notebooks if has_exercises(file)]):
        if len(candidates) == 1:
            return candidates[0]
    if not notebooks:
        raise Unusable("no notebook", "the folder has no .ipynb file")
    names = ", ".join(file.name for file in notebooks)
    raise Unusable("several notebooks", f"which of them is to be graded: {names}")
