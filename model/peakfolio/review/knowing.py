"""What a plan's own date knew: the plan without anything that was reported later, and what it asked of which year.

Nothing that looks back may be tuned to what came about, so every forecast is made from the frozen plan alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import SeriesBreak, read_day
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.portfolio.bands import Band, find_asked

LAST_MONTH, LAST_DATE = 12, 31


@dataclass(frozen=True)
class Asked:
    """What the plan asks of an indicator in a year: the values that meet it, none where it asks for no number, perhaps a state."""

    indicator_id: str
    year: int
    bands: tuple[Band, ...]
    is_state: bool = False

    def measure_gap(self, value: float) -> float:
        """How far a value lies outside of what is asked, 0 where it meets it or no number is asked."""
        return min((band.measure_distance(value) for band in self.bands), default=0.0)

    def holds(self, value: float) -> bool | None:
        """Whether a value meets it; None where it asks for no number."""
        return any(band.holds(value) for band in self.bands) if self.bands else None


def freeze(plan: Plan) -> Plan:
    """The plan as its own date knew it: no outcome, no report, no later total, and only breaks that its own values lie behind."""
    kept = tuple(row for row in plan.breaks if row.first_year <= find_newest_year(plan, row.indicator_id))
    return replace(plan, outcomes=(), progress=(), observed=(), breaks=kept)


def find_newest_year(plan: Plan, indicator_id: str) -> int:
    """The year of the newest value the plan itself gives of an indicator; its base year where it gives none."""
    own = plan.find_latest(indicator_id)
    return plan.settings.years.base_year if own is None else own.year


def list_history(plan: Plan, indicator_id: str) -> tuple[tuple[int, float], ...]:
    """Years and values the plan gives of an indicator that may be compared with its newest, the earliest first."""
    newest = find_newest_year(plan, indicator_id)
    cuts = [row.first_year for row in plan.breaks if row.indicator_id == indicator_id and row.first_year <= newest]
    first = max(cuts, default=0)
    values = {
        row.year: row.value
        for row in sorted(plan.observations, key=lambda row: row.role == "latest")  # of one year the newest role counts
        if row.indicator_id == indicator_id and row.is_used and row.value is not None and first <= row.year <= newest
    }
    return tuple(sorted(values.items()))


def find_breaks(plan: Plan, indicator_id: str, year: int) -> tuple[SeriesBreak, ...]:
    """The breaks between the newest value the plan gives of an indicator and a later year."""
    newest = find_newest_year(plan, indicator_id)
    return tuple(row for row in plan.breaks if row.indicator_id == indicator_id and newest < row.first_year <= year)


def list_milestones(plan: Plan) -> tuple[int, ...]:
    """The years after the base year of which the plan asks something."""
    asked = {row.year for row in plan.targets if row.is_used and row.standard in ("plan", "text")}
    return tuple(sorted(year for year in asked if year is not None and year > plan.settings.years.base_year))


def has_passed(year: int, day: str) -> bool:
    """Whether a year is over by the end of a day."""
    return (year, LAST_MONTH, LAST_DATE) <= read_day(day)


def list_asked(plan: Plan, milestones: Iterable[int]) -> tuple[Asked, ...]:
    """What the plan asks of every measured indicator in each of some years; ``plan`` is a frozen one."""
    posed, step = _pose(plan), plan.settings.scenario.improve_step
    return tuple(
        _ask(posed, indicator, year, step)
        for year in milestones
        for indicator in plan.measured_indicators
        if plan.find_targets(indicator.indicator_id, "plan", year)
        and find_newest_year(plan, indicator.indicator_id) < year
    )


def _ask(plan: Plan, indicator: Indicator, year: int, step: float | None) -> Asked:
    """The values asked for; of an indicator without any value only what is asked as a number, since nothing is held or improved."""
    targets = plan.find_targets(indicator.indicator_id, "plan", year)
    is_state = any(row.relation == "done" for row in targets)
    if plan.find_base(indicator.indicator_id) is None:
        targets = tuple(row for row in targets if row.value is not None)
        plan = replace(plan, observations=tuple(_suppose(row, year) for row in targets[:1]))
    return Asked(indicator.indicator_id, year, find_asked(plan, indicator, targets, step).bands, is_state)


def _suppose(target: Target, year: int) -> Observation:
    """A value to ask from where there is none; what is asked as a number does not depend on it."""
    cited = {"source_id": target.source_id, "as_written": target.as_written}
    return Observation(indicator_id=target.indicator_id, year=year, role="base", value=target.value, **cited)


def _pose(plan: Plan) -> Plan:
    """The plan with its newest value as base where an indicator has none."""
    bare = (each.indicator_id for each in plan.measured_indicators if plan.find_base(each.indicator_id) is None)
    newest = [row for row in map(plan.find_latest, bare) if row is not None]
    rows = tuple(row.model_copy(update={"role": "base"}) for row in newest)
    return replace(plan, observations=(*plan.observations, *rows))
