"""One language of a drawing, which has the Chinese above or beside the English.

What remains takes the place of both: it is centred between the lines, and has the weight and colour of the Chinese.
"""

import re
from html import escape, unescape

import language

NAMES = re.compile(r"(?<=<title>).*?(?=</title>)|(?<=<desc>).*?(?=</desc>)", re.S)
LINE = re.compile(r"<text ([^>]*)>([^<]*)</text>\n")
LINES = re.compile(rf"(?:{LINE.pattern})+")
CLASSES = re.compile(r'(?<=class=")[^"]*(?=")')
WORD = re.compile(r"[A-Za-z]{2}")


def drawing(svg, chosen):
    """The SVG document in one language."""
    svg = NAMES.sub(lambda name: escape(cut(unescape(name[0]), chosen), quote=False), svg)
    return LINES.sub(lambda lines: "".join(one_language(lines[0], chosen)), svg)


def cut(text, chosen):
    parts = language.both(text) or language.label(text)
    return parts[chosen] if parts else text


def one_language(lines, chosen):
    """The lines of text that are drawn one after the other, without those of the other language."""
    pair = []
    for line in LINE.finditer(lines):
        kind = kind_of(line)
        if pair and (kind is None or (kind, pair[-1][0]) == ("zh", "en")):
            yield from settle(pair, chosen)
            pair = []
        if kind is None:
            yield line[0].replace(line[2], cut(line[2], chosen))
        else:
            pair.append((kind, line))
    yield from settle(pair, chosen)


def kind_of(line):
    if language.CHINESE.search(line[2]):
        return None if language.label(line[2]) else "zh"
    return "en" if "en" in classes(line) and WORD.search(line[2]) else None


def classes(line):
    found = CLASSES.search(line[1])
    return found[0].split() if found else []


def settle(pair, chosen):
    kept = [line for kind, line in pair if kind == chosen]
    if not kept or len(kept) == len(pair):
        yield from (line[0] for _, line in pair)
        return
    everything = [line for _, line in pair]
    rise = middle(everything) - middle(kept)
    anchored = "end" if "end" in classes(kept[0]) else "start"
    beside = len({place(line, "y") for line in everything}) == 1
    for line in kept:
        attributes = set_place(line[1], "y", place(line, "y") + rise)
        if beside:
            edge = max if anchored == "end" else min
            attributes = set_place(attributes, "x", edge(place(each, "x") for each in everything))
        yield f"<text {restyled(attributes, everything[0])}>{line[2]}</text>\n"


def middle(lines):
    heights = [place(line, "y") for line in lines]
    return (min(heights) + max(heights)) / 2


def place(line, name):
    return float(re.search(rf'\b{name}="([^"]*)"', line[1])[1])


def set_place(attributes, name, value):
    return re.sub(rf'\b{name}="[^"]*"', f'{name}="{value:g}"', attributes)


def restyled(attributes, first):
    names = " ".join(classes(first))
    attributes = re.sub(r' class="[^"]*"', "", attributes)
    return f'{attributes} class="{names}"' if names else attributes
