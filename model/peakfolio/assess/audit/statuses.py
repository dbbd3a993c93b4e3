"""Holds printed judgements against the figures beside them: statuses, points, progress, classes, basic conditions."""

from collections.abc import Iterator
from datetime import date

from peakfolio.assess.assessment import AssessedIndicator, assess_plan
from peakfolio.assess.audit.finding import Finding, Severity, cite
from peakfolio.assess.progress import Progress, measure_progress
from peakfolio.assess.scoring import score_plan
from peakfolio.plan.claims import BasicCondition, PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees
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
    rule = plan.settings.assessment.rule
    if rule != "elapsed_progress":
        for row in assess_plan(plan).rows:
            yield from _audit_status(row)
    yield from _audit_points(plan)
    yield from _audit_percentages(plan)
    yield from _audit_classes(plan)
    for condition in plan.basic_conditions:
        yield from _audit_condition(plan, condition)


def _audit_status(row: AssessedIndicator) -> Iterator[Finding]:
    if row.printed is None or row.printed.status is None:
        return
    standard, computed = next(iter(row.statuses.items()))
    is_number = row.ground == "number"
    printed, status = STATUS_WORDS[row.printed.status], STATUS_WORDS[computed]
    if row.status_disagrees:
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
        yield Finding(
            "status_does_not_follow", severity, row.indicator.indicator_id, sentence, figures, cite(row.printed)
        )
    elif computed in ("unknown", "untestable") and row.printed.status in ("met", "not_met"):
        sentence = say(
            "{name}: printed as '{printed}', but no figure in the table can test it.",
            name=row.indicator.name,
            printed=printed,
        )
        yield Finding(
            "status_rests_on_no_number", "note", row.indicator.indicator_id, sentence, None, cite(row.printed)
        )


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
        if row.progress_percent is None:
            continue
        indicator = plan.indicator_by_id[row.indicator_id]
        progress = measure_progress(plan, indicator)
        printed, formulas = f"{format_number(row.progress_percent)}%", _list_formulas(progress)
        said = {"name": indicator.name, "printed": printed, "formulas": formulas}
        fitting = find_fitting_formulas(progress, row)
        if not fitting:
            code = "progress_differs"
            sentence = say("{name}: progress is printed as {printed}, which no formula gives ({formulas}).", **said)
        elif fitting == ("time",):
            code = "progress_is_time"
            sentence = say(
                "{name}: the printed progress {printed} is the share of time passed, not of the way to the target ({formulas}).",
                **said,
            )
        else:
            continue
        yield Finding(code, "error", row.indicator_id, sentence, (printed, formulas.read("en")), cite(row))


def find_fitting_formulas(progress: Progress, row: PrintedAssessment) -> tuple[str, ...]:
    """The formulas that give the printed percentage at its printed precision."""
    printed = row.progress_percent
    if printed is None:
        return ()
    return tuple(name for name, value in progress.by_formula.items() if agrees(printed, value, row.as_written))


def _list_formulas(progress: Progress) -> Words:
    parts = (
        say("{formula} {value:.2f}%", formula=FORMULA_WORDS[name], value=value)
        for name, value in progress.by_formula.items()
    )
    return listing(parts, say_in("between figures", ", "))


def _audit_classes(plan: Plan) -> Iterator[Finding]:
    if plan.settings.assessment.rule != "elapsed_progress":
        return
    for row in assess_plan(plan).rows:
        printed_class = row.printed.progress_class if row.printed is not None else None
        if row.printed is None or printed_class is None or row.progress_class is None or not row.class_disagrees:
            continue
        printed, computed = CLASSES[printed_class], CLASSES[row.progress_class]
        sentence = say(
            "{name}: classed as '{printed}', but its figures give '{computed}'.",
            name=row.indicator.name,
            printed=printed,
            computed=computed,
        )
        key = row.indicator.indicator_id
        figures = (printed.read("zh"), computed.read("zh"))
        yield Finding("class_does_not_follow", "error", key, sentence, figures, cite(row.printed))


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
