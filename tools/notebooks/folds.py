"""Folds what an experiment or a check shows on its page, so that a reader thinks first, and the code of pictures.

Everything is open in the page's HTML, and so without scripts; choices.js folds it.
"""

from bs4 import BeautifulSoup

RESULT = (
    '<details class="fold result" open><summary>'
    '<span lang="zh-CN">看结果</span><span class="sep"> · </span><span lang="en">Show what happened</span>'
    "</summary></details>"
)
PLOT = (
    '<details class="fold plot" open><summary>'
    '<span lang="zh-CN">画图的代码</span><span class="sep"> · </span><span lang="en">The code that draws</span>'
    "</summary></details>"
)


WRITE = (
    '<div class="write"><span lang="zh-CN">我的预测</span><span class="sep"> · </span>'
    '<span lang="en">My prediction</span></div>'
)


def fold(soup):
    cells = soup.select("main > [data-tags]")
    for cell in cells:
        if is_tagged(cell, "plot") and (code := cell.select_one(".code")):
            wrap(code, PLOT)
    for question in cells:
        if is_tagged(question, "question"):
            fold_results(soup, question)
    for check in cells:
        if is_tagged(check, "check") and (outputs := check.select_one(".outputs")):
            check.insert_after(details := parse(RESULT).details.extract())
            details.append(outputs.extract())
    for cell in cells:
        del cell["data-tags"]


def leave_out_answers(soup):
    """Leaves room to write instead of what is folded; hints and the answers of a quiz are left out, too."""
    for details in soup.select("main details.result"):
        details.replace_with(parse(WRITE).div)
    for details in soup.select("main details"):
        if not details.decomposed and not details.find_parent(class_="programs"):
            details.decompose()
    for cell in soup.select("main > .cell:not(:has(> .code, > .outputs))"):
        cell.decompose()


def fold_results(soup, question):
    """Moves the outputs up to the explanation, and the explanation, into one fold behind the last code."""
    outputs, last, why = [], None, None
    for cell in question.find_next_siblings("div"):
        if is_tagged(cell, "why"):
            why = cell
        if "cell" not in cell["class"]:
            break
        last = cell
        outputs += cell.select(":scope > .outputs")
    if last is None or not (outputs or why):
        return
    details = parse(RESULT).details.extract()
    last.insert_after(details)
    numbered = len(outputs) > 1
    for output in outputs:
        if numbered:
            output["data-number"] = output.parent.select_one(".code").get("data-number", "")
        details.append(output.extract())
    if why:
        details.append(unfolded(why).extract())


def unfolded(why):
    """The explanation, whose own <details> is for JupyterLab."""
    inner = why.find("details", recursive=False)
    if inner:
        summary = inner.find("summary", recursive=False)
        if summary:
            summary.name = "p"
            summary["class"] = "why"
        inner.unwrap()
    return why


def wrap(element, fold):
    details = parse(fold).details.extract()
    element.insert_before(details)
    details.append(element.extract())


def is_tagged(cell, tag):
    return tag in cell.get("data-tags", "").split()


def parse(html):
    return BeautifulSoup(html, features="html.parser")
