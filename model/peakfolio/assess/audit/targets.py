"""Looks at the targets themselves: weaker than the base, weaker than a standard, falling back later, or untestable."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.assess.judging import judge_indicator
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.target_groups import FALLING
from peakfolio.units import Measured
from peakfolio.words import Words, format_number, listing, say, say_in

LEVELS: Mapping[str, Words] = {
    "national": say("national"),
    "provincial": say_in("level", "provincial"),
    "municipal": say_in("level", "municipal"),
}
SHOWN_WORDINGS = 3


def audit_targets(plan: Plan) -> Iterator[Finding]:
    """Findings on every used target of the plan; what holds of an indicator in several years is found once."""
    unnumbered: dict[str, list[Target]] = defaultdict(list)
    for indicator in plan.measured_indicators:
        targets = [target for year in plan.settings.years.milestones for target in _list_targets(plan, indicator, year)]
        for target in _take_first(row for row in targets if not _has_number(plan, indicator, row)):
            unnumbered[target.relation].append(target)
        yield from _compare_with_base(plan, indicator, targets)
        yield from _compare_with_standards(plan, indicator, targets)
        yield from _find_fallbacks(plan, indicator)
    for rows in unnumbered.values():
        yield _report_untestable(plan, rows)


def _list_targets(plan: Plan, indicator: Indicator, year: int) -> list[Target]:
    return [row for row in plan.find_targets(indicator.indicator_id, "plan", year) if row.year == year]


def _compare_with_base(plan: Plan, indicator: Indicator, targets: list[Target]) -> Iterator[Finding]:
    base = plan.find_base(indicator.indicator_id)
    if base is None or base.value is None or indicator.kind != "numeric":
        return
    value = base.value
    weak = _take_first(row for row in targets if _lets_fall(plan, indicator, row, value))
    if weak:
        yield _report_weaker_than_base(indicator, weak, base, value)


def _compare_with_standards(plan: Plan, indicator: Indicator, targets: list[Target]) -> Iterator[Finding]:
    """The weaker targets of each standard, all years together."""
    if indicator.kind != "numeric":
        return
    for standard in LEVELS:
        found: dict[int | None, tuple[Target, Target]] = {}
        for target in targets:
            for other in plan.find_targets(indicator.indicator_id, standard, target.year):
                if _falls_short(plan, indicator, target, other):
                    found.setdefault(target.year, (target, other))
        if found:
            yield _report_weaker_than_standard(indicator, list(found.values()))


def _falls_short(plan: Plan, indicator: Indicator, target: Target, other: Target) -> bool:
    """Whether a target asks for less than another of the same sense, which is no mere alternative."""
    if other.any_of is not None or (other.relation in FALLING) != (target.relation in FALLING) or other.value is None:
        return False
    return _lets_fall(plan, indicator, target, other.value)


def _lets_fall(plan: Plan, indicator: Indicator, target: Target, level: float) -> bool:
    """Whether a target's number is weaker than a level, and nothing that is asked besides (≥55且不降低) keeps the value up to it.

    A target lets a value fall below the level where one between does not miss it: just within its own number, just short of the
    level, or that of the base.
    """
    if target.value is None or not _is_weaker(target, target.value, level):
        return False
    base = plan.find_base(indicator.indicator_id)
    if base is None:
        return True
    rows = [
        row
        for row in plan.find_targets(indicator.indicator_id, target.standard, target.year)
        if (row.standard, row.year) == (target.standard, target.year)
    ]
    tries = [math.nextafter(target.value, level), math.nextafter(level, target.value)]
    tries += [] if base.value is None else [base.value]
    verdicts = (
        judge_indicator(plan, indicator, rows, base.model_copy(update={"value": each}), improve_step=None)
        for each in tries
        if _is_weaker(target, each, level)
    )
    return any(each is not None and each.status != "not_met" for each in verdicts)


def _take_first(rows: Iterable[Target]) -> list[Target]:
    """The first row of each year: the table before the prose that repeats it."""
    first: dict[int | None, Target] = {}
    for row in rows:
        first.setdefault(row.year, row)
    return list(first.values())


def _has_number(plan: Plan, indicator: Indicator, target: Target) -> bool:
    """Whether a target, or another of its year, can be tested: by its own number or by that of the base."""
    if target.relation not in ("assigned", "assigned_or_hold"):
        return True
    others = plan.find_targets(indicator.indicator_id, "plan", target.year)
    return any(other.value is not None or other.relation in ("improve", "hold") for other in others)


def _is_weaker(target: Target, value: float, other: float) -> bool:
    return value > other if target.relation in FALLING else value < other


def _find_fallbacks(plan: Plan, indicator: Indicator) -> Iterator[Finding]:
    years = sorted(plan.settings.years.milestones)
    for earlier_year, later_year in pairwise(years):
        earlier = _find_numeric(plan, indicator, earlier_year)
        later = _find_numeric(plan, indicator, later_year)
        if earlier is None or later is None or earlier.value is None:
            continue
        if _lets_fall(plan, indicator, later, earlier.value):
            sentence = say(
                "{name}: the target for {later_year} ({later}) is weaker than that for {earlier_year} ({earlier}).",
                name=indicator.name,
                later_year=later_year,
                later=later.as_written,
                earlier_year=earlier_year,
                earlier=earlier.as_written,
            )
            figures = (earlier.as_written, later.as_written)
            yield Finding(
                "target_falls_back", "warning", indicator.indicator_id, sentence, figures, cite(earlier, later)
            )


def _find_numeric(plan: Plan, indicator: Indicator, year: int) -> Target | None:
    """The first number asked for in a year; of several conditions that which asks for better."""
    rows = [row for row in plan.find_targets(indicator.indicator_id, "plan", year) if row.year == year]
    numbers = [row for row in rows if row.value is not None]
    leading = (row for row in numbers if (row.relation in FALLING) == (indicator.direction == "less"))
    return next(leading, numbers[0] if numbers else None)


def _report_untestable(plan: Plan, rows: list[Target]) -> Finding:
    """One finding for all targets of a kind that name no number, and every indicator they are set for."""
    years: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if str(row.year) not in years[row.indicator_id]:
            years[row.indicator_id].append(str(row.year))
    first, *also = years
    wordings = list(dict.fromkeys(row.as_written for row in rows))
    shown = " / ".join(wordings[:SHOWN_WORDINGS]) + (" …" if len(wordings) > SHOWN_WORDINGS else "")
    if len(rows) == 1:
        sentence = say(
            "{name}: the target for {year} ('{as_written}') names no number, so nothing can test it.",
            name=plan.indicator_by_id[first].name,
            year=rows[0].year,
            as_written=shown,
        )
    else:
        named = (
            say("{name} ({year})", name=plan.indicator_by_id[key].name, year=listing(each))
            for key, each in years.items()
        )
        sentence = say(
            "{count} targets ('{wordings}') name no number, so nothing can test them: {names}.",
            count=len(rows),
            wordings=shown,
            names=listing(named, say_in("between clauses", "; ")),
        )
    return Finding("target_untestable", "warning", first, sentence, None, cite(*rows), tuple(also))


def _report_weaker_than_base(indicator: Indicator, rows: list[Target], base: Observation, value: float) -> Finding:
    sentence = say(
        "{name}: the target for {year} ({as_written}) is weaker than the base value {base}; it allows falling back.",
        name=indicator.name,
        year=_list_years(rows),
        as_written=_join_wordings(rows),
        base=Measured(format_number(value), indicator.unit, gap=""),
    )
    figures = (format_number(value), _join_wordings(rows))
    return Finding("target_weaker_than_base", "note", indicator.indicator_id, sentence, figures, cite(base, *rows))


def _report_weaker_than_standard(indicator: Indicator, pairs: list[tuple[Target, Target]]) -> Finding:
    rows, others = [target for target, _ in pairs], [other for _, other in pairs]
    sentence = say(
        "{name}: the plan's target for {year} ({as_written}) is weaker than the {level} standard ({asked}).",
        name=indicator.name,
        year=_list_years(rows),
        as_written=_join_wordings(rows),
        level=LEVELS[others[0].standard],
        asked=_join_wordings(others),
    )
    figures = (_join_wordings(rows), _join_wordings(others))
    places = cite(*rows, *others)
    return Finding("target_weaker_than_standard", "warning", indicator.indicator_id, sentence, figures, places)


def _list_years(rows: list[Target]) -> Words:
    return listing(dict.fromkeys(str(row.year) for row in rows))


def _join_wordings(rows: list[Target]) -> str:
    """What several targets say, each wording once."""
    return " / ".join(dict.fromkeys(row.as_written for row in rows))
