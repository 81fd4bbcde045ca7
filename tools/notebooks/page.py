"""A notebook as one self-contained page: nbconvert with the template in tools/site/."""

import base64
import json
import mimetypes
import posixpath
import re
import sys
from html import unescape
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from jinja2 import pass_context
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import MarkdownWithMath

from folds import fold, leave_out_answers
from formulas import FormulaRenderer
from language import both
from paths import PROJECT, title
from search import sections

LANGUAGES = {"zh": "zh-CN", "en": "en"}
HINT = re.compile(r"提示|Hint")
HTML5 = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")


class Page:
    """A page, as other pages and the index describe it."""

    def __init__(self, name, opening, exporter):
        self.name = name
        self.source = opening
        self.href = f"{name}.html"
        self.up = "../" * (len(Path(name).parts) - 1)
        soup = parse(exporter.markdown2html({}, opening))
        finish_prose(soup)
        heading = soup.find("h1")
        self.title = heading.decode_contents() if heading else name
        self.titles = titles(heading, name)
        self.summary = "".join(
            str(with_language(block.find("p"), block["lang"]))
            for block in soup.find_all("div", lang=True)
            if block.find("p")
        )


def page_of(path, notebook, exporter):
    opening = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    return Page(title(path), opening, exporter)


def titles(heading, name):
    """The title as text: in each language, and in both."""
    if not heading:
        return {"both": name}
    number = heading.find(string=True, recursive=False)
    found = {"both": heading.get_text()}
    for short, language in LANGUAGES.items():
        if part := heading.find(lang=language):
            found[short] = f"{number or ''}{part.get_text()}"
    return found


class PageExporter(HTMLExporter):
    template_name = "day29"
    extra_template_basedirs: ClassVar = [str(PROJECT / "tools/site")]
    exclude_anchor_links = True
    questions = False  # whether results, explanations, hints and answers are left out
    left_out: frozenset = frozenset()  # the addresses of pages that are not handed out

    @property
    def default_config(self):
        config = super().default_config
        config.NbConvertBase.display_data_priority = [
            "text/html",
            "text/markdown",
            "image/svg+xml",
            "image/png",
            "image/jpeg",
            "text/plain",
        ]
        return config

    def default_filters(self):
        yield from super().default_filters()
        yield "css_string", lambda text: json.dumps(text, ensure_ascii=False)
        yield "described", described
        yield "narrow", narrow

    @pass_context
    def markdown2html(self, context, source):
        renderer = FormulaRenderer(escape=False, exclude_anchor_links=self.exclude_anchor_links)
        return MarkdownWithMath(renderer=renderer).render(source)

    def from_notebook_node(self, notebook, resources=None, **kw):
        highlight = Highlight2HTML(pygments_lexer=notebook.metadata.language_info.pygments_lexer)
        self.register_filter("highlight_code", highlight)
        # Not that of HTMLExporter, which parses the page, too, for the classes of its own templates.
        html, resources = TemplateExporter.from_notebook_node(self, notebook, resources, **kw)
        soup = parse(html)
        for prose in soup.select(".prose"):
            finish_prose(prose)
        for summary in soup.find_all("summary", string=HINT):
            summary.parent["class"] = "hint"
        for comment in soup.select(".highlight .c1"):
            part_comment(comment)
        for program in soup.select(".programs details"):
            program["open"] = ""  # tabs.js makes tabs of them
        mark_links(soup)
        fold(soup)
        leave_out_links(soup, resources["page"].href, self.left_out)
        if self.questions:
            leave_out_answers(soup)
        name_headings(soup)
        fill_contents(soup)
        embed_images(soup, Path(resources["metadata"]["path"]), resources["page"].name)
        resources["sections"] = sections(soup, resources["page"])
        return to_html(soup), resources

    def sheet(self, page):
        """The page of a markdown file in tools/site/sheets/, and its sections."""
        soup = parse(self.markdown2html({}, page.source))
        finish_prose(soup)
        resources = {"title": page.titles["both"], "titles": page.titles, "name": page.name}
        template = self.environment.get_template("sheet.html.j2")
        html = template.render(content=to_html(soup), resources={**resources, "up": page.up})
        soup = parse(html)
        leave_out_links(soup, page.href, self.left_out)
        name_headings(soup)
        return to_html(soup), sections(soup, page)

    def index(self, pages, sheets):
        template = self.environment.get_template("contents.html.j2")
        name = "day29 · I/O 多路复用 · I/O multiplexing"
        resources = {"title": name, "titles": {"both": name}, "up": ""}
        return template.render(pages=pages, sheets=sheets, resources=resources)


def parse(html):
    return BeautifulSoup(html, features="html.parser")


def to_html(soup):
    return soup.decode(formatter=HTML5)


def described(data):
    """The alternative text of a picture: its title and description, or the text form of the output."""
    own = re.findall(r"<(?:title|desc)>(.*?)</", data.get("image/svg+xml", ""), flags=re.S)
    return unescape(". ".join(own)) or data.get("text/plain", "图 Picture")


