"""The sheets of the planner's workbook in their order."""

from collections.abc import Callable

from peakfolio.report.chapters.book.effects import list_effects
from peakfolio.report.chapters.book.grids import Book
from peakfolio.report.chapters.book.lists import (
    compare,
    explain_terms,
    follow_delivery,
    list_contradictions,
    list_grounds,
    list_missed,
    list_risks,
    show_standing,
    tell_identity,
)
from peakfolio.report.chapters.book.money import spread_money
from peakfolio.report.chapters.book.paths import draw_carbon, trace_budget
from peakfolio.report.chapters.book.projects import list_projects
from peakfolio.report.chapters.book.targets import list_targets
from peakfolio.report.content import Sheet

BUILDERS: tuple[Callable[[Book], Sheet | None], ...] = (
    list_projects,
    list_targets,
    list_effects,
    spread_money,
    compare,
    trace_budget,
    follow_delivery,
    list_missed,
    show_standing,
    draw_carbon,
    list_risks,
    list_contradictions,
    list_grounds,
    explain_terms,
    tell_identity,
)


def compose_book(book: Book) -> tuple[Sheet, ...]:
    """Every sheet there is something to put on."""
    return tuple(each for each in (build(book) for build in BUILDERS) if each is not None)
