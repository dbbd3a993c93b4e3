"""What is wrong with a value and how to mend it: one sentence for each kind of error pydantic knows."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError, ValidationError

from peakfolio.plan.chinese_codes import say_code
from peakfolio.plan.figures import PLAIN, Slip
from peakfolio.plan.limits import shorten
from peakfolio.words import NOTHING, SEMICOLON, Name, Words, listing, say, say_in

SLIP = "slip"  # the type of an error of our own that brings its finding and its mend
WRITE_NUMBER = say("write a number with '.' as the decimal point and no unit")
WRITE_WHOLE = say("write a whole number such as 2025")
IN_RANGE = say("write a value in range")
CORRECT = say("correct the value")
BETWEEN_CHOICES = say_in("between choices", " or ")
FORMS: Mapping[str, Words] = {
    "lines": say("write lines such as 432, 992-999 or 344;346"),
    "starts_on": say("write a day such as 2022-10-11"),
    "known_on": say("write a day, month or year of the calendar, such as 2026-03-02, 2026-03 or 2026"),
    "as_of": say("write a day, month or year of the calendar, such as 2026-03-02, 2026-03 or 2026"),
    "spending_profile": say("write shares such as 0.2;0.5;0.3"),
}
MENDS: Mapping[str, Words] = {
    "string_pattern_mismatch": say("use letters, digits, _ . - and begin with a letter"),
    "missing": say("write a value; this column may not be empty"),
    "extra_forbidden": say("remove it, or rename it to a column of scenarios/README.md"),
    "float_parsing": WRITE_NUMBER,
    "float_type": WRITE_NUMBER,
    "int_parsing": WRITE_WHOLE,
    "int_type": WRITE_WHOLE,
    "int_from_float": WRITE_WHOLE,
    "bool_parsing": say("write true or false"),
    "literal_error": say("use one of the allowed words"),
    "greater_than_equal": IN_RANGE,
    "less_than_equal": IN_RANGE,
    "greater_than": IN_RANGE,
    "less_than": IN_RANGE,
    "finite_number": say("write a finite number, or leave the cell empty where it is unknown"),
}
LACKS: Mapping[str, Words] = {  # columns that are filled where other cells say what they must be
    "source_id": say("sources.csv names several documents: write the key of the one the row is from"),
    "direction": say("write more (the more the better) or less; no target says it"),
    "relation": say("write at_least, at_most or another relation"),
}
Limits = Mapping[str, Any]
ASKED: Mapping[str, Callable[[Limits], Words]] = {
    "float_parsing": lambda _: say("must be a number"),
    "float_type": lambda _: say("must be a number"),
    "int_parsing": lambda _: say("must be a whole number"),
    "int_type": lambda _: say("must be a whole number"),
    "int_parsing_size": lambda _: say("must be a shorter number"),
    "int_from_float": lambda _: say("must be a whole number"),
    "bool_parsing": lambda _: say("must be true or false"),
    "bool_type": lambda _: say("must be true or false"),
    "string_type": lambda _: say("must be a text"),
    "string_too_short": lambda _: say("must not be empty"),
    "too_short": lambda limits: say("must have at least {least} entries", least=limits["min_length"]),
    "tuple_type": lambda _: say("must be a list"),
    "list_type": lambda _: say("must be a list"),
    "dict_type": lambda _: say("must be a table of names and values"),
    "model_type": lambda _: say("must be a table of names and values"),
    "finite_number": lambda _: say("must be a finite number"),
    "greater_than_equal": lambda limits: say("must be {least:g} or more", least=limits["ge"]),
    "less_than_equal": lambda limits: say("must be {most:g} or less", most=limits["le"]),
    "greater_than": lambda limits: say("must be above {limit:g}", limit=limits["gt"]),
    "less_than": lambda limits: say("must be below {limit:g}", limit=limits["lt"]),
    "string_too_long": lambda limits: say("must have at most {most} characters", most=limits["max_length"]),
    "string_pattern_mismatch": lambda _: say("is not of the right form"),
    "literal_error": lambda limits: say("must be {choices}", choices=_list_choices(limits["expected"])),
}


def _list_choices(expected: str) -> Words:
    """The words pydantic allows, such as "'low', 'central' or 'high'"."""
    *first, last = (_name_choice(each) for each in re.split(", | or ", expected))
    return listing((listing(first), last) if first else (last,), BETWEEN_CHOICES)


def _name_choice(quoted: str) -> Words:
    """A code word as it may be written: in Chinese too where the reader is."""
    code = quoted.strip("'")
    word = say_code(code)
    return Name(code if word == code else f"{word}（{code}）", quoted)


class WrongValue(ValueError):
    """Values that do not fit together; pydantic collects it like its own errors."""

    def __init__(self, said: Words) -> None:
        self.said = said
        super().__init__(str(said))


def say_slip(slip: Slip) -> PydanticCustomError:
    """What a check of single values found, as an error that pydantic collects."""
    finding, mend = slip
    return PydanticCustomError(SLIP, "{finding}", {"finding": finding, "mend": mend})


def list_wrong(error: ValueError) -> Iterator[tuple[str, Words]]:
    """Every column that a row or the settings cannot take, with the finding; the column is empty where the row as a whole is wrong."""
    if isinstance(error, ValidationError):
        for each in error.errors(include_url=False):
            yield ".".join(str(part) for part in each["loc"]), describe_wrong(each)


def describe_wrong(error: Mapping[str, Any]) -> Words:
    """The finding of one entry of pydantic's ``ValidationError.errors()``."""
    kind, limits = error["type"], error.get("ctx", {})
    said: Words
    if kind == SLIP:
        said = limits["finding"]
        return said
    if kind == "missing":
        return say("is empty")
    if kind == "extra_forbidden":
        return say("is not a known entry")
    if kind == "value_error" and isinstance(limits.get("error"), WrongValue):
        said = limits["error"].said
        return said
    asked = ASKED[kind](limits) if kind in ASKED else say("cannot be read")
    found = shorten(str(error["input"]))
    slip = spot_letter(found) if kind in ("int_parsing", "float_parsing") else NOTHING
    return say('{asked}; found "{found}"{slip}', asked=asked, found=found, slip=slip)


