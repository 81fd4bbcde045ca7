"""One language of a notebook: of its prose, and of the labels and comments in its code.

Prose is in `<div lang="zh">` and `<div lang="en">`. Everything that both languages share, such as a heading, a table
cell, the text of a link, a comment or a string, is "中文 · English"; a string may also be "中文 English". A
comment in English alone remains, and so does a string whose languages do not insert the same values.
"""

import re

CHINESE = re.compile(r"[\u3400-\u9fff]")
BLOCK = re.compile(r'<div lang="(zh|en)">')
FENCE = re.compile(r" *(```|~~~)")
LINK = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\](?P<target>\([^()]*\))")
LABELLED = re.compile(r"(?<=<summary>).*?(?=</summary>)|(?<=<figcaption>).*?(?=</figcaption>)")
COLUMNS = re.compile(r"(?<!\\)\|")
# What surrounds a phrase in both languages and belongs to both: "## 01 · ", "**", " →".
PHRASE = re.compile(
    r"(?P<before>\s*(?:(?:[-*>#]+ +|\*\*|← |\d+ · ))*)(?P<text>.*?)(?P<after>(?:\*\*| →)*\s*)",
    re.S,
)
STRING = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
# Strings that are joined by + are one text.
TOKEN = re.compile(rf"//[^\n]*|/\*.*?\*/|(?:{STRING})(?:\s*\+\s*(?:{STRING}))*", re.S)
LABEL = re.compile(
    r"(?P<zh>[\u3400-\u9fff](?:.*[\u3400-\u9fff：，。？！）])?)(?:· | )(?P<en>(?=.*[a-z])[^\u3400-\u9fff]+)"
)
INSERTED = re.compile(r"\$\{[^}]*\}")


def both(text):
    """The parts of "中文 · English", or None."""
    parts = text.split(" · ")
    for at in range(1, len(parts)):
        chinese, english = " · ".join(parts[:at]), " · ".join(parts[at:])
        if english.strip() and CHINESE.search(chinese) and not CHINESE.search(english):
            return {"zh": chinese, "en": english}
    return None


def cell(kind, source, language):
    """The source of a cell in one language; `kind` is that of nbformat."""
    return prose(source, language) if kind == "markdown" else code(source, language)


def prose(source, language):
    """A markdown cell in one language."""
    kept, block, fenced = [], None, False
    for line in source.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
        opening = None if fenced or block else BLOCK.fullmatch(line.strip())
        if opening:
            block = opening[1]
        elif block and not fenced and line.strip() == "</div>":
            block = None
        elif block in (None, language):
            text = line if block or fenced else shared_line(line, language)
            # A block that was left out leaves an empty line too many.
            if text.strip() or fenced or (kept and kept[-1].strip()):
                kept.append(text)
    return "\n".join(kept).rstrip("\n")


def shared_line(line, language):
    links = []

    def hide(link):
        links.append(f"[{phrase(link['text'], language)}]{link['target']}")
        return f"\ue000{len(links) - 1}\ue001"

    line = LABELLED.sub(lambda label: phrase(label[0], language), LINK.sub(hide, line))
    if line.lstrip().startswith("|"):
        line = "|".join(phrase(cell, language) for cell in COLUMNS.split(line))
    elif not line.lstrip().startswith("<"):
        line = phrase(line, language)
    return re.sub("\ue000(\\d+)\ue001", lambda hidden: links[int(hidden[1])], line)


def phrase(text, language):
    before, inner, after = PHRASE.fullmatch(text).groups()
    parts = both(inner)
    return before + parts[language] + after if parts else text


def code(source, language):
    """A code cell in one language."""
    return TOKEN.sub(lambda token: one_token(token[0], language), source)


def one_token(token, language):
    if token.startswith("//"):
        slashes, text = re.fullmatch(r"(//\s*)(.*)", token).groups()
        return slashes + phrase(text, language)
    if token.startswith("/*"):
        return token
    strings = list(re.finditer(STRING, token))
    return one_string(token, language) if len(strings) == 1 else joined(token, strings, language)


def joined(token, strings, language):
    """The strings of one language, of those that + joins; the Chinese ones end with " · "."""
    texts = [string[0][1:-1] for string in strings]
    for count in range(1, len(texts)):
        chinese, english = "".join(texts[:count]), "".join(texts[count:])
        if chinese.endswith(" · ") and both(chinese + english):
            last = strings[count - 1]
            if language == "en":
                return token[strings[count].start() :]
            return token[: last.start()] + last[0][0] + last[0][1:-1].rstrip(" ·") + last[0][-1]
    return re.sub(STRING, lambda string: one_string(string[0], language), token)


def label(text):
    """The parts of "中文 English", or None."""
    parts = LABEL.fullmatch(text)
    return parts.groupdict() if parts else None


def one_string(token, language):
    quote, text = token[0], token[1:-1]
    parts = both(text) or label(text)
    if not parts or INSERTED.findall(parts["zh"]) != INSERTED.findall(parts["en"]):
        return token
    end = " " if text.endswith(" ") else ""
    return quote + parts[language].rstrip() + end + quote
