"""Holds printed judgements against the figures beside them: statuses, points, progress, classes, basic conditions."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from peakfolio.assess.assessment import AssessedIndicator, assess_plan
from peakfolio.assess.audit.explaining import explain
from peakfolio.assess.audit.finding import Finding, Severity, cite
from peakfolio.assess.audit.rounding import agrees_within, find_half_unit
from peakfolio.assess.progress import Progress, compare_formulas, find_numeric_target, measure_progress
from peakfolio.assess.scoring import score_plan
from peakfolio.plan.claims import BasicCondition, PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator
from peakfolio.plan.words import CLASSES
from peakfolio.words import Words, format_number, listing, say, say_in

STATUS_WORDS = {
    "met": say_in("status", "met"),
    "not_met": say("not met"),
    "partly_met": say("partly met"),
    "unknown": say("unknown"),
    "untestable": say("untestable"),
}
FORMULA_WORDS = {"increment": say("increment"), "level": say("level"), "time": say("time passed")}


def audit_statuses(plan: Plan) -> Iterator[Finding]:
    """Findings on every printed judgement that its figures do not give."""
    if plan.settings.assessment.rule != "elapsed_progress":
        rows = assess_plan(plan).rows
        for row in rows:
            yield from _audit_status(row)
        yield from _find_numberless(rows)
    yield from _audit_points(plan)
    yield from _audit_percentages(plan)
    yield from _audit_classes(plan)
    for condition in plan.basic_conditions:
        yield from _audit_condition(plan, condition)


def _audit_status(row: AssessedIndicator) -> Iterator[Finding]:
    if row.printed is None or row.printed.status is None or not row.status_disagrees:
        return
    standard, computed = next(iter(row.statuses.items()))
    is_number = row.ground == "number"
    printed, status = STATUS_WORDS[row.printed.status], STATUS_WORDS[computed]
    sentence = say(
        "{name}: printed as '{printed}', but its {basis} and the {standard} standard give '{status}'.",
        name=row.indicator.name,
        basis=say("value") if is_number else say("wording"),
        printed=printed,
        standard=standard,
        status=status,
    )
    severity: Severity = "error" if is_number else "warning"
    figures = (printed.read("zh"), status.read("zh"))
    key = row.indicator.indicator_id
    finding = Finding("status_does_not_follow", severity, key, sentence, figures, cite(row.printed))
    yield explain(finding, [row.printed.as_written])


def _find_numberless(rows: Sequence[AssessedIndicator]) -> Iterator[Finding]:
    """The printed judgements that no figure can test, all in one finding."""
    found: dict[str, list[tuple[Indicator, PrintedAssessment]]] = defaultdict(list)
    for row in rows:
        printed, computed = row.printed, next(iter(row.statuses.values()))
        if printed is not None and printed.status in ("met", "not_met") and computed in ("unknown", "untestable"):
            found[printed.status].append((row.indicator, printed))
    if not found:
        return
    groups = (
        say("'{printed}': {names}", printed=STATUS_WORDS[status], names=listing(each.name for each, _ in pairs))
        for status, pairs in found.items()
    )
    sentence = say(
        "Printed judgements that no figure in the table can test. {groups}.",
        groups=listing(groups, say_in("between clauses", "; ")),
    )
    pairs = [pair for each in found.values() for pair in each]
    first, *also = (indicator.indicator_id for indicator, _ in pairs)
    places = cite(*(printed for _, printed in pairs))
    yield Finding("status_rests_on_no_number", "note", first, sentence, None, places, tuple(also))


def _audit_points(plan: Plan) -> Iterator[Finding]:
    printed = {row.indicator_id: row for row in plan.printed_assessments if row.points is not None}
    scores = score_plan(plan)
    for key, row in printed.items():
        keys = {part.indicator_id for part in plan.find_parts(key)} | {key}
        own = [score for score in scores if score.indicator_id in keys]
        earned = sum(score.earned for score in own)
        if own and row.points is not None and earned != row.points:
            indicator = plan.indicator_by_id[key]
            figures = (format_number(row.points), format_number(earned))
            sentence = say(
                "{name}: printed {printed} points, its tiers give {earned}.",
                name=indicator.name,
                printed=figures[0],
                earned=figures[1],
            )
            yield Finding("points_differ", "error", key, sentence, figures, cite(row))


def _audit_percentages(plan: Plan) -> Iterator[Finding]:
    for row in plan.printed_assessments:
        finding = _audit_percentage(plan, row)
        if finding is not None:
            yield explain(finding, [row.as_written])


def _audit_percentage(plan: Plan, row: PrintedAssessment) -> Finding | None:
    if row.progress_percent is None:
        return None
    indicator = plan.indicator_by_id[row.indicator_id]
    progress = measure_progress(plan, indicator)
    printed, formulas = f"{format_number(row.progress_percent)}%", _list_formulas(progress)
    said = {"name": indicator.name, "printed": printed, "formulas": formulas}
    exact = find_fitting_formulas(progress, row)
    rounded = find_fitting_formulas(progress, row, _find_slack(plan, indicator))
    severity: Severity = "error"
    if set(exact) - {"time"} or (rounded and not exact):
        return None
    if not exact:
        code = "progress_differs"
        sentence = say("{name}: progress is printed as {printed}, which no formula gives ({formulas}).", **said)
    elif set(rounded) == {"time"}:
        code = "progress_is_time"
        sentence = say(
            "{name}: the printed progress {printed} is the share of time passed, not of the way to the target ({formulas}).",
            **said,
        )
    else:
        code, severity = "progress_is_time", "note"
        sentence = say(
            "{name}: the printed progress {printed} is the share of time passed; the way to the target gives it only within "
            "the rounding of its figures ({formulas}).",
            **said,
        )
    figures = printed, formulas.read("en")
    return Finding(code, severity, row.indicator_id, sentence, figures, cite(row), told=formulas)


def find_fitting_formulas(
    progress: Progress, row: PrintedAssessment, slack: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """The formulas that give the printed percentage at its printed precision, or within the slack of their figures."""
    printed = row.progress_percent
    if printed is None:
        return ()
    return tuple(
        name
        for name, value in progress.by_formula.items()
        if agrees_within(printed, value, row.as_written, (slack or {}).get(name, 0.0))
    )


def _find_slack(plan: Plan, indicator: Indicator) -> Mapping[str, float]:
    """How much progress may be off by each formula because value and base are rounded; a target is exact."""
    latest, base = plan.find_latest(indicator.indicator_id), plan.find_base(indicator.indicator_id)
    target = find_numeric_target(plan, indicator)
    if latest is None or latest.value is None or target is None or target.value is None:
        return {}
    start = base.value if base is not None else None
    half = find_half_unit(latest.value, latest.as_written)
    moved = [compare_formulas(latest.value + half, start, target.value)]
    if base is not None and start is not None:
        moved.append(compare_formulas(latest.value, start + find_half_unit(start, base.as_written), target.value))
    exact = compare_formulas(latest.value, start, target.value)
    return {name: math.fsum(abs(each.get(name, value) - value) for each in moved) for name, value in exact.items()}


def _list_formulas(progress: Progress) -> Words:
    parts = (
        say("{formula} {value:.2f}%", formula=FORMULA_WORDS[name], value=value)
        for name, value in progress.by_formula.items()
    )
    return listing(parts, say_in("between figures", ", "))


def _audit_classes(plan: Plan) -> Iterator[Finding]:
    """Printed classes that the figures do not allow, as errors; those that say less than the figures, as notes."""
    if plan.settings.assessment.rule != "elapsed_progress":
        return
    for row in assess_plan(plan).rows:
        if row.printed is None or not row.class_disagrees:
            continue
        sentence = say(
            "{name}: classed as '{printed}', but its figures give '{computed}' ({progress}).",
            name=row.indicator.name,
            printed=CLASSES[row.printed.progress_class or "behind"],
            computed=CLASSES[row.progress_class or "behind"],
            progress=_list_progress(plan, row.indicator),
        )
        severity: Severity = "error" if row.is_overrated else "note"
        figures = (
            CLASSES[row.printed.progress_class or "behind"].read("zh"),
            CLASSES[row.progress_class or "behind"].read("zh"),
        )
        key = row.indicator.indicator_id
        finding = Finding("class_does_not_follow", severity, key, sentence, figures, cite(row.printed))
        yield explain(finding, [row.printed.as_written])


def _list_progress(plan: Plan, indicator: Indicator) -> Words:
    """How far each part of an indicator is on its way, in per cent."""
    parts = ((part, measure_progress(plan, part).percent) for part in plan.find_parts(indicator.indicator_id))
    return listing(
        say("{name} {percent:.2f}%", name=part.name, percent=percent) for part, percent in parts if percent is not None
    )


def _audit_condition(plan: Plan, condition: BasicCondition) -> Iterator[Finding]:
    """A condition that must have run for some years cannot hold before its clock has run them."""
    if condition.years_required is None or condition.starts_on is None:
        return
    began = date.fromisoformat(condition.starts_on)
    holds_on = began.replace(year=began.year + int(condition.years_required))
    near = min(plan.settings.years.milestones)
    if holds_on > date(near, 12, 31):
        sentence = say(
            "Basic condition '{name}': counted from {began} it can hold on {holds_on} at the earliest, too late for the "
            "target of {near}.",
            name=condition.name,
            began=began,
            holds_on=holds_on,
            near=near,
        )
        figures = (str(near), str(holds_on))
        yield Finding(
            "condition_cannot_hold_in_time", "error", condition.condition_id, sentence, figures, cite(condition)
        )
