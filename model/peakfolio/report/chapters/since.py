"""The chapter on what came about since the plan was written: outcomes, breaks, projects, how good the forecasts were, and what moved."""

from collections import Counter
from collections.abc import Iterator

from peakfolio.plan.days import read_day
from peakfolio.plan.plan import Plan, Standpoint
from peakfolio.plan.progress_tables import ProjectReport, ReportedOutcome, SeriesBreak
from peakfolio.report.content import (
    MONEY,
    Block,
    Chapter,
    Text,
    bullets,
    heading,
    name_column,
    number_column,
    refer,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.report.names import name_action, name_indicator
from peakfolio.report.replan_tables import PROGRESS, make_change_table, make_silent_table
from peakfolio.report.replanning import say_answer, say_changes, say_money, say_reading, say_starts
from peakfolio.report.review.names import KNOWN_GRADES, show_outcome
from peakfolio.report.review.summary import headline_review, tell_record
from peakfolio.report.review.tables import make_apart_table
from peakfolio.report.standpoint import say_standpoint
from peakfolio.review.knowing import find_breaks
from peakfolio.run import Run
from peakfolio.words import Words, listing, say, say_in

NUMBER = text_column("no", say("No."), 0.5)


def tell_since(run: Run) -> Chapter | None:
    """What came about between the plan and the day it is read on; None where it is read as written."""
    stands = run.plan.standpoint
    if stands is None:
        return None
    blocks = [
        Text("answer", say_standpoint(run.plan)),
        *_tell_outcomes(stands),
        *_tell_breaks(stands),
        *_tell_projects(run, stands),
        *_tell_record(run),
        *_tell_changes(run),
    ]
    return Chapter("since", say("As of {day}: what came about", day=stands.day), tuple(blocks))


def _tell_outcomes(stands: Standpoint) -> Iterator[Block]:
    """The outcomes that took the place of a value of the plan, beside that value."""
    if not stands.taken:
        yield say(
            "No published value could take the place of one of the plan's: none is of this place, counted in the same way, and newer."
        )
        return
    plan = stands.written
    yield tabulate(
        "since_outcomes",
        say("Outcomes taken as starting values"),
        stands.taken,
        (NUMBER, lambda row: row.indicator_id),
        (name_column("name", say("Indicator"), 2.5), lambda row: name_indicator(plan, row.indicator_id)),
        (name_column("base", say("Value of the plan"), 1.2), lambda row: _show_own(plan, row)),
        (name_column("came", say("What came"), 1.2), lambda row: _show_came(plan, row)),
        (year_column("year", say("Year")), lambda row: row.year),
        (text_column("grade", say("Kind of source"), 0.8, KNOWN_GRADES), lambda row: row.grade),
    )


def _show_own(plan: Plan, row: ReportedOutcome) -> Words:
    own = plan.find_latest(row.indicator_id)
    if own is None:
        return say("none")
    shown = show_outcome(plan, row.indicator_id, own.value, own.state)
    return say("{value} ({year})", value=shown, year=str(own.year))


def _show_came(plan: Plan, row: ReportedOutcome) -> Words:
    return show_outcome(plan, row.indicator_id, row.value, row.state)


def _tell_breaks(stands: Standpoint) -> Iterator[Block]:
    """The series that are counted in another way since the plan's own value."""
    plan, year = stands.written, read_day(stands.day)[0]
    cut = [row for each in plan.measured_indicators for row in find_breaks(plan, each.indicator_id, year)]
    if not cut:
        return
    newest = _find_newest_beyond(stands, cut)
    yield tabulate(
        "since_breaks",
        say("Counted in another way since: newer values are not compared with the plan's"),
        cut,
        (NUMBER, lambda row: row.indicator_id),
        (name_column("name", say("Indicator"), 1.5), lambda row: name_indicator(plan, row.indicator_id)),
        (year_column("since", say("Since")), lambda row: row.first_year),
        (name_column("before", say("Way of counting before"), 1.5), lambda row: row.before),
        (name_column("after", say("Way of counting after"), 1.5), lambda row: row.after),
        (name_column("newest", say("Newest value"), 1.0), lambda row: newest.get(row.indicator_id, say("none"))),
    )


def _find_newest_beyond(stands: Standpoint, cut: list[SeriesBreak]) -> dict[str, Words]:
    """Of each series that was cut the newest value known by the day that is counted in the new way."""
    plan, first = stands.written, {row.indicator_id: row.first_year for row in cut}
    known = [row for row in plan.outcomes if row.is_used and read_day(row.known_on) <= read_day(stands.day)]
    beyond = [row for row in known if row.year >= first.get(row.indicator_id, row.year + 1)]
    return {
        row.indicator_id: say("{value} ({year})", value=_show_came(plan, row), year=str(row.year))
        for row in sorted(beyond, key=lambda row: (row.year, read_day(row.known_on)))
    }


def _tell_projects(run: Run, stands: Standpoint) -> Iterator[Block]:
    """The projects that were reported on, by state, and those of which nothing is known."""
    plan = stands.written
    if not plan.projects:
        return
    yield heading(say("Where the projects stand"))
    counts = Counter[str](row.status for row in stands.reports.values())
    parts = [say("{state}: {count}", state=said, count=counts[key]) for key, said in PROGRESS.items() if counts[key]]
    if parts:
        told = listing(parts, say_in("between parts of a sentence", ", "))
        yield say("Reported, of {all} projects: {told}.", all=len(plan.projects), told=told)
        rows = [stands.reports[row.project_id] for row in plan.projects if row.project_id in stands.reports]
        yield tabulate(
            "since_projects",
            say("Projects that were reported on"),
            rows,
            (NUMBER, lambda row: row.project_id),
            (name_column("name", say("Project"), 2.5), lambda row: name_action(plan, row.project_id)),
            (text_column("status", say("State"), 0.8, PROGRESS), lambda row: row.status),
            (year_column("start", say("Start")), lambda row: row.start_year),
            (year_column("finish", say("Finish")), lambda row: row.finish_year),
            (number_column("spent", say("Spent"), MONEY), _find_spent),
            (text_column("known_on", say("Reported on"), 0.7), lambda row: row.known_on),
        )
    else:
        yield say("Of none of the {all} projects is there a report.", all=len(plan.projects))
    if run.replan is not None and stands.silent:
        yield say(
            "The projects that should have begun and are without a report: {silent}.", silent=refer("replan_silent")
        )
        yield make_silent_table(run.replan).file()


def _find_spent(row: ProjectReport) -> float | None:
    return row.final_cost_wan_yuan if row.final_cost_wan_yuan is not None else row.spent_wan_yuan


def _tell_record(run: Run) -> Iterator[Block]:
    """How good the forecasts from the plan's own date were."""
    if run.review is None:
        return
    yield heading(say("How good the forecasts were"))
    yield headline_review(run.review)
    told = tell_record(run.review)
    if told:
        yield bullets(told)
    apart = make_apart_table(run.review)
    if apart.rows:
        yield say("Published and set aside, each with its reason: {apart}.", apart=refer(apart.name))
        yield apart.file()


def _tell_changes(run: Run) -> Iterator[Block]:
    """What became of the former answer."""
    found = run.replan
    if found is None:
        return
    yield heading(say("What is asked today") if found.former is None else say("What becomes of the former answer"))
    yield say_answer(found)
    told = (*say_changes(found), *say_starts(found), *say_reading(found), *say_money(found))
    if told:
        yield bullets(told)
    table = make_change_table(found)
    if table.rows:
        yield table.round_money()
