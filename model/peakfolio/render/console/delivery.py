"""What the command line shows of delivery: the answer, each target and project, what decides it, what-ifs, and the price of certainty."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.render.console.screen import Screen, track_progress
from peakfolio.report.content import Cell, Table
from peakfolio.report.delivery.names import ASKED, COURSE_NAMES
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    list_asked,
    list_prices,
    list_starts,
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
)
from peakfolio.words import SEMICOLON, Words, listing, say, say_in

# What of each table decides; --json has all.
COURSES = ("name", "cost_wan_yuan", "aims", "by", "chance", "sure_by")
DATES = ("action_id", "name", "planned_end_year", "in_service_q50", "on_time", "breaks")
PRICES = ("asked", "alpha", "by", "cost_wan_yuan", "given_up", "fresh", "is_reached")
LEAST_MOVE = 0.005


def show_summary(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The answer, the three portfolios side by side, and what it all rests on."""
    screen.console.print()
    screen.say(headline_delivery(outlook), style="bold")
    screen.console.print()
    screen.show_table(make_course_table(outlook).pick(*COURSES))
    screen.console.print()
    screen.say(say("These probabilities rest on:"))
    screen.say_each(list_delivery_caveats(outlook, delays))


def show_delivery(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The summary, then every target, project and certainty."""
    show_summary(screen, outlook, delays)
    _show_part(screen, say("Probability that each target is met in time:"), make_chance_table(outlook))
    if outlook.chosen.delivery.jobs:
        dates = make_project_delivery_table(outlook, "chosen").pick(*DATES)
        _show_part(screen, say("The projects of the chosen portfolio:"), dates)
    _show_part(screen, say("The price of certainty:"), list_prices(outlook).pick(*PRICES))
    screen.say_each(
        (
            say("{place}: {said}", place=ASKED[asked], said=list_starts(outlook, choice.portfolio))
            for asked, choice in list_asked(outlook).items()
        ),
        "  - ",
    )


def show_changes(screen: Screen, outlook: DeliveryOutlook) -> None:
    """What-ifs and queue rules on the same luck, those that move most first, and how full the queues are."""
    said = say("What if: one thing changed, the same random numbers in every run, so differences count:")
    screen.console.print()
    screen.say(said)
    for course, table in _split(make_difference_table(outlook)):
        place = table.keys.index("gained")
        moves = sorted(table.rows, key=lambda row: -abs(_read_gain(row[place])))
        unchanged = [row for row in table.rows if row[0] == "none"]
        rows = [row for row in moves if abs(_read_gain(row[place])) >= LEAST_MOVE]
        still = [row[table.keys.index("name")] for row in moves if row not in (*unchanged, *rows)]
        screen.say(COURSE_NAMES[course], "bold")
        screen.show_table(replace(table, rows=(*unchanged, *rows)).pick("name", "chance", "gained", "missed"))
        if still:
            names = listing((each for each in still if isinstance(each, Words | str)), SEMICOLON)
            screen.say(say("Moves it by less than half a percentage point: {names}.", names=names))
    screen.console.print()
    screen.say(say_in("months in it", "Queues:"))
    for course, table in _split(make_queue_table(outlook)):
        screen.say(COURSE_NAMES[course], "bold")
        screen.show_table(table.drop("portfolio", "queue", "subject"))


def _split(table: Table) -> Iterator[tuple[str, Table]]:
    """A table for each portfolio in it, which need not name it in every row."""
    place = table.keys.index("portfolio")
    for course in dict.fromkeys(str(row[place]) for row in table.rows):
        yield course, table.keep("portfolio", (course,))


def _read_gain(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _show_part(screen: Screen, said: Words, table: Table) -> None:
    screen.console.print()
    screen.say(said)
    screen.show_table(table)


@contextlib.contextmanager
def watch_batches(screen: Screen) -> Iterator[Watch]:
    """A progress bar with the time left on the error stream, moved by the batches of each ensemble."""
    with track_progress() as move:

        def watch(label: str, done: int, total: int) -> None:
            name = COURSE_NAMES.get(label)
            move(name.read(screen.language) if name is not None else label, done, total)

        yield watch
