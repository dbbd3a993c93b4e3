"""An assessment as a table and in sentences: every indicator, the counts, and the verdict of the rule."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from peakfolio.assess.assessment import AssessedIndicator, Assessment
from peakfolio.assess.judging import Verdict
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Target
from peakfolio.plan.words import CLASSES, STANDARDS
from peakfolio.report import names
from peakfolio.report.content import POINTS, Cell, Table, make_table, name_column, number_column, text_column
from peakfolio.report.names import STATUSES, list_names
from peakfolio.report.targets import list_siblings, write_targets
from peakfolio.words import NOTHING, SEMICOLON, Words, format_number, listing, say, say_in

LEGEND = say(
    "* no number decides, so the document's word is used; ! the document's word is not borne out (where a number "
    "decides it prevails, where only words do the document's word is still counted)."
)
ORDER = ("not_met", "partly_met", "unknown", "untestable", "met")
SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "above": "> ", "below": "< "}
RELATIONS: Mapping[str, Words] = {
    "hold": say("not worse than base"),
    "improve": say("better than base"),
    "assigned": say("as assigned (no figure)"),
    "assigned_or_hold": say("as assigned, or hold"),
    "done": say_in("asked", "in force"),
}
PASSED: Mapping[bool | None, Words] = {True: say("passed"), False: say("not passed"), None: say("undecided")}


def make_assessment_table(plan: Plan, assessment: Assessment) -> Table:
    """Every indicator and its parts: value, what is asked, how each standard judges it, how the document does, points and progress."""
    columns = (
        text_column("indicator_id", say("No."), 0.7),
        name_column("name", say("Indicator"), 2.4),
        text_column("is_part", say("Part of an indicator"), 0.5, names.TRUTH),
        text_column("nature", say("Nature"), 0.9, names.NATURES),
        text_column("unit", say("Unit"), 0.9),
        number_column("value", say("Base value")),
        text_column("target", say("Asked"), 1.2),
        *(text_column(each, STANDARDS[each], 0.9, STATUSES) for each in plan.settings.assessment.standards),
        text_column("status", say("Judged"), 0.9),
        text_column("printed", say("As printed"), 0.9, STATUSES),
        text_column("class", say("Progress (printed)"), 0.95),
        number_column("earned", say("Earned"), POINTS),
        number_column("full", say("Full"), POINTS),
    )
    rows = (line for row in assessment.rows for line in _describe_indicator(plan, row))
    is_wide = assessment.rule == "elapsed_progress"
    return make_table("indicators", say("Indicators: value and requirement"), columns, rows, is_wide=is_wide)


def list_indicators(plan: Plan, assessment: Assessment) -> Table:
    """What a reader asks of every indicator and its parts."""
    has_natures = any(row.indicator.nature != "unstated" for row in assessment.rows)
    return make_assessment_table(plan, assessment).pick(
        "indicator_id", "name", *(("nature",) if has_natures else ()), "unit", "value", "target", "status", "printed",
        *(("class",) if assessment.rule == "elapsed_progress" else ()),
    )  # fmt: skip


def _describe_indicator(plan: Plan, row: AssessedIndicator) -> Iterator[Mapping[str, Cell]]:
    """The indicator, then its measured parts where there are several; the document's judgement stands on the whole."""
    parts = next(iter(row.verdicts.values()))
    whole = parts[0] if len(parts) == 1 else Verdict(row.indicator.indicator_id, row.status)
    said = _describe_verdict(plan, whole) | _describe_whole(row)
    if len(parts) <= 1:
        yield said
        return
    yield said | dict.fromkeys(("unit", "value", "target"), "")
    for verdict in parts:
        yield _describe_verdict(plan, verdict) | _describe_part(row, verdict)


def _describe_whole(row: AssessedIndicator) -> dict[str, Cell]:
    """How an indicator is judged by every standard and by the document, and the points it earns."""
    return {
        "is_part": False,
        "nature": row.indicator.nature,
        **{standard: status for standard, status in row.statuses.items()},
        "status": _mark_status(row),
        "printed": row.printed.status if row.printed is not None else None,
        "class": _show_class(row),
        "earned": sum(each.earned for each in row.scores) if row.scores else None,
        "full": sum(each.full for each in row.scores) if row.scores else None,
    }