def mend_wrong(error: Mapping[str, Any]) -> Words:
    """How to mend what ``describe_wrong`` found."""
    if error["type"] == SLIP:
        mend: Words = error["ctx"]["mend"]
        return mend
    columns = [str(part) for part in error["loc"]]
    if error["type"] == "missing" and columns[-1] in LACKS:
        return LACKS[columns[-1]]
    return FORMS.get(columns[-1] if columns else "", MENDS.get(error["type"], CORRECT))


def mend_lack(column: str) -> Words:
    """How to mend a table that lacks a column its rows need."""
    return LACKS.get(column, say("add it and fill it in for every row"))


def describe_toml(error: Exception) -> Words:
    """Where a file is no TOML; what the library says of it is English, so that the Chinese names the place only."""
    said = str(error)
    reason, _, place = said.removesuffix(")").rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)", place)
    if found:
        line, column = found.groups()
        return say(
            "is not valid TOML ({reason} (at line {line}, column {column}))", reason=reason, line=line, column=column
        )
    if place == "end of document":
        return say("is not valid TOML ({reason} (at end of document))", reason=reason)
    return say("is not valid TOML ({cause})", cause=said)


def describe_invalid(error: Any) -> Words:
    """Everything a ``ValidationError`` names, in one sentence, for values that come from no table."""
    found: list[Words] = []
    for each in error.errors(include_url=False):
        place, said = ".".join(str(part) for part in each["loc"]), describe_wrong(each)
        found.append(say("{place}: {said}", place=place, said=said) if place else said)
    return listing(found, SEMICOLON)


def spot_letter(found: str) -> Words:
    """A letter that probably stands for a digit."""
    for letter, digit in (("O", "0"), ("o", "0"), ("l", "1"), ("I", "1")):
        if letter in found and PLAIN.fullmatch(found.replace(letter, digit).strip()):
            return say(" (letter {letter}?)", letter=letter)
    return NOTHING
