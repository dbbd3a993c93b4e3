"""An assessment in sentences: the counts, where the document disagrees with itself, and the verdict of the rule."""

from collections.abc import Mapping

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import STANDARDS
from peakfolio.report.names import STATUSES, list_names
from peakfolio.words import Words, format_number, listing, say, say_in

LEGEND = say(
    "* no number decides, so the document's word is used; ! the document's word is not borne out (where a number "
    "decides it prevails, where only words do the document's word is still counted)."
)
PASSED: Mapping[bool | None, Words] = {True: say("passed"), False: say("not passed"), None: say("undecided")}


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
