"""Markdown cells whose content is that of a file, drawings and the programs of examples/, and the metadata of slides.

Such a cell names its file in its metadata: "day29": {"drawing": "socket"} or {"program": "poll-server"}.
`npm run notebooks` writes both. This script reports the cells that are out of date.
"""

import argparse
import re
import sys
from html import unescape
from pathlib import Path

from nbformat import from_dict

from notebook import read, save
from paths import FOLDER, PROJECT
from slides import slide_type

DRAWINGS = FOLDER / "drawings"
PROGRAMS = PROJECT / "examples"
LANGUAGES = (("ts", "TypeScript", "typescript"), ("py", "Python", "python"))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folder", type=Path, default=FOLDER)
    arguments.add_argument(
        "--write", action="store_true", help="write the cells, without running a notebook"
    )
    options = arguments.parse_args()
    problems = []
    for path in sorted(options.folder.rglob("*.ipynb")):
        notebook = read(path)
        if ".ipynb_checkpoints" in path.parts or not (changed := generate(notebook)):
            continue
        if options.write:
            save(notebook, path)
        else:
            name = path.relative_to(options.folder).with_suffix("")
            problems.append(
                f"{name}: {', '.join(changed)}: out of date: npm run notebooks -- {name}"
            )
    print("\n".join(problems))
    return 1 if problems else 0


def generate(notebook):
    """Writes the cells; returns the ids of those that changed."""
    changed = []
    for cell in notebook.cells:
        before = (cell.source, cell.metadata.get("slideshow"))
        match cell.metadata.get("day29", {}):
            case {"drawing": name}:
                cell.source = drawing(name)
            case {"program": name}:
                cell.source = program(name)
        cell.metadata["slideshow"] = from_dict({"slide_type": slide_type(cell)})
        if before != (cell.source, cell.metadata.slideshow):
            changed.append(cell.id)
    return changed


def drawing(name):
    svg = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    title, description = (unescape(part(svg, tag)) for tag in ("title", "desc"))
    return (
        f"<figure>\n\n![{description}]({DRAWINGS.name}/{name}.svg)\n\n"
        f"<figcaption>{title}</figcaption>\n</figure>"
    )


def part(svg, tag):
    return re.search(rf"<{tag}>(.*?)</{tag}>", svg, flags=re.S)[1]


def program(name):
    introduction = (
        '<div lang="zh">\n\n'
        f"整个程序，用两种语言写成。在终端里运行：`npm run example -- {name}`，或者 `{name}.py`。\n\n"
        '</div>\n<div lang="en">\n\n'
        f"The whole program in both languages. To run it in a terminal: `npm run example -- {name}`, or "
        f"`{name}.py`.\n\n</div>"
    )
    return "\n\n".join([introduction, *(listing(name, *language) for language in LANGUAGES)])


def listing(name, extension, language, lexer):
    file = PROGRAMS / f"{name}.{extension}"
    code = file.read_text(encoding="utf-8").rstrip()
    return (
        f"<details>\n<summary>{language}: examples/{file.name}</summary>\n\n"
        f"```{lexer}\n{code}\n```\n\n</details>"
    )


if __name__ == "__main__":
    sys.exit(main())
