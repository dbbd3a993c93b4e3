"""Looks at the targets themselves: weaker than the base, weaker than a standard, falling back later, or untestable."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.units import Measured
from peakfolio.words import Words, format_number, say, say_in

FALLING = ("at_most", "below")
LEVELS: Mapping[str, Words] = {
    "national": say("national"),
    "provincial": say_in("level", "provincial"),
    "municipal": say_in("level", "municipal"),
}


def audit_targets(plan: Plan) -> Iterator[Finding]:
    """Findings on every used target of the plan."""
    for indicator in plan.measured_indicators:
        for year in plan.settings.years.milestones:
            seen: set[str] = set()
            for target in plan.find_targets(indicator.indicator_id, "plan", year):
                if target.year == year:
                    found = tuple(_audit_target(plan, indicator, target))
                    yield from (finding for finding in found if finding.code not in seen)
                    seen |= {finding.code for finding in found}
        yield from _find_fallbacks(plan, indicator)


def _audit_target(plan: Plan, indicator: Indicator, target: Target) -> Iterator[Finding]:
    if target.relation in ("assigned", "assigned_or_hold"):
        if not _has_number(plan, indicator, target):
            yield _report_untestable(indicator, target)
        return
    if target.value is None or indicator.kind != "numeric":
        return
    base = plan.find_base(indicator.indicator_id)
    if base is not None and base.value is not None and _is_weaker(target, target.value, base.value):
        yield _report_weaker_than_base(indicator, target, base, base.value)
    for standard in LEVELS:
        for other in plan.find_targets(indicator.indicator_id, standard, target.year):
            if _falls_short(target, other):
                yield _report_weaker_than_standard(indicator, target, other)


def _falls_short(target: Target, other: Target) -> bool:
    """Whether a target asks for less than another of the same sense, which is no mere alternative."""
    if other.any_of is not None or (other.relation in FALLING) != (target.relation in FALLING):
        return False
    return target.value is not None and other.value is not None and _is_weaker(target, target.value, other.value)


def _has_number(plan: Plan, indicator: Indicator, target: Target) -> bool:
    others = plan.find_targets(indicator.indicator_id, "plan", target.year)
    return any(other.value is not None or other.relation in ("improve", "hold") for other in others)


def _is_weaker(target: Target, value: float, other: float) -> bool:
    return value > other if target.relation in FALLING else value < other


def _find_fallbacks(plan: Plan, indicator: Indicator) -> Iterator[Finding]:
    years = sorted(plan.settings.years.milestones)
    for earlier_year, later_year in pairwise(years):
        earlier = _find_numeric(plan, indicator, earlier_year)
        later = _find_numeric(plan, indicator, later_year)
        if earlier is None or later is None or earlier.value is None or later.value is None:
            continue
        if _is_weaker(later, later.value, earlier.value):
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
    rows = plan.find_targets(indicator.indicator_id, "plan", year)
    return next((row for row in rows if row.year == year and row.value is not None), None)


def _report_untestable(indicator: Indicator, target: Target) -> Finding:
    sentence = say(
        "{name}: the target for {year} ('{as_written}') names no number, so nothing can test it.",
        name=indicator.name,
        year=target.year,
        as_written=target.as_written,
    )
    return Finding("target_untestable", "warning", indicator.indicator_id, sentence, None, cite(target))


def _report_weaker_than_base(indicator: Indicator, target: Target, base: Observation, value: float) -> Finding:
    sentence = say(
        "{name}: the target for {year} ({as_written}) is weaker than the base value {base}; it allows falling back.",
        name=indicator.name,
        year=target.year,
        as_written=target.as_written,
        base=Measured(format_number(value), indicator.unit, gap=""),
    )
    figures = (format_number(value), target.as_written)
    return Finding("target_weaker_than_base", "note", indicator.indicator_id, sentence, figures, cite(base, target))


def _report_weaker_than_standard(indicator: Indicator, target: Target, other: Target) -> Finding:
    sentence = say(
        "{name}: the plan's target for {year} ({as_written}) is weaker than the {level} standard ({asked}).",
        name=indicator.name,
        year=target.year,
        as_written=target.as_written,
        level=LEVELS[other.standard],
        asked=other.as_written,
    )
    figures = (target.as_written, other.as_written)
    return Finding(
        "target_weaker_than_standard", "warning", indicator.indicator_id, sentence, figures, cite(target, other)
    )
