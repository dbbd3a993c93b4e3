"""The chapter on where the indicators stand, judged by the rule the plan has to pass."""

from collections.abc import Mapping

from peakfolio.assess.assessment import AssessedIndicator, Assessment, assess_plan
from peakfolio.assess.judging import Verdict
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Target
from peakfolio.plan.words import STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.assessment import LEGEND, describe_assessment
from peakfolio.report.content import (
    COUNTED,
    ITEMS,
    POINTS,
    Block,
    Cell,
    Chapter,
    Column,
    Table,
    bullets,
    heading,
    number_column,
    paragraph,
    text_column,
)
from peakfolio.report.prices import NATURES
from peakfolio.run import Run
from peakfolio.words import Words, listing, say, say_in

SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "above": "> ", "below": "< "}
RELATIONS: Mapping[str, Words] = {
    "hold": say("not worse than base"),
    "improve": say("better than base"),
    "assigned": say("as assigned (no figure)"),
    "assigned_or_hold": say("as assigned, or hold"),
    "done": say_in("asked", "in force"),
}


def tell_standing(run: Run) -> Chapter:
    """Counts and verdict first, then every indicator, then points and conditions where the region scores."""
    voice, plan = Voice(language), run.plan
    assessment = assess_plan(plan)
    first = plan.settings.assessment.standards[0]
    said = describe_assessment(plan, assessment)
    standard = STANDARDS[first]
    blocks: list[Block] = [
        *(Text("answer", each) for each in said[:1]),
        *([bullets(said[1:])] if len(said) > 1 else []),
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
        blocks.append(_list_points(assessment))
    if assessment.conditions:
        blocks.append(_list_conditions(assessment))
    if run.answer is not None:
        blocks += _bridge(run.answer, assessment, standard)
    return Chapter("standing", say("Where the indicators stand"), tuple(blocks))


def list_indicators(plan: Plan, assessment: Assessment) -> Table:
    """Every indicator and its parts: value, what is asked, how it is judged, and how the document judges it."""
    has_classes = assessment.rule == "elapsed_progress"
    columns: list[Column] = [
        text_column("indicator_id", say("No."), 0.7),
        text_column("name", say("Indicator"), 2.4),
        text_column("nature", say_in("indicator", "Nature"), 0.9),
        text_column("unit", say("Unit"), 0.9),
        number_column("value", say_in("at the base", "Value")),
        text_column("target", say("Asked"), 1.2),
        text_column("status", say("Judged"), 0.9),
        text_column("printed", say("As printed"), 0.9),
    ]
    if has_classes:
        columns.append(text_column("class", say("Progress (printed)"), 0.95))
    rows: list[tuple[Cell, ...]] = []
    for row in assessment.rows:
        rows += _describe_indicator(plan, row, has_classes=has_classes)
    if all(row.indicator.nature == "unstated" for row in assessment.rows):
        columns, rows = columns[:2] + columns[3:], [row[:2] + row[3:] for row in rows]
    title = say("Every indicator against what is asked")
    return Table("indicators", title, tuple(columns), tuple(rows), is_wide=has_classes)


def _describe_indicator(plan: Plan, row: AssessedIndicator, *, has_classes: bool) -> list[tuple[Cell, ...]]:
    """The indicator, or its measured parts, one line each; the document's judgement stands on the first."""
    verdicts = next(iter(row.verdicts.values()))
    printed = row.printed.status if row.printed is not None else None
    mark = " !" if row.status_disagrees else " *" if row.is_printed else ""
    said: list[tuple[Cell, ...]] = []
    parts = verdicts or (Verdict(row.indicator.indicator_id, row.status),)
    if len(parts) > 1:
        parts = (Verdict(row.indicator.indicator_id, row.status), *parts)
    for number, verdict in enumerate(parts):
        indicator = plan.indicator_by_id[verdict.indicator_id]
        is_whole, is_part = number == 0, number > 0
        has_parts = is_whole and len(parts) > 1
        status = row.status if is_whole else verdict.status
        unit = wording.show_unit(indicator.unit)
        line: list[Cell] = [
            indicator.indicator_id,
            wording.name_indicator(plan, indicator.indicator_id),
            "" if is_part else NATURES[row.indicator.nature],
            "" if has_parts else unit or None,
            "" if has_parts else _show_value(verdict),
            "" if has_parts else show_target(verdict.target) if verdict.target is not None else None,
            wording.STATUSES[status] + (mark if is_whole else ""),
            "" if is_part else wording.STATUSES[printed] if printed is not None else None,
        ]
        if has_classes:
            line.append(_show_class(row) if is_whole else "")
        said.append(tuple(line))
    return said


def _bridge(answer: Answer, assessment: Assessment, standard: Words) -> list[Block]:
    """From the judgements of this chapter to the targets that are still open for the portfolio."""
    plan = answer.plan
    opened: dict[str, int] = {}
    for target in answer.problem.targets:
        row = plan.indicator_by_id[wording.split_key(target.key)[0]]
        key = row.parent_id or row.indicator_id
        opened[key] = opened.get(key, 0) + 1
    rows: list[tuple[Cell, ...]] = []
    for status, word in wording.STATUSES.items():
        keys = [row.indicator.indicator_id for row in assessment.rows if row.status == status]
        held = [key for key in keys if key in opened]
        if keys:
            rows.append((word, len(keys), len(held), sum(opened[key] for key in held), " ".join(held)))
    sums = [sum(int(str(row[place])) for row in rows) for place in (1, 2, 3)]
    rows.append((say("Total"), *sums, ""))
    years = listing(str(year) for year in answer.problem.milestones)
    columns = (
        text_column("status", say("Judged now"), 1.0),
        number_column("indicators", say("Indicators"), ITEMS, 0),
        number_column("held", say("of these with an open target"), ITEMS, 0),
        number_column("targets", say("Open targets"), COUNTED, 0),
        text_column("keys", say("Indicators with an open target"), 3.0),
    )
    title = say("From today's judgement to the targets still open for {years}", years=years)
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
        Table("bridge", title, columns, tuple(rows), has_total=True),
    ]


