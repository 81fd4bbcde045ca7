"""jupyter nbconvert --to latex and --to pdf: Chinese text, and pictures where a program converts them."""

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from nbconvert.preprocessors import Preprocessor

TEMPLATES = Path(__file__).parents[1] / "templates"
PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<file>[^)\s]+\.svg)\)")

VARIABLE = re.compile(r"(--\w+):([^;}]+)")


def converter(source, target):
    """The command that makes a PDF of an SVG file; none where no program does."""
    if shutil.which("inkscape"):
        return ["inkscape", "--export-type=pdf", f"--export-filename={target}", source]
    if shutil.which("rsvg-convert"):
        return ["rsvg-convert", "--format=pdf", f"--output={target}", source]
    return None


class Drawings(Preprocessor):
    """Makes PDF files of the SVG files that the text shows; what cannot be converted becomes its description."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "markdown":
            folder = Path(resources["metadata"]["path"] or ".")
            outputs = resources.setdefault("outputs", {})

            def replace(found):
                data = pdf(folder / found["file"])
                if data is None:
                    return found["text"]
                name = f"{Path(found['file']).stem}.pdf"
                outputs[name] = data
                return f"![{found['text']}]({name})"

            cell.source = PICTURE.sub(replace, cell.source)
        return cell, resources


def pdf(svg):
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "drawing.svg"), Path(folder, "drawing.pdf")
        command = converter(source, target)
        if command is None or not svg.exists():
            return None
        source.write_text(without_variables(svg.read_text()))
        subprocess.run(command, check=True, capture_output=True)
        return target.read_bytes()


def without_variables(svg):
    """Writes the first value of each CSS variable, the one for paper, in its place."""
    values = {}
    for name, value in VARIABLE.findall(svg):
        values.setdefault(name, value)
    return re.sub(r"var\((--\w+)\)", lambda found: values[found[1]], svg)


class TextForPictures(Preprocessor):
    """Removes pictures from outputs that have a text form."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/plain" in data:
                data.pop("image/svg+xml", None)
        return cell, resources


def configure(config):
    command = converter("{from_filename}", "{to_filename}")
    for exporter in (config.LatexExporter, config.PDFExporter):
        exporter.extra_template_basedirs = [str(TEMPLATES)]
        exporter.template_name = "day29-latex"
        exporter.preprocessors = [Drawings] if command else [Drawings, TextForPictures]
    if command:
        config.SVG2PDFPreprocessor.command = command
    else:
        config.SVG2PDFPreprocessor.enabled = False
