"""How far figures may differ because they, or what they are computed from, were rounded before they were printed.

A figure printed with decimals is known to half a unit of its last one. A figure printed without is taken as exact: it may be a count.
"""

import math
import re

from peakfolio.errors import PeakfolioError
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.claims import Quantity, StatedTotal
from peakfolio.plan.printed import agrees, count_decimals, is_truncated
from peakfolio.units import convert

DECIMAL = re.compile(r"\d+\.(\d+)")
NEGLIGIBLE = 1e-4  # share of a figure below which nobody could act on a difference: 25.594 against 25.592 %
SLACK = 1e-9  # share by which a float may miss a decimal number that it stands for


def find_half_unit(value: float, as_written: str) -> float:
    """Half a unit of the last decimal a figure is printed with; 0 where it is printed without."""
    decimals = count_decimals(as_written, value)
    return 0.5 * 10.0**-decimals if decimals else 0.0


def find_formula_slack(formula: str) -> float:
    """How much the value of a formula may be off because its figures are rounded: n times half a unit for a sum of n."""
    exact, slack = calculate(formula), 0.0
    for figure in DECIMAL.finditer(formula):
        decimals = len(figure[1])
        moved = f"{float(figure[0]) + 0.5 * 10.0**-decimals:.{decimals + 1}f}"
        try:
            slack += abs(calculate(f"{formula[: figure.start()]}{moved}{formula[figure.end() :]}") - exact)
        except ValueError:  # a divisor that may be nought: any value is possible
            return math.inf
    return slack


def agrees_within(printed: float, computed: float, as_written: str, slack: float) -> bool:
    """Whether a computed number, known up to a slack, rounds to the printed one at the printed precision."""
    half_step = 0.5 * 10.0 ** -count_decimals(as_written, printed)
    return abs(abs(printed) - abs(computed)) <= (half_step + slack) * (1 + SLACK)


def is_same_figure(first: Quantity | StatedTotal, other: Quantity | StatedTotal) -> bool:
    """Whether one of two printed figures, in the unit of the other, rounds to the other."""
    try:
        forward = convert(first.value, first.unit, other.unit)
        backward = convert(other.value, other.unit, first.unit)
    except PeakfolioError:
        return first.value == other.value
    return agrees(other.value, forward, other.as_written) or agrees(first.value, backward, first.as_written)


def is_slight(printed: float, computed: float, as_written: str) -> bool:
    """Whether a difference is a note only: a figure cut off instead of rounded, or one that nobody could act on."""
    is_negligible = abs(printed - computed) <= NEGLIGIBLE * max(abs(printed), abs(computed))
    return is_negligible or is_truncated(printed, computed, as_written)