def _describe_part(row: AssessedIndicator, verdict: Verdict) -> dict[str, Cell]:
    return {
        "is_part": True,
        "nature": "",
        **{standard: _find_status(verdicts, verdict.indicator_id) for standard, verdicts in row.verdicts.items()},
        "status": STATUSES[verdict.status],
        "printed": "",
        "class": "",
    }


def _find_status(verdicts: Iterable[Verdict], key: str) -> str | None:
    """The verdict on a part by a standard, which may not ask for it."""
    return next((each.status for each in verdicts if each.indicator_id == key), None)


def _describe_verdict(plan: Plan, verdict: Verdict) -> dict[str, Cell]:
    indicator = plan.indicator_by_id[verdict.indicator_id]
    return {
        "indicator_id": indicator.indicator_id,
        "name": names.name_indicator(plan, indicator.indicator_id),
        "unit": names.show_unit(indicator.unit) if indicator.unit else None,
        "value": _show_value(verdict),
        "target": show_conditions(plan, verdict.target) if verdict.target is not None else None,
    }


def _mark_status(row: AssessedIndicator) -> Words:
    """The status that counts, marked where the document's word decides it or is not borne out."""
    mark = " !" if row.status_disagrees else " *" if row.is_printed else ""
    return listing((STATUSES[row.status], mark), NOTHING)


def _show_value(verdict: Verdict) -> Cell:
    """The value as a number; a state in words."""
    seen = verdict.seen
    if seen is None or seen.value is None:
        return None
    is_state = verdict.target is not None and verdict.target.relation == "done"
    return names.show_state(seen.value) if is_state else seen.value


def _show_class(row: AssessedIndicator) -> Words | None:
    printed = row.printed.progress_class if row.printed is not None else None
    if printed is None and row.progress_class is None:
        return None
    own = CLASSES[row.progress_class] if row.progress_class else say_in("progress", "no figure")
    return listing((own, " (", CLASSES[printed], ")"), NOTHING) if printed else own


def show_conditions(plan: Plan, target: Target) -> Words | str:
    """What is asked: of several conditions or alternatives the printed words, else a few signs."""
    rows = list_siblings(plan, target)
    return write_targets(rows) if len(rows) > 1 else _show_target(target)


def _show_target(target: Target) -> Words | str:
    """What a target asks for, in a few signs."""
    if target.relation in RELATIONS:
        return RELATIONS[target.relation]
    if target.value is None:
        return f"{SIGNS.get(target.relation, '')}?"
    if target.relation == "between" and target.upper_value is not None:
        return f"{names.show_number(target.value)}~{names.show_number(target.upper_value)}"
    return f"{SIGNS.get(target.relation, '')}{names.show_number(target.value)}"


def describe_assessment(plan: Plan, assessment: Assessment) -> tuple[Words, ...]:
    """Counts and verdict of an assessment."""
    counts = _list_counts(assessment.count_statuses(), ("met", "not_met", "unknown", "untestable"))
    total = len(assessment.rows)
    standard = STANDARDS[plan.settings.assessment.standards[0]]
    said: list[Words] = [
        say("{total} indicators, judged by the {standard}: {counts}.", total=total, standard=standard, counts=counts)
    ]
    if assessment.count_printed() and assessment.rule != "elapsed_progress":
        said += _compare_with_print(assessment)
    if assessment.rule == "elapsed_progress":
        chapters = dict.fromkeys(row.indicator.chapter for row in assessment.rows)
        return (*said, *(_describe_classes(assessment, chapter) for chapter in chapters))
    if assessment.rule == "points":
        return (*said, _describe_points(plan, assessment))
    if assessment.rule == "binding_and_reference_share":
        return (*said, _describe_shares(plan, assessment))
    verdict = PASSED[assessment.is_passed]
    return (*said, say("By the rule that every indicator is met: {verdict}.", verdict=verdict))


