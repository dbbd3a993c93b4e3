"""What is said first of a plan asked again: what is asked today, what changes, what must start, and what is not known."""

from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.portfolio.answering import Answer
from peakfolio.replan.replanning import Reading, Replan
from peakfolio.report.content import Block, Text
from peakfolio.report.names import CENT, LONG, Capitalised, list_projects, name_action, show_money
from peakfolio.report.replan_tables import RESULTS, find_result, find_silent, list_replan_tables, shorten_tables
from peakfolio.report.standpoint import say_standpoint
from peakfolio.words import NOTHING, Name, Words, listing, say, say_many

MOST_NAMED = 6
SPACE = Name("", " ")
JOINED = Name("、", " and ")


def say_first(found: Replan) -> tuple[Words, ...]:
    """The sentences that decide, in their order."""
    return (
        say_standpoint(found.now.standing.plan),
        say_answer(found),
        *say_changes(found),
        *say_starts(found),
        *say_reading(found),
        *say_money(found),
        *say_carried(found),
        *say_lacks(found),
    )


def say_answer(found: Replan) -> Words:
    """How many targets are asked, met today, to be had, and open, and what they cost from here."""
    counts = count_results(found)
    today = [each.verdict.status for each in found.now.stands]
    met, missed = today.count("met"), today.count("not_met")
    years = listing([str(year) for year in found.milestones])
    said = say(
        "{all} targets are asked of {years}: by their newest values {met} are met, {open} are not, of {unknown} it is not known.",
        all=len(found.now.stands),
        years=years,
        met=met,
        open=missed,
        unknown=len(today) - met - missed,
    )
    answer = found.now.answer
    if answer is None or not found.now.is_weighed:
        return said
    parts = [said, _say_built(found, counts["portfolio"], counts["missed"])]
    unsure = missed - counts["portfolio"] - counts["missed"] - counts["open"]
    if unsure:
        parts.append(
            say_many(
                "Of {n} more nobody knows how far projects bring it.",
                "Of {n} more nobody knows how far projects bring them.",
                unsure,
            )
        )
    return listing(parts, SPACE)


def _say_built(found: Replan, met: int, missed: int) -> Words:
    """What the answer brings beside what stands today: what is built and not yet in the values, and what is to be built."""
    answer, ahead = found.now.answer, list_ahead(found.now)
    if answer is None:
        return NOTHING
    chosen, measures = answer.choice.portfolio.starts, answer.plan.measure_by_id
    parts: list[Words] = []
    if len(ahead) < len(list_projects(answer.plan, answer.choice.portfolio)):
        parts.append(say("what is built"))
    if ahead:
        money = show_money(answer.verification.cost_wan_yuan)
        parts.append(
            say_many(
                "{n} project for {money} still to come",
                "{n} projects for {money} still to come",
                len(ahead),
                money=money,
            )
        )
    count = sum(key in measures for key in chosen)
    if count:
        parts.append(say_many("{n} policy measure without investment", "{n} policy measures without investment", count))
    if not parts:
        return say("Nothing that can be chosen meets any of the others.")
    return say(
        "{parts} can meet {met} of them if carried out on time; {missed} stay missed.",
        parts=Capitalised(listing(parts, JOINED)),
        met=met,
        missed=missed,
    )


def list_ahead(reading: Reading) -> list[str]:
    """The projects of an answer that are not built yet."""
    if reading.answer is None:
        return []
    chosen = list_projects(reading.answer.plan, reading.answer.choice.portfolio)
    return [key for key in chosen if reading.standing.find_status(key) != "done"]


def count_results(found: Replan) -> Mapping[str, int]:
    """How many targets become what."""
    results = [find_result(found, each) for each in found.now.stands]
    return {key: results.count(key) for key in RESULTS}


def say_changes(found: Replan) -> Iterator[Words]:
    """What becomes of the former answer in numbers."""
    if found.former is None or not found.now.is_weighed:
        return
    counts = {
        course: sum(each.course == course for each in found.changes) for course in ("kept", "moved", "dropped", "new")
    }
    yield say_many(
        "Of the {n} project of the former answer {kept} stays, {moved} moves, {dropped} drops out; {new} are new.",
        "Of the {n} projects of the former answer {kept} stay, {moved} move, {dropped} drop out; {new} are new.",
        len(found.changes) - counts["new"],
        **counts,
    )


def say_starts(found: Replan) -> Iterator[Words]:
    """What must start in the first year that is open, and what can wait."""
    rolling, first = found.rolling, str(found.now.standing.base_year + 1)
    must = [each.project_id for each in rolling.waits if each.must_start]
    free = [each for each in rolling.waits if not each.must_start]
    if must:
        yield say("These must start in {year}: {names}.", year=first, names=_name(found, must))
    elif rolling.waits:
        yield say(
            "Nothing must start in {year}: each project can wait a year at no cost, if then built on time.", year=first
        )
    if must and free:
        yield say("These can wait: {names}.", names=_name(found, [each.project_id for each in free]))
    if len(free) > 1 and not rolling.together.is_free:
        yield say("Not all of them at once, though: together that costs a target or money.")


def _name(found: Replan, keys: list[str]) -> Words:
    latest = {each.project_id: each.latest_start for each in found.rolling.waits}
    named: list[Words] = [
        say("{name} (latest start {year})", name=name_action(found.written, key), year=str(latest[key]))
        for key in keys[:MOST_NAMED]
    ]
    more = len(keys) - MOST_NAMED
    return listing([*named, *([say("and {more} more", more=more)] if more > 0 else [])], LONG)


