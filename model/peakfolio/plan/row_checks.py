"""What is wrong with a single value of a row, whatever its column: too long, twice, no number, or a sign no document can hold."""

from functools import cache
from typing import Any, get_args

from peakfolio.plan.figures import PLAIN, Slip, find_excess
from peakfolio.plan.limits import COUNT, FIGURE, MOST_CELL, MOST_ENTRIES, SPANS, shorten
from peakfolio.words import say

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DISTINCT = ("milestones", "grid_years", "standards", "ledgers")  # lists in which a second time would count twice


@cache
def holds_number(annotation: Any) -> bool:
    """Whether a field holds numbers: one, or a list or table of them."""
    return annotation in (int, float) or any(holds_number(each) for each in get_args(annotation) if each is not ...)


def list_values(value: Any) -> tuple[Any, ...]:
    """The single values of a field: of a list its items, of a table its keys and what it holds."""
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def find_truth(value: Any) -> Slip | None:
    """A truth value where a number is wanted."""
    if not isinstance(value, bool):
        return None
    said = str(value).lower()
    return (say('must be a number; found "{found}"', found=said), say("write a number"))


def find_quotes(annotation: Any, value: Any) -> Slip | None:
    """A number or truth value of plan.toml that stands in quotes, so that other tools would read it as a text."""
    values = value.values() if isinstance(value, dict) else list_values(value)
    quoted = next((each for each in values if isinstance(each, str)), None)
    if quoted is None:
        return None
    if holds_number(annotation) and PLAIN.fullmatch(quoted.strip()):
        found = shorten(quoted.strip())
        return (
            say('is a number in quotes: "{found}"', found=found),
            say("write {number} without quotes", number=found),
        )
    if annotation is bool and quoted.strip().lower() in ("true", "false"):
        found = quoted.strip().lower()
        return (say('is a word in quotes: "{found}"', found=found), say("write {number} without quotes", number=found))
    return None


def find_crowd(length: int) -> Slip:
    """A list with more entries than a plan needs."""
    return (
        say("has {count:,} entries; at most {most:,}", count=length, most=MOST_ENTRIES),
        say("leave out what is not needed"),
    )


def find_twin(values: tuple[Any, ...]) -> Slip:
    """The first value that stands twice in a list."""
    twin = next(each for place, each in enumerate(values) if each in values[:place])
    return (say("{twin} stands twice", twin=twin), say("write it once"))


def find_bad_text(text: str) -> Slip | None:
    """A text that is too long, or holds what no document can hold."""
    if len(text) > MOST_CELL:
        return (
            say("is too long: {length:,} characters; at most {most:,}", length=len(text), most=MOST_CELL),
            say("shorten it"),
        )
    bad = next((letter for letter in text if not letter.isprintable() and is_control(letter)), None)
    if bad is not None:
        code = f"U+{ord(bad):04X}"
        shown = shorten("".join("?" if is_control(letter) else letter for letter in text))
        return (say('holds the control character {code}: "{shown}"', code=code, shown=shown), say("remove it"))
    return None


def is_control(letter: str) -> bool:
    """Whether no document may hold a character: controls but tab and ends of lines, no characters, and what turns round how a text reads."""
    return (ord(letter) < 32 and letter not in "\t\n\r") or letter in TURNS or letter in "\x7f\ufffe\uffff"


def find_misfit(column: str, value: Any) -> Slip | None:
    """The first thing wrong with what stands in a column, once it has the type of the column."""
    if column in DISTINCT and len(set(value)) < len(value):
        return find_twin(value)
    found = (_find_one(column, each) for each in list_values(value))
    return next((slip for slip in found if slip is not None), None)


def _find_one(column: str, value: Any) -> Slip | None:
    if isinstance(value, str):
        return find_bad_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    is_whole = isinstance(value, int)
    return find_excess(value, SPANS.get(column, COUNT if is_whole else FIGURE), is_whole=is_whole)
