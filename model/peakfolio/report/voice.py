"""Says the blocks of a document in one language, so that the chapters read like the document."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from peakfolio.report.content import Bullets, Cell, Column, Kind, Text
from peakfolio.words import Language, Name, Words, say, say_in

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DIGITS = 6


@dataclass(frozen=True)
class Voice:
    """One language."""

    language: Language

    def read(self, said: Words | str) -> str:
        """Words in this language; what no language changes as it is."""
        return clean(said if isinstance(said, str) else said.read(self.language))

    def answer(self, said: Words) -> Text:
        """What was found, in one paragraph."""
        return Text("answer", self.read(said))

    def caveats(self, said: Iterable[Words]) -> list[Text]:
        """What a reader must know before using the answer."""
        return [Text("caveat", self.read(each)) for each in said]

    def paragraph(self, said: Words) -> Text:
        """Plain words."""
        return Text("paragraph", self.read(said))

    def note(self, said: Words) -> Text:
        """Small print."""
        return Text("note", self.read(said))

    def heading(self, said: Words) -> Text:
        """The heading of a part of a chapter."""
        return Text("heading", self.read(said))

    def bullets(self, said: Iterable[Words], *, is_numbered: bool = False) -> Bullets:
        """A list of sentences."""
        return Bullets(tuple(self.read(each) for each in said), is_numbered)

    def column(self, key: str, title: Words | str, width: float = 1.0) -> Column:
        """A column of words."""
        return Column(key, self.read(title), "key" if width < 1 else "text", width=width)

    def number(self, key: str, title: Words | str, unit: Words | str = "", digits: int = 2) -> Column:
        """A column of numbers with their unit."""
        return Column(key, self.read(title), "number", self.read(unit), digits, 0.8)

    def year(self, key: str, title: Words) -> Column:
        """A column of years."""
        kind: Kind = "year"
        return Column(key, self.read(title), kind, width=0.6)


BETWEEN_PARTS = say_in("between parts of a sentence", ", ")
PERCENT = "%"
MONEY = say("10,000 yuan")
CARBON = say("10,000 t CO2")
CARBON_E = say("10,000 t CO2e")
ENERGY = say("10,000 tce")
YUAN_PER_TONNE = say("yuan per t CO2e")
MONTHS = say_in("unit", "months")
POINTS = say_in("unit", "points")
PROJECTS = say_in("unit", "projects")
COUNTED = Name("个", "")  # Chinese counts things with a word, English without
ITEMS = Name("项", "")


def clean(text: str) -> str:
    """A text without the signs that office files cannot hold."""
    return UNPRINTABLE.sub("", text)


def cell(value: object) -> Cell:
    """A value as a cell: plain numbers rounded to a millionth, None where nothing is known, text without control signs."""
    if value is None or isinstance(value, str):
        return clean(value) if value is not None else None
    if isinstance(value, bool):
        return int(value)
    number = float(str(value))
    if math.isnan(number):
        return None
    return int(number) if number == int(number) and abs(number) < 1e15 else round(number, DIGITS)
