"""npm run html: runs notebooks and writes them as pages, without changing the notebooks."""

import argparse
import sys
import threading
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from book import print_book
from kernel import Failed, kernel, run_all
from navigation import neighbours
from notebook import clean, read
from page import Page, PageExporter, page_of, parse
from paths import PROJECT, find, title
from search import script, sections
from side_by_side import side_by_side
from slides import slides

SHEETS = sorted((PROJECT / "tools/site/sheets").glob("*.md"))


def main():
    options = parse_options()
    output = options.output or PROJECT / "build" / ("questions" if options.questions else "html")
    rendering = threading.Lock()  # the exporter has a state

    def make(path):
        notebook, seconds = saved(path) if options.saved else run(path)
        with rendering:
            html, parts = export(exporter, path, notebook, pages)
        write(output / pages[path].href, html)
        if options.slides:
            deck = slides(
                notebook,
                pages[path].titles.get(options.lang, title(path)),
                path.parent,
                options.lang,
            )
            write(output.parent / "slides" / pages[path].href, deck)
        return html, parts, seconds

    every = dict.fromkeys([*find([]), *find(options.notebooks)])
    left_out = [path for path in every if options.no_solutions and is_solution(path)]
    chosen = [path for path in find(options.notebooks) if path not in left_out]
    with rendering:
        made = side_by_side(make, chosen)
        # The kernels start meanwhile.
        exporter = PageExporter()
        pages = {path: page_of(path, read(path), exporter) for path in every}
        exporter.questions = options.questions
        exporter.left_out = frozenset(pages.pop(path).href for path in left_out)
        for href in exporter.left_out:
            (output / href).unlink(missing_ok=True)
    found = {}
    failures = 0
    for path, result in made:
        print(f"{title(path)} ... ", end="", flush=True)
        try:
            html, found[path], seconds = result()
            print(f"{len(html.encode()) // 1024} kB, {seconds:.1f} s")
        except Failed as failure:
            failures += 1
            print(f"failed\n{failure}")
    index = {path: page for path, page in pages.items() if (output / page.href).exists()}
    sheets = [Page(file.stem, file.read_text("utf-8"), exporter) for file in SHEETS]
    write(output / "index.html", exporter.index(index.values(), sheets))
    for path in index.keys() - found.keys():  # exported earlier
        found[path] = sections(parse((output / index[path].href).read_text("utf-8")), index[path])
    parts = [part for path in index for part in found[path]]
    for sheet in sheets:
        html, more = exporter.sheet(sheet)
        write(output / sheet.href, html)
        parts += more
    write(output / "search.js", script(parts))
    if not failures:
        failures = hand_out(output, [page.href for page in [*index.values(), *sheets]], options)
    return 1 if failures else 0


def parse_options():
    arguments = argparse.ArgumentParser(prog="npm run html --")
    arguments.add_argument("notebooks", nargs="*")
    arguments.add_argument(
        "--saved", action="store_true", help="show the saved outputs; do not run anything"
    )
    arguments.add_argument(
        "--no-solutions", action="store_true", help="leave out the solutions of the exercises"
    )
    arguments.add_argument(
        "--questions",
        action="store_true",
        help="leave out results, explanations, hints and solutions, to predict on paper; "
        "writes to build/questions/, and runs nothing",
    )
    arguments.add_argument("--zip", action="store_true", help="make a zip of the pages as well")
    arguments.add_argument(
        "--slides", action="store_true", help="make slides as well, in build/slides/"
    )
    arguments.add_argument("--pdf", action="store_true", help="make one PDF of all pages as well")
    arguments.add_argument(
        "--lang", choices=["zh", "en", "both"], default="both", help="of the PDF and the slides"
    )
    arguments.add_argument("--output", type=Path, help="the folder of the pages")
    options = arguments.parse_args()
    options.no_solutions |= options.questions
    options.saved |= options.questions
    return options


def is_solution(path):
    return path.parent.name == "solutions"


def hand_out(output, hrefs, options):
    """Makes the zip and the PDF beside the folder of the pages; returns the exit code."""
    name = f"day29-{output.name}"
    if options.zip:
        file = output.parent / f"{name}.zip"
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for href in ["index.html", "search.js", *hrefs]:
                archive.write(output / href, f"{name}/{href}")
        print(f"{file}: {file.stat().st_size // 1024} kB")
    if options.pdf:
        language = "" if options.lang == "both" else f"-{options.lang}"
        file = output.parent / f"{name}{language}.pdf"
        if code := print_book(output, hrefs, file, options.lang):
            return code
        print(f"{file}: {file.stat().st_size // 1024} kB")
    return 0


def saved(path):
    notebook = read(path)
    clean(notebook)
    return notebook, 0


def run(path):
    started = time.monotonic()
    notebook, _ = saved(path)
    with kernel(path) as client:
        run_all(client, notebook, path)
    return notebook, time.monotonic() - started


def export(exporter, path, notebook, pages):
    before, after = neighbours(path)
    resources = {
        "metadata": {"name": path.stem, "path": str(path.parent)},
        "title": pages[path].titles["both"],
        "titles": pages[path].titles,
        "page": pages[path],
        "up": pages[path].up,
        "previous": pages.get(before),
        "next": pages.get(after),
    }
    html, resources = exporter.from_notebook_node(notebook, resources)
    return html, resources["sections"]


def write(file, html):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
