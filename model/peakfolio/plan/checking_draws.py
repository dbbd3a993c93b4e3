"""What can be drawn from a range: no energy below zero, no rate that takes away all there is, no range that means nothing.

A range is judged by the ends of what a draw can reach, for a run of many draws reaches far into the tails.
"""

import math
from collections.abc import Iterator
from typing import Any

from peakfolio.errors import Fault
from peakfolio.language import Sentence

TAIL = 1.959964  # low and high of normal and lognormal figures are the 2.5 % and 97.5 % points
REACH = 7.034484  # the normal value of the outermost draw, at 1e-12
MOST_DECADES = 6  # powers of ten between low and high of a lognormal figure
MOST_DRAWN = 100.0  # % or points a year, either way
ENDS_ALONE = Sentence("收窄区间，或改用 triangular", "narrow the range, or use triangular")


def check_draws(table: str, number: int, row: Any) -> Iterator[Fault]:
    """What a complete and ordered range would draw that nothing can be reckoned from."""

    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault(f"{table}.csv", number, column, finding, mend)

    ends = find_ends(row)
    if ends is None:
        return
    low, high = ends
    if row.distribution == "lognormal" and math.log10(row.high) - math.log10(row.low) > MOST_DECADES:
        yield fault(
            "high",
            Sentence(
                f"low {row.low:g} 与 high {row.high:g} 相差超过 {MOST_DECADES} 个数量级",
                f"low {row.low:g} and high {row.high:g} lie more than {MOST_DECADES} powers of ten apart",
            ),
            Sentence("写有把握的区间", "write a range that says something"),
        )
    elif table == "levers" and (low <= -MOST_DRAWN or high > MOST_DRAWN):
        worst = low if low <= -MOST_DRAWN else high
        column = "values" if row.distribution == "empirical" else "low" if low <= -MOST_DRAWN else "high"
        yield fault(
            column,
            Sentence(
                f"按 {row.distribution} 抽样可达每年 {worst:.4g}，超出 -100 至 100",
                f"can be drawn at {worst:.4g} a year ({row.distribution}), outside -100 to 100",
            ),
            ENDS_ALONE,
        )
    elif table != "levers" and row.distribution == "normal" and low < 0:
        yield fault(
            "low",
            Sentence(f"按正态分布抽样可低至 {low:.4g}，小于 0", f"can be drawn at {low:.4g} (normal), below 0"),
            Sentence("收窄区间，或改用 lognormal 或 triangular", "narrow the range, or use lognormal or triangular"),
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


def _find_observed(said: str) -> tuple[float, float] | None:
    try:
        values = [float(part) for part in said.split(";")]
    except ValueError:
        return None
    return (min(values), max(values)) if all(map(math.isfinite, values)) else None


def _reach_lognormal(row: Any) -> tuple[float, float]:
    """Ends by ratio; a range beyond all measure is not reckoned out, for it would overflow."""
    decades = math.log10(row.high) - math.log10(row.low)
    if decades > MOST_DECADES:
        return row.low, row.high
    times = 10 ** (decades / (2 * TAIL) * REACH)
    return row.central / times, row.central * times
