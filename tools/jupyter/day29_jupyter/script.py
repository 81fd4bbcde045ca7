"""jupyter nbconvert --to script: a notebook as one TypeScript module that compiles."""

import json
import subprocess
from pathlib import Path

from nbconvert.exporters import Exporter

CONVERTER = Path(__file__).parents[1] / "script.mjs"


class TypeScriptExporter(Exporter):
    """Writes imports once, at the top, and the cells in their order."""

    file_extension = ".ts"
    output_mimetype = "text/typescript"

    def from_notebook_node(self, nb, resources=None, **kw):
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        cells = [
            {
                "type": cell.cell_type,
                "source": cell.source,
                "raises": "raises-exception" in cell.metadata.get("tags", []),
            }
            for cell in nb.cells
        ]
        result = subprocess.run(
            ["node", CONVERTER], input=json.dumps(cells), capture_output=True, text=True
        )
        if result.returncode != 0:
            raise RuntimeError(f"{CONVERTER.name} failed:\n{result.stderr}")
        return result.stdout, resources
