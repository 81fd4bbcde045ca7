"""Reads, cleans and saves notebooks."""

import nbformat

METADATA = {
    "kernelspec": {"display_name": "TypeScript (day29)", "language": "typescript", "name": "tslab"},
    "language_info": {
        "codemirror_mode": "typescript",
        "file_extension": ".ts",
        "mimetype": "text/typescript",
        "name": "typescript",
        "pygments_lexer": "typescript",
    },
}
VOLATILE = ("ExecuteTime", "collapsed", "execution", "scrolled", "trusted")


def read(path):
    return nbformat.read(path, as_version=4)


def save(notebook, path):
    """Replaces the file atomically: an interrupted run leaves the old one."""
    draft = path.with_name(f".{path.name}.tmp")
    nbformat.write(notebook, draft)
    draft.replace(path)


def clean(notebook):
    """Drops what differs from machine to machine and from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        for key in VOLATILE:
            cell.metadata.pop(key, None)


def numbered_code_cells(notebook):
    """The code cells, with the numbers that JupyterLab shows beside them after "Run All"."""
    cells = [
        (index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    return [(number, index, cell) for number, (index, cell) in enumerate(cells, start=1)]
