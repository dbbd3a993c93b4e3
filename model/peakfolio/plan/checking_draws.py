"""What can be drawn from a range: no energy below zero, no rate that takes away all there is, no range that means nothing.

A range is judged by the ends of what a draw can reach, for a run of many draws reaches far into the tails.
"""

import math
from collections.abc import Iterator
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.figures import PLAIN, Slip, find_excess, find_slip
from peakfolio.plan.limits import FIGURE, shorten
from peakfolio.words import Words, say

TAIL = 1.959964  # low and high of normal and lognormal figures are the 2.5 % and 97.5 % points
REACH = 7.034484  # the normal value of the outermost draw, at 1e-12
MOST_DECADES = 6  # powers of ten between low and high of a lognormal figure
MOST_DRAWN = 100.0  # % or points a year, either way
ENDS_ALONE = say("narrow the range, or use triangular")


def check_draws(table: str, number: int, row: Any) -> Iterator[Fault]:
    """What a complete and ordered range would draw that nothing can be reckoned from."""

    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault(f"{table}.csv", number, column, finding, mend)

    ends = find_ends(row)
    if ends is None:
        return
    low, high = ends
    if row.distribution == "lognormal" and math.log10(row.high) - math.log10(row.low) > MOST_DECADES:
        yield fault(
            "high",
            say(
                "low {low:g} and high {high:g} lie more than {most} powers of ten apart",
                low=row.low,
                high=row.high,
                most=MOST_DECADES,
            ),
            say("write a range that says something"),
        )
    elif table == "levers" and (low <= -MOST_DRAWN or high > MOST_DRAWN):
        worst = low if low <= -MOST_DRAWN else high
        column = "values" if row.distribution == "empirical" else "low" if low <= -MOST_DRAWN else "high"
        yield fault(
            column,
            say(
                "can be drawn at {worst:.4g} a year ({distribution}), outside -100 to 100",
                worst=worst,
                distribution=row.distribution,
            ),
            ENDS_ALONE,
        )
    elif table != "levers" and row.distribution == "normal" and low < 0:
        yield fault(
            "low",
            say("can be drawn at {low:.4g} (normal), below 0", low=low),
            say("narrow the range, or use lognormal or triangular"),
        )


def find_ends(row: Any) -> tuple[float, float] | None:
    """The outermost values a figure can be drawn at; None where its range is not complete or not in order."""
    if row.distribution == "empirical":
        return _find_observed(getattr(row, "values", None) or "")
    if row.distribution == "fixed":
        return None if row.central is None else (row.central, row.central)
    if None in (row.low, row.central, row.high) or not row.low <= row.central <= row.high:
        return None
    if row.distribution == "lognormal":
        return _reach_lognormal(row) if row.low > 0 else None
    reach = (row.high - row.low) / (2 * TAIL) * REACH
    return (row.central - reach, row.central + reach) if row.distribution == "normal" else (row.low, row.high)


def find_bad_value(said: str) -> Slip | None:
    """The first thing wrong with the values of an empirical figure, which are joined by ';'; None where nothing is."""
    for part in said.split(";"):
        slip = find_slip(part) or (None if PLAIN.fullmatch(part.strip()) else _describe_none(part))
        slip = slip or find_excess(float(part), FIGURE)
        if slip is not None:
            return slip
    return None


def _describe_none(part: str) -> Slip:
    shown = shorten(part.strip())
    return (say('"{shown}" is not a number', shown=shown), say("write numbers joined by ';'"))


def _find_observed(said: str) -> tuple[float, float] | None:
    if find_bad_value(said) is not None:
        return None
    values = [float(part) for part in said.split(";")]
    return min(values), max(values)


def _reach_lognormal(row: Any) -> tuple[float, float]:
    """Ends by ratio; a range beyond all measure is not reckoned out, for it would overflow."""
    decades = math.log10(row.high) - math.log10(row.low)
    if decades > MOST_DECADES:
        return row.low, row.high
    times = 10 ** (decades / (2 * TAIL) * REACH)
    return row.central / times, row.central * times
