"""Amounts inside a quotation: which unit stands behind a number, and which lines a row cites."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from peakfolio.errors import PeakfolioError
from peakfolio.plan.rows import CitedRow
from peakfolio.units import COUNTING_WORDS, FACTORS, convert, is_known_unit

LONGEST_UNIT = 12  # characters: 万吨二氧化碳当量 is 8 of them
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MORE_OR_LESS = re.compile(r"^(?:多|余|左右|以上|以下)")
POWERS = {"公里2": "平方公里", "千米2": "平方千米", "米2": "平方米", "米3": "立方米"}
RATE = re.compile(r"^([^\d\s，。；、,;:：()（）/]{1,4}/(?:天|日|年|月|小时|d|a|h))")


def read_plainly(text: str) -> str:
    """A quotation in plain signs: NFKC, no white space, no comma between thousands."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for printed, meant in POWERS.items():
        plain = plain.replace(printed, meant)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)


def find_amounts(text: str) -> Iterator[tuple[float, str | None]]:
    """Every number of a quotation with what stands behind it: a unit, a rate of an unknown one, a bare 万 or 亿, or nothing known."""
    plain = read_plainly(text)
    for found in NUMBER.finditer(plain):
        yield float(found.group()), _read_unit(MORE_OR_LESS.sub("", plain[found.end() :]))


def _read_unit(rest: str) -> str | None:
    for length in range(min(LONGEST_UNIT, len(rest)), 0, -1):
        if is_known_unit(rest[:length]):
            return rest[:length]
    rate = RATE.match(rest)
    return rate.group(1) if rate else rest[:1] if rest[:1] in FACTORS else None


@lru_cache(maxsize=4096)
def find_scale(printed: str, wanted: str) -> float | None:
    """How many of the wanted unit one of the printed makes; None where they measure different things or are unknown."""
    try:
        return convert(1.0, printed, wanted)
    except PeakfolioError:
        return None


def is_counted(unit: str) -> bool:
    """Whether a unit only counts things, ten thousand of them or one."""
    return unit in COUNTING_WORDS or unit[1:] in COUNTING_WORDS


def list_lines(row: CitedRow) -> tuple[range, ...]:
    """The lines a row cites, part by part."""
    parts = (part.partition("-") for part in row.lines.split(";")) if row.lines else ()
    return tuple(range(int(first), int(last or first) + 1) for first, _, last in parts)


def overlap(some: Iterable[range], others: Iterable[range]) -> bool:
    """Whether two lists of lines have one in common."""
    kept = tuple(others)
    return any(max(one.start, other.start) < min(one.stop, other.stop) for one in some for other in kept)


def lie_within(some: Iterable[range], others: Iterable[range]) -> bool:
    """Whether every line of the first list stands in the second."""
    kept = tuple(others)
    return all(any(other.start <= one.start and one.stop <= other.stop for other in kept) for one in some)
