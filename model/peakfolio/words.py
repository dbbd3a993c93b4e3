"""What a person reads, as values: English in the code, every other language in a catalogue, read once at the edge.

Why values: a sentence is composed once, of parts that are sentences, names, amounts and lists themselves; the language is chosen where
it is shown. The catalogue (``locale/<language>/LC_MESSAGES/peakfolio.po``) can be mended with any editor of gettext files.
"""

import gettext
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALES = Path(__file__).parent / "locale"
DOMAIN = "peakfolio"
WIDE = Context(prec=400)  # as many digits as the largest float and its decimals have


class Words(ABC):
    """Whatever can be read in a language."""

    @abstractmethod
    def read(self, language: Language) -> str:
        """The text in one language."""

    def __str__(self) -> str:
        return self.read("en")

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self.read("zh")

    @property
    def en(self) -> str:
        """In English."""
        return self.read("en")


Field = Words | str | int | float


@dataclass(frozen=True)
class Name(Words):
    """A name that the data give in each language."""

    chinese: str
    english: str

    def read(self, language: Language) -> str:
        """The name in one language."""
        return self.chinese if language == "zh" else self.english


NOTHING = Name("", "")


@dataclass(frozen=True)
class Message(Words):
    """A sentence of the program with its fields; ``many`` is its text for any count but one."""

    text: str
    fields: tuple[tuple[str, Field], ...] = ()
    context: str = ""
    many: str = ""
    count: int = 1

    def read(self, language: Language) -> str:
        """The sentence in one language, every field read in it too."""
        text = self._find_text(language)
        if not self.fields:
            return text
        return text.format(
            **{key: value.read(language) if isinstance(value, Words) else value for key, value in self.fields}
        )

    def _find_text(self, language: Language) -> str:
        catalogue = load_catalogue(language)
        if self.many:
            return catalogue.ngettext(self.text, self.many, self.count)
        return catalogue.pgettext(self.context, self.text) if self.context else catalogue.gettext(self.text)


@dataclass(frozen=True)
class Listing(Words):
    """Parts one after another, with a separator of the language between them."""

    parts: tuple[Words | str, ...]
    separator: Words

    def read(self, language: Language) -> str:
        """The parts in one language."""
        return self.separator.read(language).join(
            each.read(language) if isinstance(each, Words) else each for each in self.parts
        )


@dataclass(frozen=True)
class Way(Words):
    """A way on, which differs with where it is read: a command or file on the command line, a tab or button in the workbench."""

    command: Words
    desk: Words

    def read(self, language: Language) -> str:
        """As the command line says it."""
        return self.command.read(language)


def tell_at_desk(said: Words) -> Words:
    """The same as the workbench says it, whose readers have no command line: every way in it leads to a tab or button."""
    if isinstance(said, Way):
        return tell_at_desk(said.desk)
    if isinstance(said, Message):
        fields = ((key, tell_at_desk(each) if isinstance(each, Words) else each) for key, each in said.fields)
        return replace(said, fields=tuple(fields))
    if isinstance(said, Listing):
        parts = tuple(tell_at_desk(each) if isinstance(each, Words) else each for each in said.parts)
        return Listing(parts, said.separator)
    return said


def say(text: str, /, **fields: object) -> Message:
    """A sentence; ``{name}`` in it stands for a field of that name."""
    return Message(text, _keep(fields))


def say_in(context: str, text: str, /, **fields: object) -> Message:
    """A word or sentence whose translation depends on where it stands."""
    return Message(text, _keep(fields), context)


def say_many(one: str, many: str, n: int, /, **fields: object) -> Message:
    """A sentence about ``n`` things (a field of its own), in the number that the language asks for."""
    return Message(one, _keep({"n": n, **fields}), many=many, count=n)


def _keep(fields: dict[str, object]) -> tuple[tuple[str, Field], ...]:
    return tuple(
        (key, value if isinstance(value, Words | str | int | float) else str(value)) for key, value in fields.items()
    )


COMMA = say_in("between names", ", ")
SEMICOLON = say_in("between clauses", "; ")
SPACE = Name("", " ")  # Chinese sentences follow each other without one


def listing(parts: Iterable[Words | str], separator: Words = COMMA) -> Listing:
    """Names in a row."""
    return Listing(tuple(parts), separator)


@cache
def load_catalogue(language: Language) -> gettext.NullTranslations:
    """The translations into a language: compiled where a package was built, else read from the text that people edit."""
    folder = LOCALES / language / "LC_MESSAGES"
    compiled, text = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.exists():
        return gettext.GNUTranslations(BytesIO(compiled.read_bytes()))
    if not text.exists():
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile  # only a checkout reads the text; a package brings the compiled file

    written = BytesIO()
    with text.open("rb") as opened:
        mofile.write_mo(written, pofile.read_po(opened, locale=language))
    written.seek(0)
    return gettext.GNUTranslations(written)


def end_sentence(text: str, stop: str) -> str:
    """A text with one full stop at its end, whether or not it brought its own."""
    return f"{text.rstrip('。.')}{stop}"


def format_number(value: float, digits: int = 4) -> str:
    """A number as a reader expects it: at most so many decimals, no trailing zeros, no exponent."""
    text = f"{round_half_up(value, digits):,f}" if math.isfinite(value) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_half_up(value: float, digits: int) -> Decimal:
    """A number rounded as spreadsheets and people do: a half goes up, and nothing is minus nought."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    return rounded if rounded else abs(rounded)


def round_on(value: float, *, is_least: bool, digits: int = 2) -> float:
    """A threshold rounded to its safe side: a least upwards, a most downwards; a small one keeps digits of its own."""
    exact = round_half_up(value, digits + 4)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_CEILING if is_least else ROUND_FLOOR)
    return float(rounded) if rounded or not exact else float(exact)


def show_share(share: float) -> str:
    """A probability as a reader expects it: whole per cent, never 0 % where it is more, and never 100 %, which no sample shows."""
    if 0 < share < 0.005:
        return "<1%"
    if share >= 0.995:
        return ">99%"
    return f"{round_half_up(float(Decimal(repr(float(share))) * 100), 0)}%"
