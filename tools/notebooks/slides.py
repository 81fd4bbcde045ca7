"""Slides of a notebook: a question, then, at a key, the code with its result, and why on the next slide."""

import copy
import re
from typing import ClassVar

from nbconvert import SlidesExporter

import language
from paths import PROJECT

REVEAL = PROJECT / "node_modules/reveal.js/dist"
CHAPTER = re.compile(r"##? ")


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
            cut = language.prose if cell.cell_type == "markdown" else language.code
            cell.source = cut(cell.source, chosen)
    resources = {
        "metadata": {"name": title, "path": str(folder)},
        "title": title,
        "language": "en" if chosen == "en" else "zh-CN",
        "shown": chosen,
    }
    html, _ = SlidesInOneFile().from_notebook_node(notebook, resources)
    return html
