"""The chapter on where the indicators stand, judged by the rule the plan has to pass."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from peakfolio.assess.assessment import Assessment
from peakfolio.assess.audit import SEVERITIES
from peakfolio.assess.judging import Status
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import ASKED, STANDARDS
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report.assessment import LEGEND, describe_assessment, list_indicators, make_assessment_table
from peakfolio.report.content import (
    COUNTED,
    ITEMS,
    Block,
    Chapter,
    Row,
    Table,
    Text,
    bullets,
    heading,
    number_column,
    refer,
    tabulate,
    text_column,
)
from peakfolio.report.names import SEVERITIES as SEVERITY_NAMES
from peakfolio.report.names import STATUSES
from peakfolio.run import Run
from peakfolio.words import listing, say, say_in

GAPS = "not_met", "partly_met", "unknown", "untestable"  # in the order they are shown
FIRST_FINDINGS = 4  # all are in the appendix


def tell_standing(run: Run) -> Chapter:
    """Counts and verdict, the yardsticks side by side, what is not met, points and conditions, and what the document gets wrong."""
    plan, assessment = run.plan, run.assessment
    first, *rest = describe_assessment(plan, assessment)
    blocks: list[Block] = [Text("answer", first), *([bullets(rest)] if rest else []), *_tell_yardsticks(run)]
    blocks += [heading(say("What is not met")), *_list_gaps(run)]
    if assessment.points is not None:
        blocks += _list_points(run)
    if assessment.conditions:
        blocks.append(_list_conditions(assessment))
    return Chapter("standing", say("Present state and gaps"), (*blocks, *_tell_findings(run)))


def _list_gaps(run: Run) -> list[Block]:
    """What is not met, then what cannot be judged; the rest stands in the appendix."""
    plan, assessment = run.plan, run.assessment
    wanted = [row.indicator.indicator_id for state in GAPS for row in assessment.rows if row.status == state]
    table = list_indicators(plan, assessment)
    whole = {row.indicator_id: row.parent_id or row.indicator_id for row in plan.indicators}
    rows = [row for key in wanted for row in table.rows if whole[str(row[0])] == key]
    if not rows:
        return [say("None: every indicator is met. One by one in {indicators}.", indicators=refer("indicators"))]
    title = say("Indicators that are not met or cannot be judged")
    gaps = replace(table, name="gaps_now", title=title, rows=tuple(rows), is_wide=False)
    if {"nature", "class"} <= set(gaps.keys):  # both leave no room for names
        gaps = gaps.drop("nature")
    return [gaps, say("Every indicator, also those met, in {indicators}.", indicators=refer("indicators"))]


def list_all_indicators(run: Run) -> Table:
    """Every indicator, with the legend of its marks."""
    note = say(
        "The table judges every indicator by the {standard}; 'as printed' is the plan's own judgement. Whole indicators "
        "are counted, their parts (letters) stand below them. What is met without a value is so by the words of the "
        "document. {legend}",
        standard=STANDARDS[run.plan.settings.assessment.standards[0]],
        legend=LEGEND,
    )
    return replace(list_indicators(run.plan, run.assessment), note=note)


def _tell_yardsticks(run: Run) -> Iterator[Block]:
    """What each standard gives, and what the portfolio is asked for beside it; why the counts differ."""
    plan, assessment, answer = run.plan, run.assessment, run.answer
    year, rows = plan.settings.assessment.milestone, list[Row]()
    for place, standard in enumerate(plan.settings.assessment.standards):
        judged = [row for row in assessment.rows if standard in row.statuses]
        counts = Counter(row.statuses[standard] if place else row.status for row in judged)
        rows.append((STANDARDS[standard], str(year), say("whole indicators"), *_sum_up(counts)))
    if answer is not None:
        problem = answer.problem
        counts = Counter(each.status for each in problem.settled)
        counts["not_met"] += len(problem.targets)
        asked = ASKED[choose_standard(answer.plan, answer.scenario)]
        rows.append((asked, ", ".join(map(str, problem.milestones)), say("every measured part"), *_sum_up(counts)))
    if len(rows) < 2:
        return
    columns = (
        text_column("yardstick", say("Yardstick"), 1.4),
        text_column("year", say("For the end of"), 0.9),
        text_column("counted", say("Counting"), 1.1),
        number_column("met", say_in("count", "met"), ITEMS, 0),
        number_column("not_met", say("not met"), ITEMS, 0),
        number_column("unknown", say("cannot be judged"), ITEMS, 0),
    )
    yield heading(say("Two yardsticks"))
    yield Table("yardsticks", say("The same place by each yardstick, before any project"), columns, tuple(rows))
    if answer is not None:
        yield say(
            "The counts differ for two reasons: a standard judges whole indicators at today's value, the portfolio is asked for the "
            "plan's own level of {years}, part by part. An indicator that is met today may therefore still have a higher target open; "
            "of one that counts as met by the document's word alone (marked *) the target is still open.",
            years=listing(str(each) for each in answer.problem.milestones),
        )


def _sum_up(counts: Mapping[Status, int]) -> tuple[int, int, int]:
    """Met, not met, and what nobody can judge."""
    return counts.get("met", 0), counts.get("not_met", 0), counts.get("unknown", 0) + counts.get("untestable", 0)


def _tell_findings(run: Run) -> Iterator[Block]:
    """How many contradictions the document holds, and the first of them; the rest is in the appendix."""
    if not run.findings:
        return
    counts = Counter(finding.severity for finding in run.findings)
    grave = [finding.sentence for finding in run.findings if finding.severity == "error"]
    graveness = [say("{severity} {count}", severity=SEVERITY_NAMES[key], count=counts[key]) for key in SEVERITIES]
    yield heading(say("Contradictions and holes in the document"))
    yield say(
        "Recomputing what the document says about itself gives {count} findings ({severities}); errors and warnings one by "
        "one in {findings}.",
        count=len(run.findings),
        severities=listing(graveness),
        findings=refer("findings"),
    )
    if grave:
        yield say("The gravest:")
        yield bullets(grave[:FIRST_FINDINGS])


def _list_points(run: Run) -> list[Block]:
    """The indicators that do not earn all their points; the others stand in the appendix."""
    table = list_all_points(run)
    lost = tuple(row for row in table.rows[:-1] if row[-2] != row[-1])
    if not lost:
        return []
    note = say("The others earn all their points ({points_all}).", points_all=refer("points_all"))
    title = say("Where points are lost now")
    return [replace(table, name="points", title=title, rows=(*lost, table.rows[-1]), note=note)]


def list_all_points(run: Run) -> Table:
    """Points of every indicator, and their sum."""
    table = make_assessment_table(run.plan, run.assessment).pick("indicator_id", "name", "earned", "full")
    scored = tuple(row for row in table.rows if row[-1] is not None)
    total = ("", say("Total"), run.assessment.points, run.assessment.full_points)
    return replace(
        table, name="points_all", title=say("Points earned now"), rows=(*scored, total), is_wide=False, has_total=True
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


def count_open(answer: Answer, assessment: Assessment) -> Table:
    """How many indicators of each status still have a target open, and how many targets these are."""
    years = listing(str(year) for year in answer.problem.milestones)
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
