"""The chapter on where the indicators stand, judged by the rule the plan has to pass."""

from dataclasses import replace

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.report.assessment import LEGEND, describe_assessment, list_indicators, make_assessment_table
from peakfolio.report.content import (
    COUNTED,
    ITEMS,
    Block,
    Chapter,
    Table,
    Text,
    bullets,
    heading,
    make_table,
    number_column,
    paragraph,
    text_column,
)
from peakfolio.report.names import STATUSES, split_key
from peakfolio.run import Run
from peakfolio.words import Words, listing, say


def tell_standing(run: Run) -> Chapter:
    """Counts and verdict first, then every indicator, then points and conditions where the region scores."""
    plan, assessment = run.plan, run.assessment
    standard = STANDARDS[plan.settings.assessment.standards[0]]
    first, *rest = describe_assessment(plan, assessment)
    blocks: list[Block] = [
        Text("answer", first),
        *([bullets(rest)] if rest else []),
        paragraph(
            say(
                "The table judges every indicator by the {standard}; 'as printed' is the plan's own judgement. Whole indicators "
                "are counted, their parts (letters) stand below them. What is met without a value is so by the words of the "
                "document. {legend}",
                standard=standard,
                legend=LEGEND,
            )
        ),
        list_indicators(plan, assessment),
    ]
    if assessment.points is not None:
        blocks.append(_list_points(run))
    if assessment.conditions:
        blocks.append(_list_conditions(assessment))
    if run.answer is not None:
        blocks += _bridge(run.answer, assessment, standard)
    return Chapter("standing", say("Where the indicators stand"), tuple(blocks))


def _list_points(run: Run) -> Table:
    table = make_assessment_table(run.plan, run.assessment).pick("indicator_id", "name", "earned", "full")
    scored = tuple(row for row in table.rows if row[-1] is not None)
    total = ("", say("Total"), run.assessment.points, run.assessment.full_points)
    return replace(
        table, name="points", title=say("Points earned now"), rows=(*scored, total), is_wide=False, has_total=True
    )


def _list_conditions(assessment: Assessment) -> Table:
    columns = (
        text_column("condition_id", say("No."), 0.7),
        text_column("name", say("Condition with a veto"), 4.5),
        text_column("status", say("State"), 0.9, STATUSES),
    )
    rows = (
        {"condition_id": each.condition_id, "name": each.name, "status": each.status} for each in assessment.conditions
    )
    return make_table("conditions", say("Conditions with a veto"), columns, rows)


def _bridge(answer: Answer, assessment: Assessment, standard: Words) -> list[Block]:
    """From the judgements of this chapter to the targets that are still open for the portfolio."""
    years = listing(str(year) for year in answer.problem.milestones)
    return [
        heading(say("From today's judgement to the open targets")),
        paragraph(
            say(
                "This chapter judges whole indicators by the {standard}; the portfolio is asked for the targets of {years}, "
                "counting every measured part. An indicator that is met today may therefore still have a higher target open; of "
                "one that counts as met by the document's word alone (marked !) the target is still open.",
                standard=standard,
                years=years,
            )
        ),
        _count_open(answer, assessment, years),
    ]


def _count_open(answer: Answer, assessment: Assessment, years: Words) -> Table:
    """How many indicators of each status still have a target open, and how many targets these are."""
    opened: dict[str, int] = {}
    for target in answer.problem.targets:
        row = answer.plan.indicator_by_id[split_key(target.key)[0]]
        key = row.parent_id or row.indicator_id
        opened[key] = opened.get(key, 0) + 1
    by_status = {
        status: [row.indicator.indicator_id for row in assessment.rows if row.status == status] for status in STATUSES
    }
    columns = (
        text_column("status", say("Judged now"), 1.0, STATUSES),
        number_column("indicators", say("Indicators"), ITEMS, 0),
        number_column("held", say("of these with an open target"), ITEMS, 0),
        number_column("targets", say("Open targets"), COUNTED, 0),
        text_column("keys", say("Indicators with an open target"), 3.0),
    )
    rows = (
        {
            "status": status,
            "indicators": len(keys),
            "held": len(held := [key for key in keys if key in opened]),
            "targets": sum(opened[key] for key in held),
            "keys": " ".join(held),
        }
        for status, keys in by_status.items()
        if keys
    )
    title = say("From today's judgement to the targets still open for {years}", years=years)
    return make_table("bridge", title, columns, rows).add_up()
