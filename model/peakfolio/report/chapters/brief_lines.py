"""The page to decide by on a narrow screen: names of one line, headings of two, and targets in two sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_fates import (
    BETWEEN,
    UNCLEAR,
    Fate,
    FirstFew,
    find_fates,
    show_asked,
    show_level,
    show_likely,
)
from peakfolio.report.chapters.brief_tables import list_brief_options, list_projects
from peakfolio.report.chapters.options import Option
from peakfolio.report.content import MONEY, Cell, Table
from peakfolio.report.wrapping import fit_lines
from peakfolio.words import NOTHING, SPACE, Language, Words, listing, say

MOST_ROWS = 8  # projects
NAME_LINE = 42  # Latin letters of a name in a table
LINES = 95  # Latin letters of a list: with its head two lines


def list_project_lines(answer: Answer, options: Sequence[Option]) -> Table:
    """The projects without lead units and targets; measures are told in a sentence."""
    return _narrow(list_projects(answer, options, MOST_ROWS, is_narrow=True).drop("lead_zh", "targets"))


def _narrow(table: Table) -> Table:
    """The table with names of one line, years of the first option alone, and headings of two lines."""
    names, years = table.keys.index("name"), table.keys.index("years")

    def shorten(place: int, cell: Cell) -> Cell:
        if place == names and isinstance(cell, Words):
            return OneLine(cell)
        return cell.partition(" (")[0] if place == years and isinstance(cell, str) else cell

    rows = (tuple(shorten(place, cell) for place, cell in enumerate(row)) for row in table.rows)
    return replace(_head_briefly(table), rows=tuple(rows))


def _head_briefly(table: Table) -> Table:
    """Money under its unit alone, which says what it is."""
    columns = (replace(each, title=MONEY, unit="") if each.key == "cost_wan_yuan" else each for each in table.columns)
    return replace(table, columns=tuple(columns)).retitle(options=say("Option"))


@dataclass(frozen=True)
class OneLine(Words):
    """A name cut to one line of a narrow table, with a sign that it was cut."""

    name: Words

    def read(self, language: Language) -> str:
        """The name in one language."""
        return fit_lines(self.name.read(language), NAME_LINE, 1)


def list_option_lines(answer: Answer, options: Sequence[Option]) -> Table:
    """The options for a narrow screen."""
    table = list_brief_options(answer, options).drop("changes", note=NOTHING)
    return _head_briefly(table)


def tell_measures(answer: Answer) -> Words:
    """The measures that go with the projects, in one sentence."""
    plan = answer.plan
    keys = [key for key in answer.choice.portfolio.starts if key in plan.measure_by_id]
    return say("Measures without investment: {keys}.", keys=listing(keys)) if keys else NOTHING


def tell_missed(answer: Answer, options: Sequence[Option]) -> Words:
    """The targets that no choice meets in one sentence, each with the most that can be had against what is asked."""
    missed = [each for each in find_fates(answer, options) if not (each.outcome.is_reached or each.is_left)]
    fates = [each for each in missed if not each.is_unsettled and each.rank[0] != UNCLEAR]
    unclear = [each for each in missed if each.rank[0] == UNCLEAR]
    open_ones = [each for each in missed if each.is_unsettled]
    said = (
        _tell_fates(
            say("Out of reach, with the most that can be had ({count})", count=len(fates)),
            [_tell_short(answer, each) for each in fates],
        ),
        _tell_fates(
            say("Not settled in time, with the most that was found ({count})", count=len(open_ones)),
            [_tell_short(answer, each) for each in open_ones],
        ),
        _tell_fates(
            say("Unknown ({count})", count=len(unclear)),
            [wording.name_briefly(answer.plan, each.target.key) for each in unclear],
        ),
    )
    return listing((each for each in said if each is not NOTHING), SPACE) if missed else NOTHING


def tell_left(answer: Answer, options: Sequence[Option]) -> Words:
    """The targets that a choice could meet and this one does not, in one sentence, each with where it ends."""
    fates = [each for each in find_fates(answer, options) if each.is_left]
    return _tell_fates(
        say("Within reach and not taken, with what comes of them here ({count})", count=len(fates)),
        [_tell_short(answer, each) for each in fates],
    )


def tell_met(answer: Answer, options: Sequence[Option]) -> Words:
    """The targets that are met in one sentence, the least sure first."""
    fates = sorted((each for each in find_fates(answer, options) if each.outcome.is_met), key=lambda each: each.rank)
    letters = BETWEEN.join(each.letter for each in options)
    head = (
        say("Met, with how sure under {letters} ({count})", letters=letters, count=len(fates))
        if len(options) > 1
        else say("Met, with how sure ({count})", count=len(fates))
    )
    return _tell_fates(head, [_tell_sure(answer, each, options) for each in fates])


def _tell_fates(head: Words, items: list[Words]) -> Words:
    return say("{head}: {items}.", head=head, items=FirstFew(tuple(items), LINES)) if items else NOTHING


def _tell_short(answer: Answer, fate: Fate) -> Words:
    name, target = wording.name_briefly(answer.plan, fate.target.key), fate.target
    if target.is_state or target.is_trend:
        return name
    return say(
        "{name} {best} of {asked}", name=name, best=show_level(answer, fate, fate.best), asked=show_asked(answer, fate)
    )


def _tell_sure(answer: Answer, fate: Fate, options: Sequence[Option]) -> Words:
    likely = show_likely(answer, fate, options)
    return say("{name} {likely}", name=wording.name_briefly(answer.plan, fate.target.key), likely=likely)
