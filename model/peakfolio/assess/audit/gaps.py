"""Looks for what a document leaves out: bases, values, one part of several, an unmet indicator in the list of the unmet."""

from collections import Counter
from collections.abc import Iterator, Mapping

from peakfolio.assess.assessment import AssessedIndicator, assess_plan
from peakfolio.assess.audit.finding import Finding, Severity, cite
from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.assess.progress import measure_progress
from peakfolio.plan.claims import PrintedAssessment, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator
from peakfolio.plan.words import CLASSES
from peakfolio.units import Measured
from peakfolio.words import COMMA, Words, format_number, listing, say, say_in

LEAST_LIST = 3  # judgements on one line that make it a list
LEVELS: Mapping[str, Words] = {
    "national": say("national"),
    "provincial": say_in("level", "provincial"),
    "municipal": say_in("level", "municipal"),
}


def audit_gaps(plan: Plan) -> Iterator[Finding]:
    """A finding for each thing that ought to stand in the document and does not."""
    yield from _find_missing_bases(plan)
    yield from _find_unlisted(plan)
    yield from _find_own_targets(plan)
    if plan.settings.assessment.rule == "elapsed_progress":
        yield from _find_bare_classes(plan)
    for group in plan.headline_indicators:
        if group.kind == "group":
            yield from _find_left_out_part(plan, group)
    for claim in plan.stated_totals:
        if claim.kind == "named":
            yield from _count_names(claim)
        yield from _count_marks(plan, claim)


def _find_missing_bases(plan: Plan) -> Iterator[Finding]:
    """Targets with a number that no value stands behind, all in one finding."""
    aimed = {row.indicator_id for row in plan.targets if row.value is not None and row.standard in ("plan", "text")}
    numeric = [row for row in plan.measured_indicators if row.kind == "numeric" and row.indicator_id in aimed]
    known = _list_known(plan)
    bare = [row for row in numeric if row.indicator_id not in known]
    if not bare:
        return
    severity: Severity = "warning" if len(bare) == len(numeric) else "note"
    sentence = say(
        "No value to start from stands behind {count} of {all} targets with a number, so no gap can be told: {names}.",
        count=len(bare),
        all=len(numeric),
        names=listing([row.name for row in bare]),
    )
    figures = (str(len(bare)), str(len(numeric)))
    yield Finding("base_is_missing", severity, "indicators", sentence, figures, cite(*bare))


def _list_known(plan: Plan) -> set[str]:
    """Indicators of which the document says how they stand, by a number or in words."""
    used = (row for row in plan.observations if row.is_used and row.role in ("base", "latest"))
    return {row.indicator_id for row in used if row.value is not None or row.state is not None}


def _find_unlisted(plan: Plan) -> Iterator[Finding]:
    """Indicators whose figures miss a standard, and which the document's own list of the unmet does not name."""
    unmet = [row for row in plan.printed_assessments if row.status == "not_met" and row.lines is not None]
    counted = Counter(row.lines for row in unmet)
    lines, count = counted.most_common(1)[0] if counted else (None, 0)
    if count < LEAST_LIST:
        return
    place = next(row for row in unmet if row.lines == lines)
    judged = {row.indicator_id for row in plan.printed_assessments if row.status is not None}
    by_level = {level: judge_all(plan, level, None, at_latest=False, improve_step=None) for level in LEVELS}
    for indicator in plan.headline_indicators:
        keys = {part.indicator_id for part in plan.find_parts(indicator.indicator_id)} | {indicator.indicator_id}
        if not keys & judged:
            yield from _check_unlisted(plan, indicator, place, by_level)


def _check_unlisted(
    plan: Plan, indicator: Indicator, place: PrintedAssessment, by_level: Mapping[str, Mapping[str, Verdict]]
) -> Iterator[Finding]:
    for standard, verdicts in by_level.items():
        for part in plan.find_parts(indicator.indicator_id):
            verdict = verdicts.get(part.indicator_id)
            target, seen = (verdict.target, verdict.seen) if verdict is not None else (None, None)
            if verdict is None or verdict.status != "not_met" or target is None or seen is None:
                continue
            if target.value is None or seen.value is None:
                continue
            sentence = say(
                "{name}: {value} misses the {level} standard ({as_written}), but the document's list of the unmet does not name it.",
                name=part.name,
                value=Measured(format_number(seen.value), part.unit, gap=""),
                level=LEVELS[standard],
                as_written=target.as_written,
            )
            figures = (format_number(seen.value), target.as_written)
            yield Finding(
                "unmet_not_listed", "warning", part.indicator_id, sentence, figures, cite(place, seen, target)
            )
            return


