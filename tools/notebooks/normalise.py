"""The content of a notebook's outputs, without what differs from run to run.

Ports, descriptors and process ids become names, numbered within a cell in the order of their first
appearance, so that "the same one" and "another one" still differ. Times, dates and the project's path
become placeholders; a picture keeps its words and shapes, not their positions. A cell tagged "varies"
(a measurement, say) is compared only by the kinds of its outputs.

For a descriptor to be recognised it must be printed as such: fd=21, fd 21, 21 => <Socket ...>,
[ 21, POLLIN ], <td class="fd">21</td>.
"""

import json
import re
from functools import partial

from paths import PROJECT

LOCAL = r"(?:\d{1,3}\.){3}\d{1,3}|localhost|::1"
UNIT = r"(?:(?:ns|µs|μs|us|ms|s|seconds?|min)\b|毫秒|微秒|纳秒|秒)"

# (kind, pattern): the group "value" is replaced by the kind and a number.
NAMED = [
    ("port", rf"(?:{LOCAL})\]?['\"]?(?:[:,]\s*|\s)(?P<value>\d{{2,5}})\b"),
    ("port", r"(?i:\bport|端口)['\"]?\s*[=:]?\s*(?P<value>\d{4,5})\b"),
    (
        "fd",
        r"(?i:\bfds?|\bfileno\(\)|\bdescriptors?|描述符)['\"]?\s*(?:=>?|:|→)?\s*\[?\s*(?P<value>\d+(?:,\s*\d+)*)\b",
    ),
    ("fd", r"\b(?P<value>\d+)(?=['\"]?\s*(?:=>|:)\s*<Socket\b)"),
    ("fd", r"\[\s*(?P<value>\d+),\s*(?=E?POLL)"),
    ("fd", r"class=\"fd\"[^>]*>\s*(?P<value>\d+)\b"),
    ("pid", r"(?i:\bpid|进程号)['\"]?\s*[=:]?\s*(?P<value>\d+)\b"),
]

# (pattern, placeholder)
PLAIN = [
    (re.escape(str(PROJECT)), "<project>"),
    (r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?)?", "<date>"),
    (r"\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", "<date>"),
    (r"\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}\b", "<date>"),
    (r"\b\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\b", "<clock>"),
    (rf"(?<![\w.,])\d[\d,]*(?:\.\d+)?\s?{UNIT}", "<time>"),
    (r"\bsocket:\[\d+\]", "socket:[<inode>]"),
    (r'data-day29-place="[^"]*"', 'data-day29-place="<place>"'),
    (r"\bv\d+\.\d+\.\d+\b", "<version>"),
    (r"\bIn\[\d+\]", "In[n]"),
    (r"练习已完成 \d+(?=/)", "练习已完成 <solved>"),
    (r"\b\d+(?=/\d+ exercises solved)", "<solved>"),
]


def cell_result(cell):
    """The outputs of a cell, normalised."""
    normalise = Normaliser()
    varies = "varies" in cell.metadata.get("tags", [])
    # JupyterLab saves what was typed as an output, too; here it is in the cell's metadata.
    outputs = [output for output in cell.outputs if output.get("name") != "stdin"]
    parts = [part for output in outputs for part in output_parts(output)]
    return "\n".join(
        kind if varies else f"{kind}:\n{normalise(kind, data)}" for kind, data in parts
    )


def output_parts(output):
    """An output as (kind, content) pairs; binary pictures have no comparable content."""
    if output.output_type == "stream":
        return [(output.name, output.text)]
    if output.output_type == "error":
        return [("error", "\n".join(output.traceback))]
    return [
        (mime, "" if mime in ("image/png", "image/jpeg") else text_of(data))
        for mime, data in sorted(output.data.items())
    ]


def text_of(data):
    if not isinstance(data, str):
        return json.dumps(data, sort_keys=True, indent=1)
    # The data of a player; the table beside it has what can be compared.
    return re.sub(r"<script\b.*?</script>", "", data, flags=re.S)


class Normaliser:
    """Numbers the names that appear in one cell."""

    def __init__(self):
        self.names = {}

    def __call__(self, kind, text):
        if kind in ("image/svg+xml", "text/html"):
            text = re.sub(
                r"<svg\b.*?</svg>", lambda svg: words_and_shapes(svg[0]), text, flags=re.S
            )
            text = re.sub(
                r"\s(?:id|for|href|style|aria-\w+|data-day29-\w+)=(\"[^\"]*\"|'[^']*')", "", text
            )
        for name, pattern in NAMED:
            text = re.sub(pattern, partial(self.renamed, name), text)
        for pattern, placeholder in PLAIN:
            text = re.sub(pattern, placeholder, text)
        return text

    def renamed(self, kind, match):
        start, end = (position - match.start() for position in match.span("value"))
        names = re.sub(r"\d+", lambda number: self.name(kind, number[0]), match["value"])
        return match[0][:start] + names + match[0][end:]

    def name(self, kind, value):
        known = self.names.setdefault(kind, {})
        return f"<{kind} {known.setdefault(value, len(known) + 1)}>"


def words_and_shapes(svg):
    """The tags of a picture without its style and their attributes, which hold ids and positions."""
    svg = re.sub(r"<style>.*?</style>\s*", "", svg, flags=re.S)
    return re.sub(r"<([\w:-]+)[^>]*?(/?)>", r"<\1\2>", svg)
