"""Writes the table and the pages of a class."""

import csv
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

STATUSES = {
    "graded": ("已评分", "graded"),
    "died": ("内核结束了，其余的已评分", "a cell ended the kernel; the rest is graded"),
    "memory": ("内存超限", "over the limit of memory"),
    "processes": ("进程太多", "too many processes"),
    "time": ("超时", "over the limit of time"),
    "unreadable": ("无法读取的文件", "not a readable notebook"),
    "other kernel": ("别的内核的 notebook", "a notebook for another kernel"),
    "not a notebook": ("不是 notebook", "not a notebook"),
    "no notebook": ("文件夹里没有 notebook", "no notebook in the folder"),
    "several notebooks": ("有几个 notebook，不知道是哪个", "several notebooks"),
    "too large": ("文件太大", "too large"),
    "link": ("符号链接", "a symbolic link"),
    "failed": ("评分程序出错，请重新运行", "the grader failed: run it again"),
}


def write_table(path, rows, scores):
    """A row for each student. With a byte order mark, without which Excel does not read Chinese names."""
    exercises = scores.exercises
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        table = csv.writer(file)
        table.writerow(
            ["student", "status", f"sum/{scores.total}", f"solved/{len(exercises)}"]
            + [f"{exercise.name}/{scores.totals[exercise.name]}" for exercise in exercises]
            + ["seconds", "memory MB", "file"]
        )
        for submission, result in rows:
            table.writerow(
                [as_text(submission.student), result.status]
                + [scores.sum_of(result), scores.solved(result)]
                + [scores.of(result, exercise.name) for exercise in exercises]
                + [f"{result.seconds:.1f}", result.peak >> 20, as_text(submission.path.name)]
            )


def as_text(name):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


def write_pages(folder, rows, scores):
    pages = folder / "students"
    pages.mkdir(exist_ok=True)
    links = file_names([submission.student for submission, _ in rows])
    listed = [
        {
            "student": submission.student,
            "file": submission.path.name,
            "link": link,
            "result": result,
            "status": STATUSES[result.status],
            "sum": scores.sum_of(result),
            "solved": scores.solved(result),
        }
        for (submission, result), link in zip(rows, links, strict=True)
    ]
    save(folder / "index.html", "index.html", rows=listed, scores=scores)
    for row in listed:
        save(pages / row["link"], "student.html", row=row, scores=scores)


def save(path, template, **values):
    text = TEMPLATES.get_template(template).render(**values)
    path.write_text(text, encoding="utf-8", errors="replace")


def file_names(students):
    """A file name for each, which every file system and URL can hold."""
    return [
        f"{number:03}-{re.sub(r'[^A-Za-z0-9_-]+', '-', student)[:60].strip('-') or 'student'}.html"
        for number, student in enumerate(students, start=1)
    ]
