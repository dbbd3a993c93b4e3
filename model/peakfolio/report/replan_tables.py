"""The tables of a plan asked again: what became of each project, how each target stands, what can wait, the money, and what is not known."""

from collections.abc import Mapping

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Observation
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.replan.comparing import Change
from peakfolio.replan.replanning import Replan, Stand
from peakfolio.replan.spending import ProjectMoney
from peakfolio.replan.waiting import Wait
from peakfolio.report.content import (
    COST,
    MONEY,
    Cell,
    Table,
    Worded,
    name_column,
    number_column,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.report.names import (
    LONG,
    TRUTH,
    list_projects,
    name_action,
    name_briefly,
    name_indicator,
    show_money,
    show_value,
)
from peakfolio.report.targets import write_targets
from peakfolio.words import NOTHING, Name, Words, listing, say, say_in

COURSES: Mapping[str, Words] = {
    "kept": say_in("course of a project", "stays"),
    "moved": say_in("course of a project", "moved"),
    "dropped": say_in("course of a project", "drops out"),
    "new": say_in("course of a project", "new"),
}
PROGRESS: Mapping[str, Words] = {
    "planned": say_in("state of a project", "planned"),
    "approved": say_in("state of a project", "approved"),
    "under_way": say_in("state of a project", "under way"),
    "done": say_in("state of a project", "built"),
    "dropped": say_in("state of a project", "given up"),
}
STATES: Mapping[str, Words] = {
    "done": say("done"),
    "partial": say_in("state of a task", "partly done"),
    "not_done": say_in("state of a task", "not done"),
    "unknown": say("unknown"),
}
RESULTS: Mapping[str, Words] = {
    "met": say("met today"),
    "portfolio": say("met by the portfolio"),
    "missed": say("stays missed"),
    "open": say("not met today"),
    "unknown": say("not known"),
}
SERVICE: Mapping[str, Words] = {"yes": say("yes"), "no": say("no"), "unknown": say("not known how much")}
SERVES: Mapping[bool | None, str] = {True: "yes", False: "no", None: "unknown"}
SHOWN = ("indicator_id", "name", "milestone", "carried_from", "stands", "of", "result")
NUMBER = say("No.")
PROJECT = say("Project")


def list_replan_tables(found: Replan) -> tuple[Table, ...]:
    """Every table, what decides first."""
    return (
        make_change_table(found),
        make_waiting_table(found),
        make_stand_table(found),
        make_spent_table(found),
        make_silent_table(found),
    )


def shorten_tables(found: Replan) -> tuple[Table, ...]:
    """The same for a screen: of the targets those that are not met today, of the silent projects those of an answer."""
    changes, waiting, stands, money, silent = list_replan_tables(found)
    open_ones = stands.keep("result", [key for key in RESULTS if key != "met"])
    return changes, waiting, open_ones.pick(*SHOWN), money, silent.keep("is_chosen", (True,))


def make_change_table(found: Replan) -> Table:
    """The projects of the former answer and of today's: what became of each, and why."""
    plan, answer = found.written, found.now.answer

    def find_rest(each: Change) -> Cell:
        row = None if answer is None or each.becomes is None else answer.plan.project_by_id.get(each.project_id)
        share = 1.0 if answer is None else answer.choice.portfolio.shares.get(each.project_id, 1.0)
        return None if row is None or row.cost_wan_yuan is None else row.cost_wan_yuan * share

    return tabulate(
        "replan_projects",
        say("What becomes of the projects of the former answer, and what is new"),
        found.changes,
        (text_column("project_id", NUMBER, 0.5), lambda each: each.project_id),
        (name_column("name", PROJECT, 2.5), lambda each: name_action(plan, each.project_id)),
        (text_column("course", say("Becomes"), 0.8, COURSES), lambda each: each.course),
        (year_column("was", say("Start then")), lambda each: each.was),
        (year_column("becomes", say("Start now")), lambda each: each.becomes),
        (number_column("to_come_wan_yuan", say("Still to come"), MONEY), find_rest),
        (name_column("why", say("Why"), 4.0), lambda each: explain_change(found, each)),
    )


def explain_change(found: Replan, each: Change) -> Words:
    """Why a project stays, moves, goes or comes."""
    targets = list_targets(found, each.targets)
    others = listing([name_action(found.written, key) for key in each.others], LONG)
    first = found.now.standing.base_year + 1
    status = found.now.standing.find_status(each.project_id)
    reasons: Mapping[str | None, Words] = {
        "done": say("built already"),
        "reported_dropped": say("given up, as reported; it was to serve {targets}", targets=targets),
        "needs_dropped": say("it needs a project that was given up"),
        "out_of_reach": say("too late or too little by now for {targets}", targets=targets),
        "another_serves": say("{targets}: brought about by {others} now", targets=targets, others=others),
        "target_met": say("{targets}: met meanwhile", targets=targets),
        "not_asked": say("{targets}: no longer asked", targets=targets),
        "serves": say("now needed for {targets}", targets=targets),
        "no_former": say("for {targets}; there was no former answer", targets=targets),
    }
    if each.cause is not None:
        return reasons[each.cause]
    if status == "under_way":
        return say("under way; still needed for {targets}", targets=targets)
    if each.course == "moved" and each.was is not None and each.was < first:
        return say(
            "still needed for {targets}; {year} has passed without a report of a start",
            targets=targets,
            year=str(each.was),
        )
    return say("still needed for {targets}", targets=targets)


def list_targets(found: Replan, keys: tuple[str, ...]) -> Words:
    """The names of targets, each indicator once."""
    single = dict.fromkeys(TargetKey(key).indicator_id for key in keys)
    return listing([name_briefly(found.written, key) for key in single], LONG) if single else say("no target by itself")


def make_waiting_table(found: Replan) -> Table:
    """What each project that has not begun loses by waiting."""

    def tell_cost(each: Wait) -> Words:
        return tell_delay(found, each)

    return tabulate(
        "replan_waiting",
        say("What must start now and what can wait"),
        found.rolling.waits,
        (text_column("project_id", NUMBER, 0.5), lambda each: each.project_id),
        (name_column("name", PROJECT, 2.5), lambda each: name_action(found.written, each.project_id)),
        (year_column("start", say("Start now")), lambda each: each.start),
        (year_column("latest_start", say("Latest start")), lambda each: each.latest_start),
        (text_column("must_start", say("Cannot wait"), 0.7, TRUTH), lambda each: each.must_start),
        (name_column("year_costs", say("What waiting a year costs"), 3.0), tell_cost),
        note=say(
            "Latest start: all that is met stays met at no more money, if built on time and with the expected effects."
        ),
    )


def tell_delay(found: Replan, each: Wait) -> Words:
    """What a year of waiting costs: targets first, then money."""
    delay, first = each.delay, each.first_year
    if each.start > first:
        return say("starts later anyway")
    if delay.more_wan_yuan is None:
        return say("there is no portfolio without it")
    if delay.lost:
        return say("loses {targets}", targets=list_targets(found, delay.lost))
    if delay.is_free:
        return say("nothing")
    others = listing([name_action(found.written, key) for key in delay.others], LONG)
    money = show_money(delay.more_wan_yuan)
    return (
        say("{money} more: {others} instead", money=money, others=others)
        if delay.others
        else say("{money} more", money=money)
    )


def make_stand_table(found: Replan) -> Table:
    """Every target of the years to come: where it starts from, since when it is asked, and what becomes of it."""
    plan = found.now.standing.plan
    standard = choose_standard(plan, plan.find_scenario(found.asked.scenario_name))
    taken = set() if plan.standpoint is None else {row.indicator_id for row in plan.standpoint.taken}

    def say_asked(each: Stand) -> Words:
        return write_targets(plan.find_targets(each.key, standard, each.milestone))

    return tabulate(
        "replan_targets",
        say("Where the targets stand"),
        found.now.stands,
        (text_column("indicator_id", NUMBER, 0.5), lambda each: each.key),
        (name_column("name", say("Indicator"), 2.5), lambda each: name_indicator(plan, each.key)),
        (year_column("milestone", say("Asked of")), lambda each: each.milestone),
        (year_column("carried_from", say("Carried from")), lambda each: each.carried_from),
        (name_column("asked", say("Asked"), 2.0), say_asked),
        (name_column("stands", say("Starts from"), 1.2), lambda each: show_seen(plan, each.key, each.verdict.seen)),
        (
            year_column("of", say("Value of")),
            lambda each: None if each.verdict.seen is None else each.verdict.seen.year,
        ),
        (text_column("is_outcome", say("Reported since"), 0.7, TRUTH), lambda each: each.key in taken),
        (text_column("result", say("Becomes"), 1.2, RESULTS), lambda each: find_result(found, each)),
        is_wide=True,
    )


def show_seen(plan: Plan, key: str, seen: Observation | None) -> Cell:
    """The value or state a target starts from; nothing where none is known."""
    if seen is None:
        return NOTHING
    if seen.value is not None:
        return Worded(seen.value, show_value(plan, key, seen.value))
    return STATES.get(seen.state or "unknown", Name("", ""))


def find_result(found: Replan, each: Stand) -> str:
    """The code of what becomes of a target."""
    if each.verdict.status != "not_met":
        return "met" if each.verdict.status == "met" else "unknown"
    answer = found.now.answer
    outcome = None if answer is None else _find_outcome(answer, each)
    if outcome is None:
        return "open"
    return "portfolio" if outcome.is_met else "unknown" if outcome.is_reached else "missed"


def _find_outcome(answer: Answer, each: Stand) -> Outcome | None:
    wanted = (each.key, TargetKey.make(each.key, each.milestone))
    return next((one for one in answer.verification.outcomes if one.key in wanted), None)


def make_spent_table(found: Replan) -> Table:
    """The money of the projects that have been reported on."""

    def name(each: ProjectMoney) -> Words:
        return name_action(found.written, each.project_id)

    return tabulate(
        "replan_money",
        say("Money spent, still to come, and lost"),
        found.money.projects,
        (text_column("project_id", NUMBER, 0.5), lambda each: each.project_id),
        (name_column("name", PROJECT, 2.5), name),
        (text_column("status", say("State"), 0.8, PROGRESS), lambda each: each.status),
        (number_column("spent_wan_yuan", say("Spent"), MONEY), lambda each: each.spent_wan_yuan),
        (number_column("to_come_wan_yuan", say("Still to come"), MONEY), lambda each: each.to_come_wan_yuan),
        (text_column("serves", say("Serves a target"), 0.8, SERVICE), lambda each: SERVES[each.serves]),
    )


def make_silent_table(found: Replan) -> Table:
    """The projects that should have begun and of which nothing is known, those of either answer first."""
    chosen: set[str] = set()
    for answer in (found.former, found.now.answer):
        chosen |= set() if answer is None else set(list_projects(answer.plan, answer.choice.portfolio))
    silent = sorted(find_silent(found), key=lambda key: key not in chosen)
    rows = [found.written.project_by_id[key] for key in silent]
    return tabulate(
        "replan_silent",
        say("Projects that should have begun and of which there is no report"),
        rows,
        (text_column("project_id", NUMBER, 0.5), lambda row: row.project_id),
        (name_column("name", PROJECT, 3.0), lambda row: name_action(found.written, row.project_id)),
        (year_column("start_year", say("Printed start")), lambda row: row.start_year),
        (year_column("end_year", say("Printed end")), lambda row: row.end_year),
        (COST, lambda row: row.cost_wan_yuan),
        (name_column("lead", say("Lead unit"), 1.5), lambda row: Name(row.lead_zh or "", row.lead_zh or "")),
        (text_column("is_chosen", say("Chosen"), 0.6, TRUTH), lambda row: row.project_id in chosen),
    )


def find_silent(found: Replan) -> tuple[str, ...]:
    """The projects without a report, however they are taken."""
    readings = (found.now, *(() if found.other is None else (found.other,)))
    return next((each.standing.silent for each in readings if each.silent == "planned"), ())
