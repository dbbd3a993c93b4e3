"""Follows an indicator through its years: jumps that only another way of counting makes, tasks of a year missed, newer years worse."""

import calendar
import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from peakfolio.assess.audit.finding import Finding, Severity, cite
from peakfolio.assess.judging import measure_gap
from peakfolio.assess.progress import find_numeric_target
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.target_groups import FALLING
from peakfolio.units import Measured
from peakfolio.words import NOTHING, Words, format_number, say

JUMP = 3.0  # times the largest change of any other year
LEAST_JUMP = 0.1  # of the value itself
SLIP = 10.0  # times the whole change that the plan asks for, and the other way
COVER_NAMES = ("森林覆盖率", "林草覆盖率")
FASTEST_COVER = 2.0  # points of the land a year that planting or felling can move
GOOD_DAYS = "优良天数"
BAD_DAYS = "air_exceed_days"
SURE_DIGITS = 3


def audit_history(plan: Plan) -> Iterator[Finding]:
    """Findings on the years of every measured indicator."""
    seen: dict[str, list[Observation]] = defaultdict(list)
    tasks: dict[str, list[Target]] = defaultdict(list)
    for row in plan.observations:
        seen[row.indicator_id].append(row)
    for target in plan.targets:
        if target.standard not in ("plan", "text") and target.year is not None:
            tasks[target.indicator_id].append(target)
    for indicator in plan.measured_indicators:
        rows = _list_years(seen[indicator.indicator_id])
        yield from _find_jump(plan, indicator, rows)
        yield from _find_repeat(indicator, rows)
        for task in tasks[indicator.indicator_id]:
            yield from _hold_task(indicator, task, seen[indicator.indicator_id])
        if GOOD_DAYS in indicator.name_zh:
            yield from _count_bad_days(plan, indicator)


def _list_years(rows: list[Observation]) -> tuple[Observation, ...]:
    """One observation with a number for each year: the used one where there is one."""
    by_year: dict[int, Observation] = {}
    for row in rows:
        if row.value is not None:
            kept = by_year.get(row.year)
            if kept is None or (row.is_used and not kept.is_used):
                by_year[row.year] = row
    return tuple(by_year[year] for year in sorted(by_year))


def _find_jump(plan: Plan, indicator: Indicator, rows: tuple[Observation, ...]) -> Iterator[Finding]:
    """The one change between two years that is far larger than the others, than the plan's own, or than land can change."""
    speeds = {later.year: _change(earlier, later) / (later.year - earlier.year) for earlier, later in pairwise(rows)}
    if not speeds:
        return
    fastest = max(speeds, key=lambda year: speeds[year])
    earlier, later = next(pair for pair in pairwise(rows) if pair[1].year == fastest)
    other = max((speed for year, speed in speeds.items() if year != fastest), default=math.inf)
    is_large = _change(earlier, later) > LEAST_JUMP * abs(_level(earlier))
    is_jump = is_large and speeds[fastest] > JUMP * other and _worsens(indicator, earlier, later)
    is_cover = any(word in indicator.name_zh for word in COVER_NAMES) and speeds[fastest] > FASTEST_COVER
    if is_jump or is_cover or _slips(plan, indicator, earlier, later):
        yield _report_jump(plan, indicator, earlier, later)


def _report_jump(plan: Plan, indicator: Indicator, earlier: Observation, later: Observation) -> Finding:
    """A warning where both values are in use: else the plan keeps the two apart itself."""
    one, two = (Measured(format_number(_level(row)), indicator.unit, gap="") for row in (earlier, later))
    sentence = say(
        "{name}: {one} in {earlier}, {two} in {later}. So large a jump usually means another way of counting; a target set by "
        "one way cannot be held against a value of the other.",
        name=indicator.name,
        one=one,
        earlier=earlier.year,
        two=two,
        later=later.year,
    )
    is_in_use = later is plan.find_latest(indicator.indicator_id) and earlier.is_used
    severity: Severity = "warning" if is_in_use else "note"
    figures = (format_number(_level(earlier)), format_number(_level(later)))
    return Finding("history_jumps", severity, indicator.indicator_id, sentence, figures, cite(earlier, later))


def _level(row: Observation) -> float:
    """The number of an observation; rows without one are left out before."""
    return row.value if row.value is not None else math.nan