def sort_by_need(assessment: Assessment) -> Assessment:
    """The assessment with what is not met first, then what nobody can judge, then what is met; the plan's order within each."""
    return replace(assessment, rows=tuple(sorted(assessment.rows, key=lambda row: ORDER.index(row.status))))


def list_otherwise(plan: Plan, assessment: Assessment) -> tuple[Words, ...]:
    """The indicators that another standard judges otherwise than the one that counts."""
    said = []
    for standard in plan.settings.assessment.standards[1:]:
        rows = [row for row in assessment.rows if row.statuses.get(standard) not in (None, row.status)]
        found = [
            say(
                "{status} {names}",
                status=STATUSES[status],
                names=listing(row.indicator.indicator_id for row in rows if row.statuses[standard] == status),
            )
            for status in ORDER
            if any(row.statuses[standard] == status for row in rows)
        ]
        if found:
            said.append(
                say(
                    "Judged otherwise by the {standard}: {found}.",
                    standard=STANDARDS[standard],
                    found=listing(found, SEMICOLON),
                )
            )
    return tuple(said)


def _list_counts(counts: Mapping[str, int], order: tuple[str, ...]) -> Words:
    return listing(
        [say("{count} {status}", count=counts[each], status=STATUSES[each]) for each in order if counts.get(each)],
        say_in("between counts", ", "),
    )


def _compare_with_print(assessment: Assessment) -> list[Words]:
    printed = _list_counts(assessment.count_printed(), ("met", "partly_met", "not_met", "unknown"))
    wrong = [row.indicator.indicator_id for row in assessment.rows if row.status_disagrees]
    doubtful = [
        row.indicator.indicator_id
        for row in assessment.rows
        if row.status_disagrees and row.is_printed and row.status == "met"
    ]
    said: list[Words] = [
        say(
            "As printed: {printed}; not borne out by value or wording: {wrong}.",
            printed=printed,
            wrong=list_names(wrong),
        )
    ]
    if doubtful:
        said.append(
            say(
                "{names}: only words decide, and the document's 'met' is counted; by the words themselves {left} would be met.",
                names=listing(doubtful),
                left=assessment.count_statuses()["met"] - len(doubtful),
            )
        )
    return said


def _describe_points(plan: Plan, assessment: Assessment) -> Words:
    verdict, needed = PASSED[assessment.is_passed], format_number(plan.settings.assessment.pass_points or 0)
    earned, full = format_number(assessment.points or 0), format_number(assessment.full_points or 0)
    failing = [each.condition_id for each in assessment.conditions if each.status != "met"]
    return say(
        "{earned} of {full} points, {needed} to pass; basic conditions that fail (veto): {failing}; {verdict}.",
        earned=earned,
        full=full,
        needed=needed,
        failing=list_names(failing),
        verdict=verdict,
    )


def _describe_shares(plan: Plan, assessment: Assessment) -> Words:
    verdict, needed = PASSED[assessment.is_passed], f"{100 * plan.settings.assessment.reference_share:.0f}%"
    binding = [row for row in assessment.rows if row.indicator.nature == "binding"]
    met = sum(row.status == "met" for row in binding)
    share = f"{100.0 * (assessment.reference_share or 0.0):.1f}%"
    return say(
        "Binding: {met} of {binding} met; reference: {share} met (all binding and more than {needed} of reference are "
        "asked): {verdict}.",
        met=met,
        binding=len(binding),
        share=share,
        needed=needed,
        verdict=verdict,
    )


def _describe_classes(assessment: Assessment, chapter: str) -> Words:
    counts = assessment.count_classes(chapter)
    shown = "/".join(str(counts.get(each, 0)) for each in ("exceeded", "on_track", "behind", "adjust"))
    rows = [row for row in assessment.rows if row.indicator.chapter == chapter]
    wrong = [row.indicator.indicator_id for row in rows if row.class_disagrees]
    scope = say("Main") if chapter == "main" else say("Chapter")
    return say(
        "{scope} indicators: exceeded/on track/behind/to adjust = {shown} (as printed); figures give another class for: "
        "{wrong}.",
        scope=scope,
        shown=shown,
        wrong=list_names(wrong),
    )
