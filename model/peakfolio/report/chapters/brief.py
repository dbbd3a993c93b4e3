"""The one page to decide by: what was asked and found, the options, what becomes of every target, and the conditions that decide."""

from collections.abc import Iterator
from dataclasses import replace

from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_advice import say_advice
from peakfolio.report.chapters.brief_carbon import say_carbon
from peakfolio.report.chapters.brief_conditions import list_brief_conditions
from peakfolio.report.chapters.brief_fates import list_fates
from peakfolio.report.chapters.brief_lines import (
    list_option_lines,
    list_project_lines,
    tell_left,
    tell_measures,
    tell_met,
    tell_missed,
)
from peakfolio.report.chapters.brief_open import assess_today, judge_today, list_open_now
from peakfolio.report.chapters.brief_tables import list_brief_options, list_projects
from peakfolio.report.chapters.brief_words import Facts, say_found, say_obstacle, say_standing, tell_score
from peakfolio.report.chapters.options import Option, list_options
from peakfolio.report.content import Block, Chapter, Table, Text, bullets
from peakfolio.words import NOTHING, SPACE, listing, say


def write_brief(facts: Facts) -> Chapter:
    """The page; what was not worked out is left out, and what cannot be answered says so."""
    return Chapter("brief", say("Decision page"), tuple(_list_blocks(facts)))


def write_lines(facts: Facts) -> Chapter:
    """The same for a screen of a few lines: targets in two sentences, measures in one."""
    answer = facts.answer
    if answer is None or answer.is_undecided:
        page = write_brief(facts)
        return replace(page, blocks=tuple(_narrow_open(each) for each in page.blocks))
    return Chapter("brief", say("Decision page"), tuple(_list_lines(facts, answer)))


def _narrow_open(block: Block) -> Block:
    """The table of open targets without the words of the document and those named for them."""
    return block.pick("name", "now", "missing") if isinstance(block, Table) else block


def _list_lines(facts: Facts, answer: Answer) -> Iterator[Block]:
    options, advice = find_options(facts), say_advice(facts, find_options(facts))
    yield Text("answer", listing((say_found(answer), *tell_score(facts)), SPACE))
    yield from [] if advice is NOTHING else [Text("answer", advice)]
    if wording.list_projects(answer.plan, answer.choice.portfolio):
        yield list_project_lines(answer, options)
    yield from [list_option_lines(answer, options)] if options else []
    said = (tell_measures(answer), tell_missed(answer, options), tell_left(answer, options), tell_met(answer, options))
    yield from (each for each in said if each is not NOTHING)
    yield from list(_list_conditions(facts, options))[1:]  # without the heading


def _list_blocks(facts: Facts) -> Iterator[Block]:
    """What decides comes first: what was found and is advised, what to build, the options, the conditions; every target stands last."""
    answer = facts.answer
    if answer is None or answer.is_undecided:
        today = assess_today(facts.plan) if answer is None else judge_today(facts.plan, answer.scenario)
        yield Text("answer", say_standing(today))
        yield Text("answer", say_obstacle(facts))
        yield from _list_conditions(facts)
        table = list_open_now(facts.plan, today)
        yield from [table] if table.rows else []
        return
    options = find_options(facts)
    yield Text("answer", listing((say_found(answer), *tell_score(facts)), SPACE))
    advice = say_advice(facts, options)
    yield from [] if advice is NOTHING else [Text("answer", advice)]
    if answer.choice.portfolio.starts:
        yield list_projects(answer, options)
    yield from [list_brief_options(answer, options)] if options else []
    yield from _list_conditions(facts, options)
    yield list_fates(answer, options, facts.lost_points)


def _list_conditions(facts: Facts, options: tuple[Option, ...] = ()) -> Iterator[Block]:
    """What to know before deciding, and the carbon path in a sentence."""
    yield say("Before deciding:")
    yield bullets(list_brief_conditions(facts, options), is_numbered=True)
    if facts.outlook is not None:
        yield say_carbon(facts.outlook)


def find_options(facts: Facts) -> tuple[Option, ...]:
    """The options to decide between; none where nothing was delivered or nothing is met."""
    if facts.delivery is None or not facts.delivery.aims:
        return ()
    first, *others = list_options(facts.delivery, {"chosen": None, **facts.points})
    return (first, *(each for each in others if not _is_same(first, each)))


def _is_same(first: Option, other: Option) -> bool:
    """Whether an option builds the same in the same years for the same targets, so that there is nothing to decide."""
    return first.portfolio.starts == other.portfolio.starts and other.by == first.by and not other.dropped
