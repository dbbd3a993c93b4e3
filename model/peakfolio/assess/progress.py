"""Progress of an indicator between its base and its target, against the time that has passed.

Evaluations use several formulas without naming them, so each is computed and a printed percentage is matched to the one
that gives it:

``increment``   100 * (value - base) / (target - base)
``level``       100 * value / target
``time``        100 * (year - base year) / (target year - base year): time passed, not progress
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Target
from peakfolio.plan.target_groups import FALLING
from peakfolio.plan.vocabulary import PrintedClass

Formula = Literal["increment", "level", "time"]
CLASS_ORDER: tuple[PrintedClass, ...] = ("behind", "on_track", "exceeded")
HALF = 50.0  # per cent: 时间过半、任务过半, the principle of mid-term evaluations


@dataclass(frozen=True)
class Progress:
    """Progress of one measured indicator in per cent, by each formula that its figures allow, and its class.

    The class is exceeded where the value is already beyond the target, on_track where the target is reached exactly (it must
    still be held) or progress keeps up with time, behind otherwise; None where no number decides. ``highest_class`` is the best
    that the words of mid-term evaluations allow for the same figures.
    """

    indicator_id: str
    by_formula: Mapping[Formula, float]
    formula: Formula | None
    progress_class: PrintedClass | None
    highest_class: PrintedClass | None = None

    @property
    def percent(self) -> float | None:
        """Progress by the formula the class rests on."""
        return self.by_formula[self.formula] if self.formula else None


def measure_progress(plan: Plan, indicator: Indicator) -> Progress:
    """Progress of one measured indicator towards the plan's target of the assessment year."""
    target = find_numeric_target(plan, indicator)
    latest, base = plan.find_latest(indicator.indicator_id), plan.find_base(indicator.indicator_id)
    if target is None or target.value is None or latest is None or latest.value is None or latest.role == "base":
        return Progress(indicator.indicator_id, {}, None, None)
    base_value = base.value if base is not None else None
    by_formula = compare_formulas(latest.value, base_value, target.value)
    years = plan.settings.years
    last = target.year or plan.settings.assessment.milestone
    by_formula["time"] = 100.0 * (latest.year - years.base_year) / (last - years.base_year)
    formula: Formula | None = "increment" if "increment" in by_formula else "level" if "level" in by_formula else None
    percent = by_formula[formula] if formula else None
    found = classify_progress(latest.value, target, percent, by_formula["time"])
    highest = find_highest_class(latest.value, target, percent, by_formula["time"])
    return Progress(indicator.indicator_id, by_formula, formula, found, highest)


def compare_formulas(value: float, base: float | None, target: float) -> dict[Formula, float]:
    """Progress in per cent by each formula whose figures are known; a formula that would divide by zero is left out."""
    found: dict[Formula, float] = {}
    if base is not None and target != base:
        found["increment"] = 100.0 * (value - base) / (target - base)
    if target != 0:
        found["level"] = 100.0 * value / target
    return found


def classify_progress(value: float, target: Target, percent: float | None, elapsed: float) -> PrintedClass | None:
    """The class of an indicator from its value, its target, its progress and the share of time that has passed."""
    if target.value is None:
        return None
    beyond = target.value - value if target.relation in FALLING else value - target.value
    if beyond > 0:
        return "exceeded"
    if beyond == 0:
        return "on_track"
    return "on_track" if percent is not None and percent >= elapsed else "behind"


def find_highest_class(value: float, target: Target, percent: float | None, elapsed: float) -> PrintedClass | None:
    """The best class that the words allow: a target reached before its year is 超预期 (提前完成), half the way in half the time 符合预期."""
    found = classify_progress(value, target, percent, elapsed)
    if value == target.value and elapsed < 100.0:
        return "exceeded"
    if found == "behind" and percent is not None and elapsed >= HALF and percent >= HALF:
        return "on_track"
    return found


def classify_headline(plan: Plan, indicator_id: str) -> tuple[PrintedClass | None, PrintedClass | None]:
    """The class of a headline indicator, the worst of its parts that a number decides, and the best that the words allow."""
    parts = [measure_progress(plan, part) for part in plan.find_parts(indicator_id)]
    return (_find_worst(part.progress_class for part in parts), _find_worst(part.highest_class for part in parts))


def _find_worst(classes: Iterable[PrintedClass | None]) -> PrintedClass | None:
    return min((each for each in classes if each is not None), key=CLASS_ORDER.index, default=None)


def find_numeric_target(plan: Plan, indicator: Indicator) -> Target | None:
    """The plan's target of the assessment year that names a number, of several conditions that which asks for better."""
    rows = plan.find_targets(indicator.indicator_id, "plan", plan.settings.assessment.milestone)
    numbers = [row for row in rows if row.value is not None]
    leading = (row for row in numbers if (row.relation in FALLING) == (indicator.direction == "less"))
    return next(leading, numbers[0] if numbers else None)
