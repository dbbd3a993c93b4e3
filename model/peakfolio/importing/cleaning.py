"""The words of a cell in plain writing, and what had to be guessed on the way: widths, signs, marks of footnotes, slips of a scan.

Why before anything is read: NFKC turns the footnote in ``≥95①`` into a digit, and a full-width comma between two values into one that
parts thousands. What was mended is said, so that a value read from it is looked at.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.words import Words, say

DASHES = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "－", "/", "\\", "／", "…", "·", "_", "无数据", "暂无", "暂缺", "N/A"}
)
FOOTNOTES = re.compile(r"[①-⑳❶-❿㊀-㊉※†‡]|\[\d{1,2}\]|［\d{1,2}］|[（(]?注\s?\d{1,2}[）)]?$|(?<=[^\s*])[*＊]+(?=\s|$)")
RAISED = re.compile(r"(?<=[0-9０-９%％])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
WIDE_PAIR = re.compile(r"(?<=[0-9])，(?=[0-9])")  # a full-width comma between half-width digits parts two values
GREATER = re.compile(r"≧|⩾|≥=|>=|=>|≥")
LESSER = re.compile(r"≦|⩽|≤=|<=|=<|≤")
ANGLES = re.compile(r"[〉》](?=\s*\d)|[〈《](?=\s*\d)")
THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:[,'’]\d{3})+(?![\d])")
SPLIT_DECIMAL = re.compile(r"(?<=\d)(?: +\. *| *\. +)(?=\d)")
ODD_POINT = re.compile(r"(?<=\d)[·。•](?=\d)")
LETTERED = re.compile(r"(?<![A-Za-z\d.])(?=[oOlI.]*\d|\d)[\doOlI]+(?:\.[\doOlI]+)?(?![A-Za-z\d])")
SPACES = re.compile(r"[ \t\u3000\xa0]+")
SENTENCE = re.compile(r"[^。；;\n]+")
BRACKETED = re.compile(r"\(\d+(?:\.\d+)?%?\)")  # how books write what is below zero
LEAST_DIGITS = 2
LETTERS = str.maketrans("oOlI", "0011")
CHINESE = "\u3400-\u9fff\u3000-\u303f\uff00-\uffef"
# Spaces that part nothing: around signs, before a number, before its unit. Others may stand for the ends of lines in a cell.
IDLE = re.compile(rf"(?<=[≥≤><=(:]) +| +(?=[%‰)])|(?<=[{CHINESE}]) +(?=\d)")
LOOSE = re.compile(rf"(?<=[{CHINESE}]) +(?=[{CHINESE}])")


@dataclass(frozen=True)
class Cleaned:
    """The words of a cell in plain writing, and what was guessed."""

    text: str
    doubts: tuple[Words, ...] = ()


def clean(words: str) -> Cleaned:
    """The words in half-width signs, without marks of footnotes; line ends are kept, because they part values."""
    doubts: list[Words] = []
    text = FOOTNOTES.sub("", words)
    text = _mend(text, RAISED, "", say("the small raised figure was taken for the mark of a footnote"), doubts)
    text = WIDE_PAIR.sub("、", text)
    text = _mend(text, ODD_POINT, ".", say("an odd sign was read as a decimal point"), doubts)
    text = unicodedata.normalize(
        "NFKC", text.replace("，", "、,").replace("−", "-")
    )  # what was a full-width comma stays told from a thousands mark
    text = text.replace("、,", "，").replace("〜", "~")
    text = SPACES.sub(" ", text.replace("\r", ""))
    text = _mend(text, SPLIT_DECIMAL, ".", say("a number was broken by a space"), doubts)
    text = THOUSANDS.sub(lambda found: re.sub(r"[,'’]", "", found[0]), text)
    text = _read_letters(GREATER.sub("≥", LESSER.sub("≤", text)), doubts)
    angled = ANGLES.sub(lambda found: ">" if found[0] in "〉》" else "<", text)
    if angled != text:
        doubts.append(say("a bracket was read as a sign of comparison"))
    lines = (IDLE.sub("", line).strip() for line in angled.split("\n"))
    return Cleaned("\n".join(line for line in lines if line), tuple(doubts))


def _mend(text: str, pattern: re.Pattern[str], by: str, doubt: Words, doubts: list[Words]) -> str:
    mended = pattern.sub(by, text)
    if mended != text:
        doubts.append(doubt)
    return mended


def _read_letters(text: str, doubts: list[Words]) -> str:
    """Letters inside a number are what a scan made of 0 and 1."""

    def read(found: re.Match[str]) -> str:
        said = found[0]
        digits = sum(each.isdigit() for each in said)
        if said.replace(".", "").isdigit() or not (said[0].isdigit() or digits >= LEAST_DIGITS):
            return said  # O3 is ozone
        doubts.append(say('"{said}" holds letters that were read as digits', said=said))
        return said.translate(LETTERS)

    return LETTERED.sub(read, text)


@dataclass(frozen=True)
class Sentence:
    """A sentence in half-width signs without spaces, and as printed; ``places`` say where each sign stands there."""

    plain: str
    printed: str
    places: tuple[int, ...]

    def quote(self, found: re.Match[str], group: int = 0) -> str:
        """The words as printed of what was found in the plain sentence."""
        begin, end = found.span(group)
        return self.printed[self.places[begin] : self.places[end - 1] + 1] if end > begin else ""


def list_sentences(words: str) -> Iterator[Sentence]:
    """The sentences of a paragraph."""
    for found in SENTENCE.finditer(words):
        kept = [(place, _level(sign)) for place, sign in enumerate(found[0]) if not sign.isspace()]
        if kept:
            yield Sentence("".join(sign for _, sign in kept), found[0], tuple(place for place, _ in kept))


def _level(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and sign != "，" else sign


def flatten(words: str) -> str:
    """The words of a cell in one line, as the text of the document has them."""
    return words.strip().replace("\n", " ")


def squeeze(words: str) -> str:
    """A label in one line: full width made plain, all white space gone (the letters of a narrow column stand below each other)."""
    return "".join(unicodedata.normalize("NFKC", FOOTNOTES.sub("", words)).split())


def label(words: str) -> str:
    """A name as printed, without the breaks of its column."""
    return LOOSE.sub("", " ".join(words.split())).strip()


def is_blank(words: str) -> bool:
    """Whether a cell says nothing: empty, or a dash."""
    return "".join(words.split()) in DASHES
