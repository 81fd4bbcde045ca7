"""search.js: the text of all pages by sections, and the script that searches it."""

import json
import re
import subprocess

from bs4 import NavigableString, Tag

from paths import PROJECT

ESBUILD = PROJECT / "node_modules/esbuild/bin/esbuild"
SCRIPT = PROJECT / "tools/site/search/main.js"
HEADINGS = ("h1", "h2", "h3")
BLOCKS = ("br", "div", "li", "p", "td", "th")
LEFT_OUT = ".outputs, .programs pre, .fold > summary, .why, nav, button, script, style, svg, img"
# They repeat what other pages have.
WEIGHTS = {"00-index.html": 0.3, "solutions/10-exercises.html": 0.3}


def script(sections):
    """The content of search.js."""
    command = [ESBUILD, SCRIPT, "--bundle", "--minify", "--format=iife", "--charset=utf8"]
    bundle = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    data = json.dumps(sections, ensure_ascii=False, separators=(",", ":"))
    return f"{bundle}globalThis.openSearch=(up)=>createSearch({data},up);\n"


def sections(soup, page):
    """The sections of a page: what its `main` has from one heading to the next."""
    found = []
    left_out = {id(tag) for tag in soup.select(LEFT_OUT)}

    def begin(heading):
        place = f"#{heading['id']}" if found else ""
        found.append(
            {
                "href": page.href + place,
                "page": page.title if found else "",
                "heading": heading.decode_contents() if found else page.title,
                **{part: [] for part in ("zh", "en", "code", "folded")},
                "weight": WEIGHTS.get(page.href, 1),
            }
        )

    def walk(parent, part):
        for node in parent.children:
            if isinstance(node, NavigableString):
                if found:
                    found[-1][part].append(node)
            elif isinstance(node, Tag) and id(node) not in left_out:
                if node.name in HEADINGS and node.get("id"):
                    begin(node)
                else:
                    walk(node, part_of(node, part))
                if found and node.name in BLOCKS:
                    found[-1][part].append(" ")

    walk(soup.select_one("main"), "code")
    for section in found:
        for part in ("zh", "en", "code", "folded"):
            section[part] = re.sub(r"\s+", " ", "".join(section[part])).strip()
    return found


def part_of(tag, outside):
    """Into which part of its section the text of a tag goes."""
    if outside == "folded" or (tag.name == "details" and not tag.find_parent(class_="programs")):
        return "folded"
    if tag.name == "pre":
        return "code"
    return {"zh-CN": "zh", "en": "en"}.get(tag.get("lang"), outside)
