"""Who reports what, as tables and sentences: what is overdue first, then what is due next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peakfolio.assess.duties import Duty, LastReport, Subject, UnitOrigin, list_overdue
from peakfolio.assess.duty_forms import MONEY_UNIT, PROJECT_STATUSES, STATES
from peakfolio.plan.plan import Plan
from peakfolio.report.content import Table, Worded, name_column, number_column, tabulate, text_column, year_column
from peakfolio.report.names import name_indicator, read_all, show_value
from peakfolio.words import NOTHING, Name, Words, listing, say, say_many

NAMED = 4  # keys that a line names
ORIGINS: dict[UnitOrigin, Words] = {
    "plan": say("as the plan names it"),
    "whole": say("that of the whole indicator"),
    "projects": say("lead units of the projects that serve it"),
    "none": say("the plan names none"),
}
SUBJECTS: dict[Subject, Words] = {"indicator": say("Indicator"), "project": say("Project")}
NOBODY = say("no unit named")


@dataclass(frozen=True)
class UnitDuties:
    """The reports that a unit owes by one day, or since one day."""

    reporter: str | None
    due: date
    duties: tuple[Duty, ...]


def group_duties(duties: Sequence[Duty], *, is_by_day: bool = False) -> tuple[UnitDuties, ...]:
    """The duties of each unit under the oldest day they wait since; by day, those of each day under it."""
    groups: dict[tuple[str | None, date | None], list[Duty]] = {}
    for each in duties:
        groups.setdefault((each.reporter, each.due if is_by_day else None), []).append(each)
    found = (
        UnitDuties(reporter, min(each.since for each in kept), tuple(kept)) for (reporter, _), kept in groups.items()
    )
    return tuple(sorted(found, key=lambda each: (each.due, -len(each.duties), each.reporter or "")))


def name_reporter(reporter: str | None) -> Words:
    """A unit by its name; said where there is none."""
    return NOBODY if reporter is None else Name(reporter, reporter)


def name_subject(plan: Plan, duty: Duty) -> Words:
    """The indicator or project a report is of."""
    return name_indicator(plan, duty.key) if duty.subject == "indicator" else plan.project_by_id[duty.key].name


def say_figure(duty: Duty) -> Words:
    """Which figure is to be reported."""
    if duty.subject == "project":
        return say("state and money ({unit})", unit=MONEY_UNIT)
    if not duty.is_number:
        return say("state in {year}", year=str(duty.year))
    if duty.unit is None:
        return say("value of {year}", year=str(duty.year))
    return say("value of {year} ({unit})", year=str(duty.year), unit=duty.unit)


def say_period(duty: Duty) -> Words | str:
    """The time it is of: a year, or the months of a period."""
    if duty.subject == "indicator":
        return str(duty.year)
    return say("{first} to {last}", first=f"{duty.first:%Y-%m}", last=f"{duty.last_day:%Y-%m}")


def say_last(plan: Plan, duty: Duty) -> Words:
    """The last report that is known, with its day."""
    last = duty.last
    if last is None:
        return say("nothing known")
    if last.status is not None:
        return say("{status} ({day})", status=PROJECT_STATUSES[last.status], day=last.known_on)
    return say("{value} ({year})", value=_show_seen(plan, duty.key, last), year=str(last.year))


def _show_seen(plan: Plan, key: str, last: LastReport) -> Words:
    if last.value is not None:
        return show_value(plan, key, last.value)
    return STATES.get(last.state or "", NOTHING)


def make_duty_table(plan: Plan, duties: Sequence[Duty]) -> Table:
    """Every report due, one by one."""
    return tabulate(
        "duties",
        say("Reports due"),
        duties,
        (text_column("key", say("No."), 0.6), lambda each: each.key),
        (text_column("kind", say("Kind"), 0.6, SUBJECTS), lambda each: each.subject),
        (name_column("subject", say("What")), lambda each: name_subject(plan, each)),
        (text_column("reporter", say("Unit that reports"), 1.2), lambda each: Worded(each.reporter, name_reporter(each.reporter))),
        (text_column("reporter_from", say("Unit taken from"), 0.9, ORIGINS), lambda each: each.reporter_from),
        (name_column("figure", say("Figure"), 1.2), say_figure),
        (year_column("year", say("Year of the figure")), lambda each: each.year),
        (text_column("first", say("Period from"), 0.7), lambda each: each.first.isoformat()),
        (text_column("last_day", say("Period to"), 0.7), lambda each: each.last_day.isoformat()),
        (text_column("due", say("Due"), 0.7), lambda each: each.due.isoformat()),
        (text_column("since", say("First due on"), 0.7), lambda each: each.since.isoformat()),
        (number_column("missed", say("Reports missing"), digits=0), lambda each: each.missed),
        (name_column("last_report", say("Last known"), 1.0), lambda each: say_last(plan, each)),
        (text_column("known_on", say("Published"), 0.7), lambda each: None if each.last is None else each.last.known_on),
        is_wide=True,
    )  # fmt: skip


def make_unit_table(name: str, title: Words, duties: Sequence[Duty]) -> Table:
    """The reports of each unit, counted, with the keys of the first."""
    return tabulate(
        name,
        title,
        group_duties(duties),
        (name_column("reporter", say("Unit that reports"), 1.6), lambda each: name_reporter(each.reporter)),
        (number_column("indicators", say("Indicators"), digits=0), lambda each: _count(each, "indicator")),
        (number_column("projects", say("Projects"), digits=0), lambda each: _count(each, "project")),
        (text_column("since", say("First due on"), 0.9), lambda each: each.due.isoformat()),
        (name_column("keys", say("Which"), 1.6), _name_keys),
    )


def _count(unit: UnitDuties, subject: str) -> int:
    return sum(each.subject == subject for each in unit.duties)


def _name_keys(unit: UnitDuties) -> Words:
    keys = list(dict.fromkeys(each.key for each in unit.duties))
    shown: list[Words | str] = list(keys[:NAMED])
    return listing([*shown, say("{more} others", more=len(keys) - NAMED)] if len(keys) > NAMED else shown)


def list_unit_tables(duties: Sequence[Duty]) -> tuple[Table, Table]:
    """What is overdue by unit, and what is due next."""
    late = list_overdue(duties)
    ahead = tuple(each for each in duties if not each.is_overdue)
    next_table = make_unit_table("due_next", say("Due next, by unit"), ahead).retitle(since=say("Due"))
    return make_unit_table("overdue", say("Overdue, by unit"), late), next_table


def say_overdue(duties: Sequence[Duty]) -> Words:
    """One sentence: how many reports are overdue, of how many units, and since when the oldest."""
    late = list_overdue(duties)
    if not late:
        return say("No report is overdue.")
    units = {each.reporter for each in late if each.reporter is not None}
    nameless = sum(each.reporter is None for each in late)
    return say_many(
        "{n} report is overdue ({indicators} of indicators, {projects} of projects), the oldest due on {since}{units}{nameless}.",
        "{n} reports are overdue ({indicators} of indicators, {projects} of projects), the oldest due on {since}{units}{nameless}.",
        len(late),
        indicators=sum(each.subject == "indicator" for each in late),
        projects=sum(each.subject == "project" for each in late),
        since=min(each.since for each in late).isoformat(),
        units=say_many("; {n} unit owes them", "; {n} units owe them", len(units)) if units else NOTHING,
        nameless=say_many("; for {n} the plan names no unit", "; for {n} the plan names no unit", nameless) if nameless else NOTHING,
    )  # fmt: skip


def describe_duties(plan: Plan, day: str, duties: Sequence[Duty]) -> tuple[Words, ...]:
    """What is overdue, what comes next, and where the days come from."""
    rhythm, ahead = plan.settings.reporting, [each for each in duties if not each.is_overdue]
    said: list[Words] = [
        say("{place}, as of {day}: {overdue}", place=plan.settings.region.name, day=day, overdue=say_overdue(duties))
    ]
    if ahead:
        said.append(
            say_many(
                "{n} more is due next, the first on {due}.",
                "{n} more are due next, the first on {due}.",
                len(ahead),
                due=min(each.due for each in ahead).isoformat(),
            )
        )
    said.append(
        say(
            "Days by convention ([reporting] of plan.toml): figures of a year by the end of month {month} of the next, projects every "
            "{months} months.",
            month=rhythm.indicator_month,
            months=rhythm.project_months,
        )
    )
    return tuple(said)


def record_duties(plan: Plan, day: str, duties: Sequence[Duty]) -> dict[str, Any]:
    """The roster for programs: the sentences in every language, and every report due."""
    return {
        "region": plan.settings.region.id,
        "as_of": day,
        "overdue": len(list_overdue(duties)),
        "summary": [read_all(each) for each in describe_duties(plan, day, duties)],
        "duties": make_duty_table(plan, duties).to_records(),
    }


def name_all(plan: Plan, duties: Iterable[Duty]) -> Words:
    """What some reports are of, by key and name, each on a line."""
    lines = (
        say("{key} {name}: {figure}", key=each.key, name=name_subject(plan, each), figure=say_figure(each)) for each in duties
    )  # fmt: skip
    return listing(lines, Name("\n", "\n"))
