"""Slides of a notebook: a question, then, at a key, the code with its result, and why on the next slide."""

import base64
import copy
import re
from typing import ClassVar

from nbconvert import SlidesExporter

import drawing_language
import language
from paths import PROJECT

REVEAL = PROJECT / "node_modules/reveal.js/dist"
CHAPTER = re.compile(r"##? ")
DRAWING = re.compile(r"(?<=\]\()(drawings/[\w-]+\.svg)(?=\))")


def slide_type(cell):
    """What `jupyter nbconvert --to slides` reads from the metadata of a cell."""
    if cell.cell_type == "code":
        return "fragment"
    return "slide" if CHAPTER.match(cell.source) else "subslide"


class SlidesInOneFile(SlidesExporter):
    template_name = "deck"
    extra_template_basedirs: ClassVar = [str(PROJECT / "tools/site")]
    exclude_anchor_links = True
    embed_images = True

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        resources["reveal_js"] = (REVEAL / "reveal.js").read_text("utf-8")
        resources["reveal_css"] = (REVEAL / "reveal.css").read_text("utf-8")
        return resources


def slides(notebook, title, folder, chosen):
    """The slides as HTML, in one language or both."""
    notebook = copy.deepcopy(notebook)
    if chosen != "both":
        for cell in notebook.cells:
            source = language.cell(cell.cell_type, cell.source, chosen)
            cell.source = DRAWING.sub(lambda found: embedded(folder, found[1], chosen), source)
    resources = {
        "metadata": {"name": title, "path": str(folder)},
        "title": title,
        "language": "en" if chosen == "en" else "zh-CN",
        "shown": chosen,
    }
    html, _ = SlidesInOneFile().from_notebook_node(notebook, resources)
    return html


def embedded(folder, name, chosen):
    """The address of a drawing in one language, which contains the drawing; its own if it is missing."""
    file = folder / name
    if not file.exists():
        return name
    svg = drawing_language.drawing(file.read_text("utf-8"), chosen)
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
