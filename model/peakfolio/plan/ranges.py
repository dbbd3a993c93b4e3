"""Ranges: in order, complete for their distribution, and without draws that nothing can be reckoned from.

No energy below zero, no rate that takes away all there is, no range that means nothing. A range is judged by the ends of what a
draw can reach, for a run of many draws reaches far into the tails.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from peakfolio.errors import Flaw
from peakfolio.plan.figures import PLAIN, Slip, find_excess, find_slip
from peakfolio.plan.limits import FIGURE, shorten
from peakfolio.words import Words, say

TAIL = 1.959964  # low and high of normal and lognormal figures are the 2.5 % and 97.5 % points
REACH = 7.034484  # the normal value of the outermost draw, at 1e-12
MOST_DECADES = 6  # powers of ten between low and high of a lognormal figure; no quantity of a county is known so badly
MOST_DRAWN = 100.0  # % or points a year, either way
FEWEST_OBSERVED = 3  # values of an empirical figure; two are a range and no distribution
ENDS = ("low", "central", "high")
NEEDED = {"fixed": ("central",), "empirical": ()}  # by distribution; every other one needs all three
BY_SIZE = say("order them by size")
CAUTIOUS_FIRST = say("order them from cautious to hopeful")


def find_disorder(row: Any, mend: Words, sign: int = 1) -> Iterator[Flaw]:
    """Low, central and high that do not rise; with ``sign`` -1 that do not fall."""
    values = [getattr(row, name) for name in ENDS]
    low, central, high = (sign * value for value in values)
    if not low <= central <= high:
        shown = ", ".join(f"{value:g}" for value in values)
        yield Flaw("central", say("low, central, high are out of order: {shown}", shown=shown), mend)


def find_bad_triangle(column: str, low: float | None, mode: float | None, high: float | None) -> Iterator[Flaw]:
    """Low, mode and high that are not all given, or do not rise; all may be unknown."""
    known = [value for value in (low, mode, high) if value is not None]
    if known and len(known) < len(ENDS):
        yield Flaw(column, say("low, mode and high are not all given"), say("write all three or none"))
    elif known != sorted(known):
        shown = ", ".join(f"{value:g}" for value in known)
        yield Flaw(column, say("low, mode, high are out of order: {shown}", shown=shown), say("order them"))


def find_bad_range(row: Any) -> Iterator[Flaw]:
    """A range that is not complete for its distribution, not in order, or says nothing."""
    if row.distribution == "empirical":
        yield from _find_bad_values(_list_observed(row))
        return
    missing = _find_gap(row)
    if missing is not None:
        finding = say("is empty for a {distribution} figure", distribution=row.distribution)
        yield Flaw(missing, finding, say("write it; an unknown range is an assumption to make"))
    elif row.distribution != "fixed":
        yield from find_disorder(row, BY_SIZE)
    if missing is None and row.distribution == "lognormal":
        yield from _find_bad_ratio(row)


def _find_gap(row: Any) -> str | None:
    """The first end that a row's distribution needs and that is not given."""
    return next((name for name in NEEDED.get(row.distribution, ENDS) if getattr(row, name) is None), None)


def _find_bad_ratio(row: Any) -> Iterator[Flaw]:
    if row.low <= 0:
        finding = say("a lognormal figure must be above 0")
        yield Flaw("low", finding, say("write a positive number, or another distribution"))
    elif _is_wide(row):
        finding = say(
            "low {low:g} and high {high:g} lie more than {most} powers of ten apart",
            low=row.low,
            high=row.high,
            most=MOST_DECADES,
        )
        yield Flaw("high", finding, say("write a range that says something"))


def _is_wide(row: Any) -> bool:
    return bool(row.low <= row.central <= row.high and math.log10(row.high) - math.log10(row.low) > MOST_DECADES)


def find_negative(row: Any) -> Iterator[Flaw]:
    """An amount that is given below zero."""
    least = row.central if row.low is None else row.low
    if row.distribution != "empirical" and _find_gap(row) is None and least < 0:
        finding = say("must be 0 or more; found {least:g}", least=least)
        yield Flaw("low", finding, say("energy and activity are never negative"))


def find_negative_draw(row: Any) -> Iterator[Flaw]:
    """An amount that is given above zero and would be drawn below it."""
    ends = find_ends(row)
    if ends is not None and row.distribution == "normal" and ends[0] < 0:
        finding = say("can be drawn at {low:.4g} (normal), below 0", low=ends[0])
        yield Flaw("low", finding, say("narrow the range, or use lognormal or triangular"))


def find_wild_rate(row: Any) -> Iterator[Flaw]:
    """A rate a year that would take away all there is, or more than double it."""
    low, high = find_ends(row) or (0.0, 0.0)
    falls = low <= -MOST_DRAWN
    if falls or high > MOST_DRAWN:
        column = "values" if row.distribution == "empirical" else "low" if falls else "high"
        finding = say(
            "can be drawn at {worst:.4g} a year ({distribution}), outside -100 to 100",
            worst=low if falls else high,
            distribution=row.distribution,
        )
        yield Flaw(column, finding, say("narrow the range, or use triangular"))


def find_ends(row: Any) -> tuple[float, float] | None:
    """The outermost values a figure can be drawn at; None where its range is not complete, not in order or says nothing."""
    if next(find_bad_range(row), None) is not None:
        return None
    return REACHES.get(row.distribution, _reach_given)(row)


def _reach_given(row: Any) -> tuple[float, float]:
    return row.low, row.high


def _reach_normal(row: Any) -> tuple[float, float]:
    reach = (row.high - row.low) / (2 * TAIL) * REACH
    return row.central - reach, row.central + reach


def _reach_by_ratio(row: Any) -> tuple[float, float]:
    times = 10 ** ((math.log10(row.high) - math.log10(row.low)) / (2 * TAIL) * REACH)
    return row.central / times, row.central * times


def _reach_observed(row: Any) -> tuple[float, float]:
    values = [float(part) for part in _list_observed(row)]
    return min(values), max(values)


REACHES: Mapping[str, Callable[[Any], tuple[float, float]]] = {
    "fixed": lambda row: (row.central, row.central),
    "normal": _reach_normal,
    "lognormal": _reach_by_ratio,
    "empirical": _reach_observed,
}


def _list_observed(row: Any) -> list[str]:
    """The values of an empirical figure, which are joined by ';'; only levers have such a column."""
    return (getattr(row, "values", None) or "").split(";")


def _find_bad_values(said: list[str]) -> Iterator[Flaw]:
    """An empirical figure has three values or more, each written as numbers are."""
    if len(said) < FEWEST_OBSERVED:
        finding = say("an empirical distribution needs at least three values")
        yield Flaw("values", finding, say("write them joined by ';'"))
        return
    slip = _find_bad_value(said)
    if slip is not None:
        yield Flaw("values", *slip)


def _find_bad_value(said: list[str]) -> Slip | None:
    for part in said:
        slip = find_slip(part) or (None if PLAIN.fullmatch(part.strip()) else _describe_none(part))
        slip = slip or find_excess(float(part), FIGURE)
        if slip is not None:
            return slip
    return None


def _describe_none(part: str) -> Slip:
    shown = shorten(part.strip())
    return (say('"{shown}" is not a number', shown=shown), say("write numbers joined by ';'"))
