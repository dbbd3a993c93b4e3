"""What a spreadsheet shows for a value: the number format of a cell, as far as plans use it.

No library that is kept does this for Python. What is not known here (conditions, fractions, Chinese numerals) is said to be unknown;
then the value itself is read.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|(\[[^\]]*\])|([0#?.,]*[0#?][0#?.,]*)|(General)|(%)|(.)', re.DOTALL | re.IGNORECASE
)
DATE_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(上午/下午|AM/PM|y+|m+|d+|h+|s+|e+)|(.)', re.DOTALL | re.IGNORECASE
)
LOCALE = re.compile(
    r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]*)?\]|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\]",
    re.IGNORECASE,
)
BUILT_IN_DAYS = frozenset({"mm-dd-yy", "m/d/yy", "mm/dd/yy"})  # of these the system decides; in China it is 2025/3/1
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_CODE = 255  # letters, as spreadsheets allow
WIDE = Context(prec=400)
LARGE = 1e10  # from here on General keeps every digit that a number has


class UnknownFormat(Exception):
    """A number format that is not known here."""


@dataclass(frozen=True)
class _Part:
    """A section of a number format: what stands before and after the number, how it is written, and by what it is multiplied."""

    before: str
    pattern: str | None  # None: no number is shown; empty: as it is
    after: str
    percents: int


def show_value(value: Any, code: str) -> str:
    """The text that a sheet shows for a value under a number format. Raises UnknownFormat."""
    if value is None:
        return ""
    if len(code or "") > LONGEST_CODE:
        raise UnknownFormat
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _show_moment(value, code)
    if isinstance(value, timedelta):
        raise UnknownFormat
    if isinstance(value, int | float):
        return _show_number(value, code)
    return str(value)


def show_plainly(value: Any) -> str:
    """A value without any format."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    text = f"{value:.11g}" if abs(value) < LARGE else f"{value:.15g}"
    shown = f"{Decimal(text):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _show_number(value: float, code: str) -> str:
    sections = _split(code)
    if len(sections) > 4:
        raise UnknownFormat
    section, number = sections[0], value
    if value < 0 and len(sections) > 1:
        section, number = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    part = _read_section(section)
    if part.pattern is None:
        return part.before + part.after
    digits = show_plainly(number) if part.pattern == "" else _write_digits(number, part)
    sign = "-" if digits.startswith("-") else ""
    return f"{sign}{part.before}{digits.removeprefix('-')}{part.after}".strip()


@lru_cache(maxsize=1000)
def _split(code: str) -> tuple[str, ...]:
    """The sections of a format; a semicolon in a quotation divides nothing."""
    bare = LOCALE.sub(lambda found: f'"{found[1]}"' if found[1] else "", code or "General")
    return tuple(_list_sections(bare))


def _list_sections(code: str) -> list[str]:
    return ["".join(found) for found in re.findall(r'((?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)|^(?=;))', code)] or [code]


@lru_cache(maxsize=1000)
def _read_section(section: str) -> _Part:
    before, after, pattern, percents = "", "", None, 0
    for quoted, escaped, bracket, digits, general, percent, other in TOKEN.findall(section):
        if bracket or (other in "@/eE" and other):
            raise UnknownFormat
        if digits or general:
            if pattern is not None:
                raise UnknownFormat
            pattern = digits
            continue
        percents += bool(percent)
        said = quoted or escaped or percent or other
        if pattern is None:
            before += said
        else:
            after += said
    return _Part(before, pattern, after, percents)


def _write_digits(number: float, part: _Part) -> str:
    """A number by its pattern: commas at its end divide by a thousand each, a comma inside groups the digits."""
    pattern = part.pattern or ""
    bare = pattern.rstrip(",")
    whole, _, decimals = bare.partition(".")
    if "," in decimals or "." in decimals:
        raise UnknownFormat
    exact = Decimal(f"{number:.15g}").scaleb(2 * part.percents - 3 * (len(pattern) - len(bare)), WIDE)
    rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, WIDE)
    text = f"{abs(rounded):f}"
    digits, _, rest = text.partition(".")
    least = sum(letter == "0" for letter in whole)
    digits = digits.lstrip("0").rjust(least, "0")
    if "," in whole:
        digits = f"{int(digits or 0):,}" if least <= len(digits.lstrip("0") or "0") else digits
    kept = decimals.rstrip("#?")
    while len(rest) > len(kept) and rest.endswith("0"):
        rest = rest[:-1]
    shown = f"{digits or '0' if not rest else digits or ''}{'.' if rest else ''}{rest}"
    return f"-{shown}" if rounded < 0 else shown


def _show_moment(value: datetime | date | time, code: str) -> str:
    """A date or a time by its format."""
    plain = LOCALE.sub("", code).split(";")[0]
    if plain.lower() in BUILT_IN_DAYS:
        plain = "yyyy/m/d"
    tokens = DATE_TOKEN.findall(plain)
    kinds = [token[2].lower()[:1] for token in tokens if token[2]]
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, date) and moment is None:
        moment = datetime(value.year, value.month, value.day)
    elif isinstance(value, time):
        moment = datetime.combine(date(1900, 1, 1), value)
    if moment is None or not kinds:
        raise UnknownFormat
    shown, seen = "", 0
    for quoted, escaped, symbol, other in tokens:
        if symbol:
            near = (kinds[seen - 1] if seen else "", kinds[seen + 1] if seen + 1 < len(kinds) else "")
            shown += _write_symbol(moment, symbol, is_minute=near[0] == "h" or near[1] == "s", halves="a" in kinds)
            seen += 1
        else:
            shown += quoted or escaped or other
    return shown.strip()


def _write_symbol(moment: datetime, symbol: str, *, is_minute: bool, halves: bool) -> str:
    kind, length = symbol[0].lower(), len(symbol)
    if kind in "a上":
        early, late = ("上午", "下午") if kind == "上" else ("AM", "PM")
        return early if moment.hour < 12 else late
    if kind in "ye":
        return f"{moment.year % 100:02d}" if kind == "y" and length <= 2 else str(moment.year)
    if kind == "m" and not is_minute:
        return MONTHS[moment.month - 1][: {3: 3, 5: 1}.get(length)] if length > 2 else f"{moment.month:0{length}d}"
    if kind == "d":
        return DAYS[moment.weekday()][: 3 if length == 3 else None] if length > 2 else f"{moment.day:0{length}d}"
    hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
    number = {"h": hour, "m": moment.minute, "s": moment.second}[kind]
    return f"{number:0{min(length, 2)}d}"