def narrow(data):
    """Whether a picture fits the screen of a phone."""
    width = re.match(r'<svg [^>]*?\bwidth="(\d+)', data.get("image/svg+xml", ""))
    return width is not None and int(width[1]) <= 440


def finish_prose(soup):
    for part in soup.find_all(lang=LANGUAGES.keys()):
        part["lang"] = LANGUAGES[part["lang"]]
    for label in soup.find_all(["figcaption", "summary"]):
        part_languages(label)
    for heading in soup.find_all(["h1", "h2", "h3"]):
        heading["id"] = heading.get_text().strip().replace(" ", "-")  # as JupyterLab names it
        part_languages(heading)
    for cell in soup.select("thead th"):
        if cell.get_text(strip=True):
            cell["scope"] = "col"
        else:
            cell.name = "td"
    for part in [*soup.select("td a"), *soup.select("th, td")]:
        if not language_around(part):
            part_languages(part)
    for table in soup.find_all("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "scroll"}))
    for link in soup.find_all("a", href=re.compile(r"^[^:]*\.ipynb(#|$)")):
        link["href"] = link["href"].replace(".ipynb", ".html")


def mark_links(soup):
    """Makes the line of links below the title a <nav>, with arrows that screen readers skip."""
    heading = soup.find("h1")
    line = heading.find_next_sibling() if heading else None
    links = line.find_all("a", recursive=False) if line else []
    if not links or line.get_text() != " · ".join(link.get_text() for link in links):
        return
    line.name = "nav"
    line["class"] = "links"
    line["aria-label"] = "前后各页 Neighbouring pages"
    line.clear()
    for link in links:
        before, text, after = re.fullmatch(r"(← )?(.*?)( →)?", link.decode_contents()).groups()
        link.clear()
        link.extend(list(parse(text).children))
        part_languages(link)
        for arrow, at in (before, 0), (after, len(link.contents)):
            if arrow:
                link.insert(at, soup.new_tag("span", attrs={"aria-hidden": "true"}, string=arrow))
        line.append(link)


def part_languages(tag):
    """Marks "中文 · English" in a heading, link or table cell, so that each can be shown alone."""
    if not tag.find(lang=True):
        content = tag.decode_contents()
        number, text = re.fullmatch(r"(\d+ · )?(.*)", content, flags=re.S).groups("")
        if parts := both(text):
            spans = (
                f'<span lang="zh-CN">{parts["zh"]}</span> · <span lang="en">{parts["en"]}</span>'
            )
            tag.clear()
            tag.extend(list(parse(number + spans).children))
    for text in tag.find_all(string=re.compile(r"^\s*[·/|]\s*$"), recursive=False):
        text.wrap(parse("").new_tag("span", attrs={"class": "sep"}))


def leave_out_links(soup, href, left_out):
    """Removes the links to pages that are left out, and the rows of tables that only introduce one."""
    for link in soup.select("main a[href]"):
        target = posixpath.join(posixpath.dirname(href), link["href"].partition("#")[0])
        if posixpath.normpath(target) in left_out:
            (link.find_parent("tr") or link).decompose()


def part_comment(tag):
    """Marks "// 中文 · English" in code."""
    slashes, text = re.fullmatch(r"(\W*)(.*)", tag.get_text(), flags=re.S).groups()
    if both(text):
        tag.string = text
        part_languages(tag)
        tag.insert(0, slashes)


def language_around(tag):
    """The language of the part of the page that contains this tag."""
    part = tag.find_parent(lang=True)
    return part["lang"] if part and part.name != "html" else None


def with_language(paragraph, language):
    paragraph["lang"] = language
    return paragraph


def name_headings(soup):
    """Makes the ids of a page unique."""
    taken = {}
    for heading in soup.select(".prose :is(h1, h2, h3)"):
        name = heading["id"]
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            heading["id"] = f"{name}-{taken[name]}"


def embed_images(soup, folder, name):
    """Embeds local images; nbconvert's option would close a <div> that spans several paragraphs.

    A missing one is reported, and its place shows its text.
    """
    for image in soup.find_all("img", src=re.compile(r"^[^:]+$")):
        file = folder / unquote(image["src"])
        try:
            content = base64.b64encode(file.read_bytes()).decode()
        except OSError as error:
            cell = image.find_parent(id=re.compile("^cell-id="))["id"].removeprefix("cell-id=")
            print(f"day29: {name}, cell {cell}: {image['src']}: {error.strerror}", file=sys.stderr)
            text = f"［{image.get('alt') or '图 Picture'}：{image['src']}］"
            image.replace_with(soup.new_tag("em", string=text))
            continue
        kind, _ = mimetypes.guess_type(file)
        image["src"] = f"data:{kind};base64,{content}"


def fill_contents(soup):
    contents = soup.select_one(".contents ol")
    for heading in soup.select(".prose :is(h2, h3)"):
        item = soup.new_tag("li", attrs={"class": heading.name})
        if language := language_around(heading):
            item["lang"] = language
        link = soup.new_tag("a", href=f"#{heading['id']}")
        link.extend(list(parse(heading.decode_contents()).children))
        item.append(link)
        contents.append(item)
