"""An assessment in sentences: the counts, where the document disagrees with itself, and the verdict of the rule."""

from collections.abc import Mapping

from peakfolio.language import Sentence, format_number
from peakfolio.plan.assessment import Assessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import STANDARDS
from peakfolio.results.wording import STATUSES

LEGEND = Sentence(
    "* 没有数字可判，采用文件的判断；! 文件的判断与其数值或文字不符（有数字的按数字判，只有文字的仍按文件计）。",
    "* no number decides, so the document's word is used; ! the document's word is not borne out (where a number decides it prevails, where only "
    "words do the document's word is still counted).",
)
PASSED: Mapping[bool | None, Sentence] = {
    True: Sentence("通过", "passed"),
    False: Sentence("未通过", "not passed"),
    None: Sentence("无法判定", "undecided"),
}


def describe_assessment(plan: Plan, assessment: Assessment) -> tuple[Sentence, ...]:
    """Counts and verdict of an assessment."""
    counts = _list_counts(assessment.count_statuses(), ("met", "not_met", "unknown", "untestable"))
    total = len(assessment.rows)
    standard = STANDARDS[plan.settings.assessment.standards[0]]
    said = [
        Sentence(
            f"按{standard.zh}判断，共 {total} 项：{counts.zh}。",
            f"{total} indicators, judged by the {standard.en}: {counts.en}.",
        )
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
    return (
        *said,
        Sentence(f"按全部达标的规则：{verdict.zh}。", f"By the rule that every indicator is met: {verdict.en}."),
    )


def _list_counts(counts: Mapping[str, int], order: tuple[str, ...]) -> Sentence:
    shown = [status for status in order if counts.get(status)]
    return Sentence(
        "，".join(f"{STATUSES[status].zh} {counts[status]}" for status in shown),
        ", ".join(f"{counts[status]} {STATUSES[status].en}" for status in shown),
    )


def _compare_with_print(assessment: Assessment) -> list[Sentence]:
    printed = _list_counts(assessment.count_printed(), ("met", "partly_met", "not_met", "unknown"))
    wrong = [row.indicator.indicator_id for row in assessment.rows if row.status_disagrees]
    doubtful = [row for row in assessment.rows if row.status_disagrees and row.is_printed and row.status == "met"]
    said = []
    if doubtful:
        names, left = (
            [row.indicator.indicator_id for row in doubtful],
            assessment.count_statuses()["met"] - len(doubtful),
        )
        said.append(
            Sentence(
                f"{'、'.join(names)} 只有文字可判，暂按文件计为已达标；若按其文字，已达标为 {left} 项。",
                f"{', '.join(names)}: only words decide, and the document's 'met' is counted; by the words themselves {left} would be met.",
            )
        )
    return [
        Sentence(
            f"文件自己写的：{printed.zh}；与数值或文字不符的：{'、'.join(wrong) or '无'}。",
            f"As printed: {printed.en}; not borne out by value or wording: {', '.join(wrong) or 'none'}.",
        ),
        *said,
    ]


def _describe_points(plan: Plan, assessment: Assessment) -> Sentence:
    verdict, needed = PASSED[assessment.is_passed], format_number(plan.settings.assessment.pass_points or 0)
    earned, full = format_number(assessment.points or 0), format_number(assessment.full_points or 0)
    failing = [each.condition_id for each in assessment.conditions if each.status != "met"]
    return Sentence(
        f"得分 {earned} / {full}，通过线 {needed}；不满足的基本条件（一票否决）：{'、'.join(failing) or '无'}；{verdict.zh}。",
        f"{earned} of {full} points, {needed} to pass; basic conditions that fail (veto): {', '.join(failing) or 'none'}; "
        f"{verdict.en}.",
    )


def _describe_shares(plan: Plan, assessment: Assessment) -> Sentence:
    verdict, needed = PASSED[assessment.is_passed], f"{100 * plan.settings.assessment.reference_share:.0f}%"
    binding = [row for row in assessment.rows if row.indicator.nature == "binding"]
    met = sum(row.status == "met" for row in binding)
    share = f"{100.0 * (assessment.reference_share or 0.0):.1f}%"
    return Sentence(
        f"约束性 {met}/{len(binding)} 达标，参考性 {share} 达标（须全部约束性达标，参考性超过 {needed}）：{verdict.zh}。",
        f"Binding: {met} of {len(binding)} met; reference: {share} met (all binding and more than {needed} of reference "
        f"are asked): {verdict.en}.",
    )


def _describe_classes(assessment: Assessment, chapter: str) -> Sentence:
    counts = assessment.count_classes(chapter)
    shown = "/".join(str(counts.get(each, 0)) for each in ("exceeded", "on_track", "behind", "adjust"))
    rows = [row for row in assessment.rows if row.indicator.chapter == chapter]
    wrong = [row.indicator.indicator_id for row in rows if row.class_disagrees]
    name = Sentence("主要指标", "Main") if chapter == "main" else Sentence("章节指标", "Chapter")
    return Sentence(
        f"{name.zh}：超预期/符合/加快/调整 = {shown}（文件所写）；数值给出另一类的：{'、'.join(wrong) or '无'}。",
        f"{name.en} indicators: exceeded/on track/behind/to adjust = {shown} (as printed); figures give another class for: "
        f"{', '.join(wrong) or 'none'}.",
    )