def _find_own_targets(plan: Plan) -> Iterator[Finding]:
    """Where one row is judged by the plan's own target: the rows printed as met that this yardstick would fail."""
    settings = plan.settings
    if settings.assessment.rule == "elapsed_progress":
        return
    verdicts = judge_all(plan, "plan", settings.assessment.milestone, at_latest=False, improve_step=None)
    gaps = {key: verdict.gap or 0.0 for key, verdict in verdicts.items()}
    rows = [row for row in assess_plan(plan).rows if row.printed is not None and _is_short(row, gaps)]
    strict = [row for row in rows if row.status_disagrees and row.computed == "met"]
    lenient = [row for row in rows if row.printed is not None and row.printed.status == "met"]
    if strict and lenient:
        yield _tell_yardsticks(plan, strict, lenient)


def _tell_yardsticks(plan: Plan, strict: list[AssessedIndicator], lenient: list[AssessedIndicator]) -> Finding:
    sentence = say(
        "{strict} can only be unmet by the plan's own target for {year}; by the same yardstick {count} rows printed as met "
        "would be unmet too: {names}.",
        strict=listing([row.indicator.name for row in strict]),
        year=plan.settings.assessment.milestone,
        count=len(lenient),
        names=listing([row.indicator.name for row in lenient]),
    )
    places = cite(*(row.printed for row in (*strict, *lenient) if row.printed is not None))
    key = strict[0].indicator.indicator_id
    return Finding("two_yardsticks", "warning", key, sentence, None, places)


def _is_short(row: AssessedIndicator, gaps: dict[str, float]) -> bool:
    keys = {verdict.indicator_id for verdicts in row.verdicts.values() for verdict in verdicts}
    return any(gaps.get(key, 0.0) > 0 for key in keys)


def _find_bare_classes(plan: Plan) -> Iterator[Finding]:
    """Classes of progress that rest on no figure at all."""
    known = _list_known(plan)
    for row in assess_plan(plan).rows:
        printed = row.printed.progress_class if row.printed is not None else None
        parts = {part.indicator_id for part in plan.find_parts(row.indicator.indicator_id)}
        if row.printed is None or printed is None or printed == "adjust" or parts & known:
            continue
        sentence = say(
            "{name}: classed as '{printed}', but the document gives no figure for it.",
            name=row.indicator.name,
            printed=CLASSES[printed],
        )
        key = row.indicator.indicator_id
        yield Finding("class_rests_on_no_figure", "warning", key, sentence, None, cite(row.printed))


def _find_left_out_part(plan: Plan, group: Indicator) -> Iterator[Finding]:
    """The part of an indicator whose progress is not printed, though that of the others is."""
    parts = plan.find_parts(group.indicator_id)
    keys = {part.indicator_id for part in parts}
    printed = [row for row in plan.printed_assessments if row.progress_percent is not None and row.indicator_id in keys]
    told = {row.indicator_id for row in printed}
    for part in parts if printed else ():
        progress = measure_progress(plan, part)
        if part.indicator_id in told or progress.percent is None:
            continue
        sentence = say(
            "{name}: the progress of {count} other parts is printed, of this one not; its figures give {percent:.2f}%.",
            name=part.name,
            count=len(told),
            percent=progress.percent,
        )
        seen = plan.find_latest(part.indicator_id)
        places = cite(printed[0], *([seen] if seen is not None else []))
        yield Finding("progress_left_out", "warning", part.indicator_id, sentence, None, places)


def _count_names(claim: StatedTotal) -> Iterator[Finding]:
    """Fewer things named than are said to be there."""
    names = [name for name in claim.pairs.get("names", "").split("、") if name]
    if len(names) == claim.value:
        return
    named = say("only {count} are named: '{names}'", count=len(names), names=listing(names, COMMA))
    sentence = say(
        "{name}: {said} are said to be there, {named}.",
        name=claim.name,
        said=format_number(claim.value),
        named=named if names else say("none of them is named"),
    )
    figures = (format_number(claim.value), str(len(names)))
    yield Finding("list_incomplete", "warning", claim.claim_id, sentence, figures, cite(claim))


def _count_marks(plan: Plan, claim: StatedTotal) -> Iterator[Finding]:
    """A mark that stands at more rows of the table than the text counts, because a part bears it too."""
    mark = claim.pairs.get("remark")
    if claim.kind != "status_count" or mark is None or set(claim.pairs) != {"remark"}:
        return
    marked = {row.indicator_id: row for row in plan.printed_assessments if mark in row.as_written}
    headline = {row.indicator_id for row in plan.headline_indicators}
    extra = [row for key, row in marked.items() if key not in headline]
    if extra and len(marked) != claim.value:
        sentence = say(
            "{name}: {said} are counted, but {marked} rows of the table bear the mark '{mark}'; not counted: {names}.",
            name=claim.name,
            said=format_number(claim.value),
            marked=len(marked),
            mark=mark,
            names=listing([plan.indicator_by_id[row.indicator_id].name for row in extra]),
        )
        figures = (format_number(claim.value), str(len(marked)))
        yield Finding("mark_not_counted", "warning", claim.claim_id, sentence, figures, cite(claim, *extra))
