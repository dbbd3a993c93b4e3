"""Holds the words of an indicator against its figure: a fall under the name of a level, a rise that is one, a keeping of what is not there."""

import re
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.assess.audit.printed_units import read_plainly
from peakfolio.assess.progress import measure_progress
from peakfolio.plan.claims import PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.units import Measured, normalise_unit
from peakfolio.words import format_number, say

CHANGE = re.compile(r"(?:下降|降低|减少|提高|提升|上升|增长|增加)了?(\d+(?:\.\d+)?)")
CHANGE_NAMES = ("下降", "降低", "减少", "减排", "提高", "提升", "上升", "增长", "增加", "幅度")
RISE_NAMES = ("提高幅度", "提升幅度", "上升幅度")
LEAST_LEVEL = 50.0  # points: no share rises by half of everything from one year to the next
HOPE = re.compile(r"预计.*(?:达到|达标|完成)")
KEEPING = re.compile(r"(?:稳定)?(?:保持|维持)(?:在)?|稳定在")
LARGER_PLACES = ("全州", "全省", "全国")


def audit_wording(plan: Plan) -> Iterator[Finding]:
    """Findings on figures that are not what the name beside them says."""
    for row in plan.observations:
        yield from _find_change(plan.indicator_by_id[row.indicator_id], row)
    for indicator in plan.measured_indicators:
        yield from _find_level(plan, indicator)
        yield from _find_larger_place(indicator)
    for judged in plan.printed_assessments:
        yield from _find_vain_hope(plan, judged)
    kept: set[str] = set()
    for target in plan.targets:
        if target.indicator_id not in kept:
            found = tuple(_find_keeping(plan, target))
            yield from found
            kept |= {finding.subject for finding in found}


def _find_change(indicator: Indicator, row: Observation) -> Iterator[Finding]:
    """A change where the row asks for a level."""
    change = CHANGE.search(read_plainly(row.as_written))
    unit = normalise_unit(indicator.unit or "")
    is_level = unit not in ("", "%") and not any(word in indicator.name_zh for word in CHANGE_NAMES)
    if change is None or not is_level or row.value not in (None, float(change.group(1))):
        return
    sentence = say(
        "{name} ({year}): '{as_written}' is a change, while the row asks for a level in {unit}; no level is printed.",
        name=indicator.name,
        year=row.year,
        as_written=row.as_written,
        unit=Measured("", indicator.unit, gap=""),
    )
    yield Finding("change_for_level", "warning", indicator.indicator_id, sentence, None, cite(row))


def _find_level(plan: Plan, indicator: Indicator) -> Iterator[Finding]:
    """A level where the name asks for a rise."""
    if normalise_unit(indicator.unit or "") != "%" or not any(word in indicator.name_zh for word in RISE_NAMES):
        return
    base = plan.find_latest(indicator.indicator_id)
    if base is None or base.value is None or base.value < LEAST_LEVEL:
        return
    sentence = say(
        "{name}: the name asks for a rise, but {value}% can only be the level itself.",
        name=indicator.name,
        value=format_number(base.value),
    )
    yield Finding("level_for_change", "note", indicator.indicator_id, sentence, None, cite(base))


def _find_larger_place(indicator: Indicator) -> Iterator[Finding]:
    place = next((word for word in LARGER_PLACES if word in indicator.name_zh), None)
    if place is not None:
        sentence = say(
            "{name}: it is a share of a larger place ({place}), so it does not show how the region itself stands.",
            name=indicator.name,
            place=place,
        )
        yield Finding("share_of_larger_place", "note", indicator.indicator_id, sentence, None, cite(indicator))


def _find_vain_hope(plan: Plan, row: PrintedAssessment) -> Iterator[Finding]:
    """A target expected to be met of which the newest value is farther away than the base was."""
    indicator = plan.indicator_by_id[row.indicator_id]
    if HOPE.search(read_plainly(row.as_written)) is None or indicator.kind != "numeric":
        return
    percent = measure_progress(plan, indicator).by_formula.get("increment", 0.0)
    seen = plan.find_latest(row.indicator_id)
    if percent < 0 and seen is not None:
        sentence = say(
            "{name}: '{as_written}', but the value has moved away from the target since the base year.",
            name=indicator.name,
            as_written=row.as_written,
        )
        yield Finding("expects_what_recedes", "warning", row.indicator_id, sentence, None, cite(row, seen))


def _find_keeping(plan: Plan, target: Target) -> Iterator[Finding]:
    """A level to be kept that is not reached."""
    if target.value is None or target.relation not in ("at_least", "at_most") or not _keeps(target):
        return
    base = plan.find_base(target.indicator_id)
    if base is None or base.value is None or base.value == target.value:
        return
    if (base.value < target.value) != (target.relation == "at_least"):
        return
    indicator = plan.indicator_by_id[target.indicator_id]
    shown = Measured(format_number(base.value), indicator.unit, gap="")
    sentence = say(
        "{name}: '{as_written}' speaks of keeping a level that is not reached; the base value is {base}.",
        name=indicator.name,
        as_written=target.as_written,
        base=shown,
    )
    figures = (format_number(base.value), format_number(target.value))
    yield Finding("keeps_what_is_not_there", "warning", target.indicator_id, sentence, figures, cite(base, target))


def _keeps(target: Target) -> bool:
    """Whether a word of keeping stands just before the number of the target."""
    plain = read_plainly(target.as_written)
    number = format_number(target.value or 0.0)
    return any(plain[found.end() :].startswith(number) for found in KEEPING.finditer(plain))
