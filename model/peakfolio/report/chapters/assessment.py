"""The chapter on where the indicators stand, judged by the rule the plan has to pass."""

from collections import Counter
from dataclasses import replace

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.target_keys import TargetKey
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
    number_column,
    tabulate,
    text_column,
)
from peakfolio.report.names import STATUSES
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
        say(
            "The table judges every indicator by the {standard}; 'as printed' is the plan's own judgement. Whole indicators "
            "are counted, their parts (letters) stand below them. What is met without a value is so by the words of the "
            "document. {legend}",
            standard=standard,
            legend=LEGEND,
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
    return tabulate(
        "conditions",
        say("Conditions with a veto"),
        assessment.conditions,
        (text_column("condition_id", say("No."), 0.7), lambda each: each.condition_id),
        (text_column("name", say("Condition with a veto"), 4.5), lambda each: each.name),
        (text_column("status", say("State"), 0.9, STATUSES), lambda each: each.status),
    )


def _bridge(answer: Answer, assessment: Assessment, standard: Words) -> list[Block]:
    """From the judgements of this chapter to the targets that are still open for the portfolio."""
    years = listing(str(year) for year in answer.problem.milestones)
    return [
        heading(say("From today's judgement to the open targets")),
        say(
            "This chapter judges whole indicators by the {standard}; the portfolio is asked for the targets of {years}, "
            "counting every measured part. An indicator that is met today may therefore still have a higher target open; of "
            "one that counts as met by the document's word alone (marked !) the target is still open.",
            standard=standard,
            years=years,
        ),
        _count_open(answer, assessment, years),
    ]


def _count_open(answer: Answer, assessment: Assessment, years: Words) -> Table:
    """How many indicators of each status still have a target open, and how many targets these are."""
    targets = [answer.plan.indicator_by_id[TargetKey(target.key).indicator_id] for target in answer.problem.targets]
    opened = Counter(row.parent_id or row.indicator_id for row in targets)
    judged = {
        status: [row.indicator.indicator_id for row in assessment.rows if row.status == status] for status in STATUSES
    }
    held = {status: [key for key in keys if key in opened] for status, keys in judged.items()}
    return tabulate(
        "bridge",
        say("From today's judgement to the targets still open for {years}", years=years),
        [status for status, keys in judged.items() if keys],
        (text_column("status", say("Judged now"), 1.0, STATUSES), lambda status: status),
        (number_column("indicators", say("Indicators"), ITEMS, 0), lambda status: len(judged[status])),
        (number_column("held", say("of these with an open target"), ITEMS, 0), lambda status: len(held[status])),
        (
            number_column("targets", say("Open targets"), COUNTED, 0),
            lambda status: sum(opened[key] for key in held[status]),
        ),
        (text_column("keys", say("Indicators with an open target"), 3.0), lambda status: " ".join(held[status])),
    ).add_up()
