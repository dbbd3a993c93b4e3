"""Breaks texts into lines; a Chinese character is as broad as two Latin letters and a line may break after it."""

import re
import unicodedata

UNBROKEN = re.compile(r"[（《“]*(?:(?:\u00a0|[^\s\u2e80-\uffff])+|[\u2e80-\uffff])[，。；、：）》”！？]*|[^\S\u00a0]+")
PART = re.compile(r"(?:: |·)(?!.*(?:: |·))")  # what stands before the name of a part
LEAST_HEAD = 12


def count_letters(text: str) -> int:
    """The width of a text in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap_text(text: str, columns: int) -> str:
    """The text in lines of so many Latin letters; a Chinese character counts as two and a line may break after it."""
    lines, width = [""], 0
    for part in UNBROKEN.findall(text):
        size = count_letters(part)
        if width + size > columns and lines[-1]:
            lines, width = [*lines, ""], 0
        if part.strip() or lines[-1]:
            lines[-1], width = lines[-1] + part, width + size
    return "\n".join(line.rstrip() for line in lines)


def fold_text(text: str, columns: int) -> str:
    """A text of several lines, each wrapped under its own indentation."""
    folded = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        indent = line[: len(line) - len(bare)]
        folded += [indent + part for part in wrap_text(bare, columns - len(indent)).split("\n")]
    return "\n".join(folded)


def fit_lines(text: str, columns: int, lines: int = 2) -> str:
    """The text in so many lines at most, with a sign where it was cut; the name of a part, which tells it from its sisters, stays whole."""
    wrapped = wrap_text(text, columns).split("\n")
    if len(wrapped) <= lines:
        return "\n".join(wrapped)
    part = PART.search(text)
    if part is not None:
        for end in range(part.start() - 1, LEAST_HEAD, -1):
            shorter = wrap_text(f"{text[:end].rstrip()}…{text[part.start() :]}", columns)
            if shorter.count("\n") < lines:
                return shorter
    return "\n".join([*wrapped[: lines - 1], f"{wrapped[lines - 1][:-1].rstrip()}…"])
