"""The line below each notebook's title, with links to the previous one, the contents and the next one.

`npm run notebooks` writes it. This script reports the lines that are missing or out of date.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from notebook import read, save
from paths import FOLDER

CONTENTS = "00-index.ipynb"
HEADING = re.compile(r"# (?P<title>.+)")
LINK = r"\[[^\]\n]*\]\([^)\s]*\.ipynb\)"
LINE = re.compile(rf"{LINK}(?: · {LINK})*\s*")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folder", type=Path, default=FOLDER)
    arguments.add_argument(
        "--write", action="store_true", help="write the lines, without running a notebook"
    )
    options = arguments.parse_args()
    folder = options.folder
    problems = []
    for path in sorted(folder.rglob("*.ipynb")):
        notebook = read(path)
        if ".ipynb_checkpoints" in path.parts or not link(notebook, path, folder):
            continue
        if options.write:
            save(notebook, path)
        else:
            name = path.relative_to(folder).with_suffix("")
            problems.append(
                f"{name}: the links below its title are out of date: npm run notebooks -- {name}"
            )
    print("\n".join(problems))
    return 1 if problems else 0


def link(notebook, path, folder=FOLDER):
    """Writes the line into the title cell; returns whether it changed."""
    if not path.is_relative_to(folder) or not notebook.cells:
        return False
    opening = notebook.cells[0]
    lines = opening.source.splitlines()
    if opening.cell_type != "markdown" or not lines or not HEADING.fullmatch(lines[0]):
        raise ValueError(f"{path}: the first cell does not begin with a title (# ...)")
    rest = [text for text in lines[1:] if not LINE.fullmatch(text)]
    while rest and not rest[0].strip():
        rest.pop(0)
    before = opening.source
    opening.source = "\n".join([lines[0], "", links(path, folder), "", *rest]).rstrip()
    return opening.source != before


def links(path, folder):
    before, after = neighbours(path, folder)
    contents = folder / CONTENTS
    parts = []
    if before and before != contents:
        parts.append((f"← {label(before)}", before))
    if path != contents and contents.exists():
        parts.append(("目录 · Contents", contents))
    if after:
        parts.append((f"{label(after)} →", after))
    return " · ".join(f"[{text}]({os.path.relpath(to, path.parent)})" for text, to in parts)


def neighbours(path, folder=FOLDER):
    """The notebooks before and after; a notebook in a subfolder links back to its namesake."""
    series = sorted(folder.glob("*.ipynb"))
    if path not in series:
        namesake = folder / path.name
        return namesake if namesake in series else None, None
    at = series.index(path)
    before, after = series[max(at - 1, 0) : at], series[at + 1 : at + 2]
    return next(iter(before), None), next(iter(after), None)


def label(path):
    """Shortens "06 · select：… · select: …" to "06 · select"."""
    heading = HEADING.match(read(path).cells[0].source)
    title = heading["title"] if heading else path.stem
    parts = [re.split(r"：|: ", part)[0].strip() for part in title.split(" · ")]
    return " · ".join(dict.fromkeys(parts))


if __name__ == "__main__":
    sys.exit(main())
