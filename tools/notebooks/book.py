"""All pages as one: a book whose links lead from chapter to chapter, for one PDF."""

import posixpath
import subprocess
import tempfile
from html import escape
from pathlib import Path

from page import parse, to_html
from paths import PROJECT

PRINT = PROJECT / "tools/site/print.mjs"


def print_book(folder, hrefs, file, language):
    """Prints these pages of the folder as one PDF; returns the exit code of the browser's script."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        book = Path(place) / "book.html"
        book.write_text(bound(folder, hrefs, language), encoding="utf-8")
        return subprocess.run(["node", PRINT, book, file, language], check=False).returncode


def bound(folder, hrefs, language):
    book = parse((folder / "index.html").read_text(encoding="utf-8"))
    front = book.select_one("main")
    front["id"] = prefix("index.html")
    retarget(front, "index.html", hrefs)
    styles, last = [], front
    for href in hrefs:
        chapter = parse((folder / href).read_text(encoding="utf-8"))
        main = chapter.select_one("main")
        retarget(main, href, hrefs)
        title = main.select_one("h1")
        name = prefix(href)
        styles.append(f"@page {name} {{ @top-left {{ content: {css(text(title, language))}; }} }}")
        styles.append(f"#{name} {{ break-before: page; page: {name}; }}")
        main["id"] = name
        for details in main.select("details:not(.hint, .hint *)"):
            details["open"] = ""
        last.insert_after(main)
        last = main
    book.style.append("@media print { .front { page: auto; } }\n" + "\n".join(styles))
    for script in book.select("script"):
        script.decompose()
    return to_html(book)


def retarget(main, href, hrefs):
    """Makes ids unique in the book, and links between its pages links inside it."""
    for element in main.select("[id]"):
        element["id"] = f"{prefix(href)}-{element['id']}"
    for link in main.select("a[href]"):
        target, _, place = link["href"].partition("#")
        if ":" in target:
            continue
        page = (
            posixpath.normpath(posixpath.join(posixpath.dirname(href), target)) if target else href
        )
        if page in (*hrefs, "index.html"):
            link["href"] = f"#{prefix(page)}-{place}" if place else f"#{prefix(page)}"
        else:
            link.unwrap()


def prefix(href):
    return "p" + "".join(c if c.isalnum() else "-" for c in href.removesuffix(".html"))


def text(title, language):
    if not title:
        return ""
    other = {"zh": "en", "en": "zh-CN"}.get(language)
    return "".join(
        string
        for string in title.strings
        if not (other and string.find_parent(lang=other))
        and not (other and string.find_parent(class_="sep"))
    )


def css(string):
    return '"' + escape(string, quote=False).replace("\\", "\\\\").replace('"', '\\"') + '"'