def _show_value(verdict: Verdict) -> Cell:
    """The value as a number; a state in words."""
    seen = verdict.seen
    if seen is None or seen.value is None:
        return None
    is_state = verdict.target is not None and verdict.target.relation == "done"
    return wording.show_state(seen.value) if is_state else seen.value


def _show_class(row: AssessedIndicator) -> str | None:
    said = row.printed.progress_class if row.printed is not None else None
    if said is None and row.progress_class is None:
        return None
    own = wording.CLASSES[row.progress_class] if row.progress_class else say("no figure")
    return f"{own} ({wording.CLASSES[said]})" if said else own


def show_target(target: Target) -> Words | str:
    """What a target asks for, in a few signs."""
    if target.relation in RELATIONS:
        return RELATIONS[target.relation]
    if target.value is None:
        return f"{SIGNS.get(target.relation, '')}?"
    if target.relation == "between" and target.upper_value is not None:
        return f"{wording.show_number(target.value)}~{wording.show_number(target.upper_value)}"
    return f"{SIGNS.get(target.relation, '')}{wording.show_number(target.value)}"


def _list_points(assessment: Assessment) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            row.indicator.indicator_id,
            row.indicator.name,
            sum(each.earned for each in row.scores),
            sum(each.full for each in row.scores),
        )
        for row in assessment.rows
        if row.scores
    ]
    rows.append(("", say("Total"), assessment.points, assessment.full_points))
    columns = (
        text_column("indicator_id", say("No."), 0.7),
        text_column("name", say("Indicator"), 4.0),
        number_column("earned", say("Earned"), POINTS),
        number_column("full", say("Full"), POINTS),
    )
    title = say("Points earned now")
    return Table("points", title, columns, tuple(rows), has_total=True)


def _list_conditions(assessment: Assessment) -> Table:
    rows = tuple((each.condition_id, each.name, wording.STATUSES[each.status]) for each in assessment.conditions)
    columns = (
        text_column("condition_id", say("No."), 0.7),
        text_column("name", say("Condition with a veto"), 4.5),
        text_column("status", say("State"), 0.9),
    )
    return Table("conditions", say("Conditions with a veto"), columns, rows)