def _change(earlier: Observation, later: Observation) -> float:
    return abs(_level(later) - _level(earlier))


def _worsens(indicator: Indicator, earlier: Observation, later: Observation) -> bool:
    """Whether a value went the wrong way; the right way it may have jumped because work was done."""
    return (_level(later) < _level(earlier)) == (indicator.direction == "more")


def _slips(plan: Plan, indicator: Indicator, earlier: Observation, later: Observation) -> bool:
    """Whether a value left its base many times farther than the plan wants to move it, and the other way."""
    target = find_numeric_target(plan, indicator)
    if target is None or target.value is None:
        return False
    wanted, moved = target.value - _level(earlier), _level(later) - _level(earlier)
    return wanted * moved < 0 and abs(moved) > SLIP * abs(wanted)


def _find_repeat(indicator: Indicator, rows: tuple[Observation, ...]) -> Iterator[Finding]:
    """An old figure given once more for a newer year, to the last of three digits or more."""
    for earlier, later in pairwise(rows):
        digits = format_number(_level(earlier)).replace(".", "").strip("-0")
        if earlier.value == later.value and len(digits) >= SURE_DIGITS and not later.is_used:
            sentence = say(
                "{name}: the same {value} stands for {earlier} and for {later}; one of the years is wrong, or the newer value is old.",
                name=indicator.name,
                value=Measured(format_number(_level(earlier)), indicator.unit, gap=""),
                earlier=earlier.year,
                later=later.year,
            )
            figures = (str(earlier.year), str(later.year))
            yield Finding(
                "value_under_two_years", "note", indicator.indicator_id, sentence, figures, cite(earlier, later)
            )


def _hold_task(indicator: Indicator, task: Target, rows: list[Observation]) -> Iterator[Finding]:
    """A task set from above for a year, against the value observed in that year."""
    own = [row for row in rows if row.year == task.year and row.value is not None]
    seen = next((row for row in own if row.is_used), None)
    if task.value is None or seen is None or not _misses(indicator, task, seen):
        return
    other = next((row for row in own if not row.is_used and not _misses(indicator, task, row)), None)
    one, two = (Measured(format_number(value), indicator.unit, gap="") for value in (_level(seen), task.value))
    sentence = say(
        "{name} ({year}): {one} observed, {two} assigned for the same year: the task of the year is missed.{met}",
        name=indicator.name,
        year=task.year,
        one=one,
        two=two,
        met=NOTHING
        if other is None
        else say(" Only another value meets it: '{as_written}'.", as_written=other.as_written),
    )
    figures = (format_number(_level(seen)), format_number(task.value))
    places = cite(seen, task)
    yield Finding("task_of_year_missed", "warning", indicator.indicator_id, sentence, figures, places)


def _misses(indicator: Indicator, task: Target, row: Observation) -> bool:
    return task.value is not None and measure_gap(indicator, task, _level(row), task.value) > 0


def _count_bad_days(plan: Plan, indicator: Indicator) -> Iterator[Finding]:
    """Good days of a year after the base year, counted from its bad days, against the targets."""
    base_year = plan.settings.years.base_year
    newer = [row for row in plan.quantities if row.topic == BAD_DAYS and row.year is not None and row.year > base_year]
    for days in sorted(newer, key=lambda row: row.year or 0)[-1:]:
        target = find_numeric_target(plan, indicator)
        if target is not None and target.value is not None and target.relation not in FALLING:
            yield from _report_bad_days(indicator, days, target, target.value)


def _report_bad_days(indicator: Indicator, days: Quantity, target: Target, level: float) -> Iterator[Finding]:
    year = days.year or 0
    whole = 366 if calendar.isleap(year) else 365
    share = 100.0 * (whole - days.value) / whole
    if share >= level:
        return
    found: Words = say(
        "{name}: {days} days above the limits in {year} leave {share:.1f}% good ones, below the target of {level}%.",
        name=indicator.name,
        days=format_number(days.value),
        year=year,
        share=share,
        level=format_number(level),
    )
    figures = (f"{share:.1f}", format_number(level))
    yield Finding("newer_year_misses", "warning", indicator.indicator_id, found, figures, cite(days, target))
