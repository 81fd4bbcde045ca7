"""Working copies of the notebooks: without outputs, in the language of their reader.

A copy that its reader has changed or run is never overwritten; the others follow the originals and the language.
`.day29.json` in the folder of the copies has the language, and a hash of each copy as it was written.
"""

import argparse
import copy
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

import drawing_language
import language
from paths import FOLDER, find, title

STATE = ".day29.json"
LANGUAGES = ("zh", "en", "both")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--lang", choices=LANGUAGES)
    arguments.add_argument("--fresh", nargs="+", metavar="NAME", default=[])
    options = arguments.parse_args()

    originals = {title(path): path for path in find([])}
    unknown = [name for name in options.fresh if name not in originals]
    if unknown:
        say(f"unknown notebook: {', '.join(unknown)}; available: {', '.join(originals)}")
        return 1

    copies = Copies(options.folder, originals)
    for name in options.fresh:
        copies.refresh(name)
    left = copies.update(options.lang)
    if left and not options.fresh:
        say(
            f"left as you changed them, though there are newer ones: {', '.join(left)}; "
            f"for a fresh copy: npm run fresh -- {left[0]}"
        )
    return 0


class Copies:
    def __init__(self, folder, originals):
        self.folder = folder
        self.originals = originals
        state = folder / STATE
        known = json.loads(state.read_text()) if state.exists() else {}
        self.language = known.get("language", "both")
        self.written = known.get("written", {})

    def path(self, name):
        return self.folder / f"{name}.ipynb"

    def update(self, chosen=None):
        """Writes the copies that are missing or outdated; returns the names of those that are left, outdated."""
        self.language = chosen or self.language
        left = []
        for name, original in self.originals.items():
            notebook = working_copy(load(original), self.language)
            newest, current, written = digest(notebook), self.current(name), self.written.get(name)
            if current not in (None, newest, written):
                if newest != written:
                    left.append(name)
                continue
            if current != newest:
                write(self.path(name), notebook)
            self.written[name] = newest
        for drawing in (FOLDER / "drawings").iterdir():
            svg = drawing.read_text("utf-8")
            if self.language != "both":
                svg = drawing_language.drawing(svg, self.language)
            write_text(self.folder / "drawings" / drawing.name, svg)
        write(self.folder / STATE, {"language": self.language, "written": self.written})
        return left

    def current(self, name):
        """The digest of a copy as it is now; None if there is none."""
        path = self.path(name)
        if not path.exists():
            return None
        try:
            return digest(load(path))
        except (ValueError, KeyError, TypeError):
            return "no notebook"  # but its reader's

    def refresh(self, name):
        """Moves a changed copy aside, so that the next update writes it anew."""
        path = self.path(name)
        if self.current(name) in (None, self.written.get(name)):
            say(f"{name} is a fresh copy; you had not changed it")
            return
        now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
        old = path.with_name(f"{path.stem}-{now}.ipynb")
        while old.exists():
            old = old.with_name(f"{old.stem}-again.ipynb")
        path.rename(old)
        self.written.pop(name, None)
        say(f"{name} is a fresh copy; the old one is {old.relative_to(self.folder.parent)}")


def working_copy(original, chosen):
    notebook = copy.deepcopy(original)
    for cell in notebook["cells"]:
        if chosen != "both":
            source = language.cell(cell["cell_type"], "".join(cell["source"]), chosen)
            cell["source"] = source.splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook


def digest(notebook):
    """A hash of what a reader changes: the cells and their outputs, however the file is formatted."""
    cells = [
        [cell["cell_type"], "".join(cell["source"]), cell.get("outputs", [])]
        for cell in notebook["cells"]
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def write(path, content):
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_text(path, text):
    """Replaces the file atomically: an interrupted run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def say(what):
    print(f"day29: {what}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
