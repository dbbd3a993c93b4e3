"""What the command line shows of the reports due: the sentences, then who owes how many, on one screen; all of them where asked for."""

from collections.abc import Sequence

from peakfolio.assess.duties import Duty
from peakfolio.plan.plan import Plan
from peakfolio.render.console.screen import Screen
from peakfolio.report.duties import describe_duties, list_unit_tables, make_duty_table
from peakfolio.words import say

MOST_UNITS = (10, 4)  # overdue, due next: one screen of 40 lines
SHOWN = ("key", "subject", "reporter", "figure", "due", "since", "last_report")


def show_due(screen: Screen, plan: Plan, day: str, duties: Sequence[Duty], *, is_full: bool) -> None:
    """The roster: by unit, or report by report."""
    first, *others = describe_duties(plan, day, duties)
    screen.say(first, "bold")
    screen.say_each(others, "  - ")
    if is_full:
        screen.console.print()
        screen.show_table(make_duty_table(plan, duties).pick(*SHOWN))
        return
    for table, most in zip(list_unit_tables(duties), MOST_UNITS, strict=True):
        if table.rows:
            screen.console.print()
            screen.say(table.title, "bold")
            screen.show_table(table.first(most))
            more = len(table.rows) - most
            if more > 0:
                screen.say(say("and {more} more units; everything: --full", more=more))
