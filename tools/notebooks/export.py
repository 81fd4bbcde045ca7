"""npm run html: runs notebooks and writes them as pages, without changing the notebooks."""

import argparse
import sys
import threading
import time
from pathlib import Path

from kernel import Failed, kernel, run_all
from navigation import neighbours
from notebook import clean, read
from page import Page, PageExporter, parse
from paths import PROJECT, find, title
from search import script, sections
from side_by_side import side_by_side


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("notebooks", nargs="*")
    arguments.add_argument(
        "--saved", action="store_true", help="show the saved outputs; do not run anything"
    )
    arguments.add_argument("--output", type=Path, default=PROJECT / "build/html")
    options = arguments.parse_args()

    rendering = threading.Lock()  # the exporter has a state

    def make(path):
        notebook, seconds = saved(path) if options.saved else run(path)
        with rendering:
            html, parts = export(exporter, path, notebook, pages)
        write(options.output / pages[path].href, html)
        return html, parts, seconds

    chosen = find(options.notebooks)
    every = dict.fromkeys([*find([]), *chosen])
    with rendering:
        made = side_by_side(make, chosen)
        # The kernels start meanwhile.
        exporter = PageExporter()
        pages = {path: Page(path, read(path), exporter) for path in every}
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
    index = {path: page for path, page in pages.items() if (options.output / page.href).exists()}
    write(options.output / "index.html", exporter.index(index.values()))
    for path in index.keys() - found.keys():  # exported earlier
        found[path] = sections(parse((options.output / index[path].href).read_text()), index[path])
    write(options.output / "search.js", script([part for path in index for part in found[path]]))
    return 1 if failures else 0


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
