"""Breaks texts into lines; a Chinese character is as broad as two Latin letters and a line may break after it.

Why own rules: Unicode line breaking (UAX #14) keeps closing signs off the beginning of a line and opening ones off its end, as here, but
parts a number from a unit that stands after a blank, and begins lines with ``·``.
"""

import re
import unicodedata
from collections.abc import Callable

from peakfolio.units import COUNTING_WORDS, SCALES, SPELLINGS

CHINESE = "\u2e80-\uffff"
OPENING = re.escape("（《“‘【〔「『([{＜＞")
CLOSING = re.escape("，。；：、！？）》”’】〕」』％…·～,.;:!?)]}%")
ENGLISH_UNITS = (
    "yuan",
    "million",
    "percentage points",
    "years",
    "year",
    "months",
    "days",
    "people",
    "points",
    "households",
)
_UNITS = {*" ".join(SPELLINGS.values()).split(), *COUNTING_WORDS, "万", "亿"} - {"-", "1"}
_LONGEST_FIRST = sorted(_UNITS, key=lambda each: (-len(each), each))
_LATIN = "|".join(map(re.escape, (*ENGLISH_UNITS, *(each for each in _LONGEST_FIRST if each.isascii()))))
_HAN = "|".join(re.escape(each) for each in _LONGEST_FIRST if not each.isascii())
UNIT = rf"[{''.join(SCALES)}]*(?:{_HAN}|(?:{_LATIN})(?![\w]))"
WORD = rf"(?:\u00a0|[^\s{CHINESE}“‘])*(?:\u00a0|[^\s{CHINESE}“‘(\[{{])"
NUMBER = rf"(?:CNY )?{WORD}(?<=[\d%‰])[ \u00a0]?(?:{UNIT}(?:/{UNIT})?|(?![{OPENING}{CLOSING}])[{CHINESE}])"
# A number with its unit, a word, or one Chinese character, each with the signs that may not be parted from it; blanks; signs alone.
UNBROKEN = re.compile(
    rf"[{OPENING}]*(?:{NUMBER}|{WORD}|(?![{OPENING}])[{CHINESE}])[{CLOSING}]*|[^\S\u00a0]+|[{OPENING}{CLOSING}]+"
)
APART = re.compile(rf"[{OPENING}]*(?:{WORD}|(?![{OPENING}])[{CHINESE}])[{CLOSING}]*|[^\S\u00a0]+|[{OPENING}{CLOSING}]+")
MARK = re.compile(r" *(?:[-!•] |\d+\. )?")  # what a point begins with; its further lines stand under its first word
PART = re.compile(r"(?:: |·)(?!.*(?:: |·))")  # what stands before the name of a part
LEAST_HEAD = 12


def count_letters(text: str) -> int:
    """The width of a text in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap_text(text: str, columns: int) -> str:
    """The text in lines of so many Latin letters; a Chinese character counts as two and a line may break after it.

    No line begins with a closing sign or ends with an opening one, and a number stays with its unit, as far as the lines are broad enough.
    """
    lines, width = [""], 0
    for part in _find_parts(text, columns):
        size = count_letters(part)
        if width + size > columns and lines[-1]:
            lines, width = [*lines, ""], 0
        if part.strip() or lines[-1]:
            lines[-1], width = lines[-1] + part, width + size
    return "\n".join(line.rstrip() for line in lines)


def _find_parts(text: str, columns: int) -> list[str]:
    """What stays together; what is broader than a line is taken apart at blanks and Chinese characters."""
    parts: list[str] = []
    for part in UNBROKEN.findall(text):
        parts += [part] if count_letters(part) <= columns else APART.findall(part)
    return parts


def wrap_measured(text: str, measure: Callable[[str], float], width: float) -> list[str]:
    """The lines of a text where a font says how broad it is."""
    lines = [""]
    for part in UNBROKEN.findall(text):
        pieces = [part] if measure(part.rstrip()) <= width else APART.findall(part)
        if measure(lines[-1] + part.rstrip()) > width and lines[-1].strip():
            lines.append("")
        for piece in pieces:
            if measure(lines[-1] + piece.rstrip()) > width and lines[-1].strip():
                lines.append("")
            if piece.strip() or lines[-1]:
                lines[-1] += piece
    return [each.rstrip() for each in lines]


def fold_text(text: str, columns: int) -> str:
    """A text of several lines, each wrapped under its own indentation, or under the first word after its mark."""
    folded = []
    for line in text.split("\n"):
        found = MARK.match(line)
        mark = found.group() if found is not None else ""
        wrapped = wrap_text(line[len(mark) :], columns - len(mark)).split("\n")
        folded += [mark + wrapped[0], *(" " * len(mark) + part for part in wrapped[1:])]
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
    last = wrapped[lines - 1]
    if count_letters(last) >= columns:  # the sign needs room
        last = last[:-1]
    last = re.sub(rf"[{OPENING}\s]+$", "", last)
    return "\n".join([*wrapped[: lines - 1], f"{last}…"])
