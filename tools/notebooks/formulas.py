"""Markdown whose formulas, in LaTeX between dollar signs, become MathML: browsers show that without scripts."""

from html import escape

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer


class FormulaRenderer(IPythonRenderer):
    def inline_math(self, body):
        return formula(body, "inline")

    def block_math(self, body):
        return formula(body, "block")

    def latex_environment(self, name, body):
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


def formula(latex, display):
    try:
        return convert(latex, display=display)
    except Exception:  # of many classes, some of them not the library's own
        return f"<code>{escape(latex)}</code>"