def say_reading(found: Replan) -> Iterator[Words]:
    """What the answer is under the other reading of the projects without a report."""
    other, count = found.other, len(find_silent(found))
    if other is None or (other.answer is None and found.now.answer is None):
        return
    money = _say_cost(other)
    fields: dict[str, object] = {"met": other.met, "all": len(other.stands), "money": money, "here": found.now.met}
    if other.silent == "done":
        yield say_many(
            "If the {n} project without a report was built as printed: {met} of {all} targets (here {here}), {money}.",
            "If the {n} projects without a report were built as printed: {met} of {all} targets (here {here}), {money}.",
            count,
            **fields,
        )
    else:
        yield say_many(
            "The {n} project without a report is taken as built as printed. If it is not begun: {met} of {all} targets (here {here}), {money}.",
            "The {n} projects without a report are taken as built as printed. If none is begun: {met} of {all} targets (here {here}), {money}.",
            count,
            **fields,
        )
    if other.met != found.now.met or _say_cost(other) != _say_cost(found.now):
        yield say("Find out first which of them are built: it decides the answer.")


def _say_cost(reading: Reading) -> Words:
    if reading.answer is None:
        return say("no portfolio can be found")
    cost = reading.answer.verification.cost_wan_yuan
    return say("{money} still to come", money=show_money(cost)) if cost > CENT else say("no money still to come")


def say_money(found: Replan) -> Iterator[Words]:
    """The money spent and lost as far as it is known."""
    money = found.money
    if not found.written.projects:
        return
    if not money.projects:
        yield say("What has been spent is not known: there is no report of any project.")
        return
    spent, lost = show_money(money.spent_wan_yuan), show_money(money.lost_wan_yuan)
    assumed = found.asked.silent == "done" and bool(find_silent(found))
    if assumed:
        yield say(
            "{spent} are taken as spent, as printed, {lost} of it on projects that serve no target that is asked.",
            spent=spent,
            lost=lost,
        )
    else:
        yield say(
            "{spent} have been spent, {lost} of it on projects that serve no target that is asked.",
            spent=spent,
            lost=lost,
        )
    if money.unsized_wan_yuan > 0:
        yield say(
            "{money} of it went to projects of which nobody knows how much they bring.",
            money=show_money(money.unsized_wan_yuan),
        )
    if money.owed_wan_yuan > 0:
        yield say("{money} more is owed for what is built.", money=show_money(money.owed_wan_yuan))
    if money.unknown:
        yield say_many(
            "Of {n} project that has begun or was given up it is not known what was spent.",
            "Of {n} projects that have begun or were given up it is not known what was spent.",
            len(money.unknown),
        )


def say_carried(found: Replan) -> Iterator[Words]:
    """Which targets are asked again, and years of which the plan asks nothing itself."""
    carried = sum(each.carried_from is not None for each in found.now.stands)
    if found.unasked:
        years = listing([str(year) for year in found.unasked])
        yield say("The plan sets no target for {years}; what it asked before is asked again.", years=years)
    if carried:
        yield say_many(
            "{n} target is carried over from a year that has passed, or from an earlier milestone.",
            "{n} targets are carried over from a year that has passed, or from an earlier milestone.",
            carried,
        )
    apart = [each for each in found.now.standing.started if each.apart]
    if apart:
        yield say_many(
            "{n} indicator has been counted in another way since: its newer value stands apart, and the old one is kept.",
            "{n} indicators have been counted in another way since: their newer values stand apart, and the old ones are kept.",
            len(apart),
        )


def say_lacks(found: Replan) -> Iterator[Words]:
    """Why there is no portfolio, and what the package would need."""
    if found.now.refusal is not None:
        yield found.now.refusal
    elif not found.now.is_weighed:
        yield say("No project brings anything that could be counted, so there is no portfolio to choose.")
    if found.now.is_weighed and found.now.answer is not None and list_ahead(found.now):
        return
    for each in found.lacks:
        yield say("Missing for a portfolio: {said} ({file}).", said=each.said, file=each.file)


def write_replan(found: Replan) -> list[Block]:
    """What a reader sees: the sentences, then of every table that has a row what decides; files hold the whole tables."""
    stands, answer, *rest = say_first(found)
    blocks: list[Block] = [Text("answer", answer), stands, *rest]
    return [*blocks, *(each for each in shorten_tables(found) if each.rows)]


def describe_replan(found: Replan) -> Mapping[str, Any]:
    """The same as plain values."""
    return {
        "region": found.written.settings.region.id,
        "as_of": found.asked.day,
        "scenario": found.asked.scenario_name,
        "milestones": list(found.milestones),
        "silent": found.asked.silent,
        "former": _describe(found.former, None),
        "now": _describe(found.now.answer, found.now),
        "other": None if found.other is None else _describe(found.other.answer, found.other),
        "spent_wan_yuan": found.money.spent_wan_yuan if found.money.projects else None,
        "lost_wan_yuan": found.money.lost_wan_yuan if found.money.projects else None,
        "unsized_wan_yuan": found.money.unsized_wan_yuan if found.money.projects else None,
        "sentences": {language: [each.read(language) for each in say_first(found)] for language in ("zh", "en")},
        **{each.name: each.to_records() for each in list_replan_tables(found)},
    }


def _describe(answer: Answer | None, reading: Reading | None) -> Mapping[str, Any]:
    said: dict[str, Any] = {} if reading is None else {"targets": len(reading.stands), "met": reading.met}
    if answer is None:
        return {**said, "cost_wan_yuan": None, "starts": {}}
    return {**said, "cost_wan_yuan": answer.verification.cost_wan_yuan, "starts": dict(answer.choice.portfolio.starts)}
