"""The answer on a console: the headline, what is needed, what stays missed, what it rests on, and other readings."""

from peakfolio.portfolio.answering import Answer
from peakfolio.render.console.screen import Screen
from peakfolio.report.grouping import group_reasons
from peakfolio.report.portfolio import READINGS, list_chosen, list_measures, make_switch_table
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline, list_caveats
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.words import say


def _show_undecided(screen: Screen, answer: Answer) -> None:
    """Before any effect is known: where the indicators stand, what the pool costs, and who is named for what."""
    for table in list_undecided_tables(answer):
        screen.say(table.title, style="bold")
        screen.show_table(table)
        screen.console.print()
    measures = list_measures(answer)
    if measures.rows:
        screen.say(measures.title, style="bold")
        screen.show_table(measures)


def show_answer(screen: Screen, answer: Answer) -> None:
    """The answer first, then what is needed, what is out of reach, and what changes with other readings."""
    screen.console.print()
    screen.say(headline(answer), style="bold")
    screen.console.print()
    if answer.is_undecided:
        _show_undecided(screen, answer)
        return
    chosen, measures = list_chosen(answer), list_measures(answer)
    screen.show_table(chosen.drop("reason"))
    if measures.rows:
        screen.console.print()
        screen.say(measures.title)
        screen.show_table(measures.drop("reason"))
    reasons = group_reasons(answer, [str(key) for key, *_ in (*chosen.rows, *measures.rows) if key])
    if reasons:
        screen.console.print()
        screen.say(say("Why these:"))
        screen.say_each(reasons, "  - ")
    if answer.choice.reaches:
        screen.console.print()
        screen.say(say("Targets that stay missed:"))
        screen.say_each((explain_reach(answer, reach) for reach in answer.choice.reaches), "  - ")
    caveats = list_caveats(answer)
    if caveats:
        screen.console.print()
        screen.say(say("This answer rests on:"))
    screen.say_each(caveats)
    screen.console.print()
    screen.say(say("If the effects are read otherwise:"))
    screen.show_table(make_switch_table(answer).pick(*READINGS))
