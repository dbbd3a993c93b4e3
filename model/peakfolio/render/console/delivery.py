"""What the command line shows of delivery: the answer, each target and project, what decides it, what-ifs, and the price of certainty."""

import contextlib
from collections.abc import Iterator, Mapping

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.render.console.screen import Screen, track_progress
from peakfolio.report.content import Table
from peakfolio.report.delivery.names import ASKED, COURSE_NAMES
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    PRICES,
    PROJECT_DATES,
    list_asked,
    list_prices,
    list_starts,
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
)
from peakfolio.words import Words, say, say_in


def show_summary(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The answer, the three portfolios side by side, and what it all rests on."""
    screen.console.print()
    screen.say(headline_delivery(outlook), style="bold")
    screen.console.print()
    screen.show_table(make_course_table(outlook).drop("course"))
    screen.console.print()
    screen.say(say("These probabilities rest on:"))
    screen.say_each(list_delivery_caveats(outlook, delays))


def show_delivery(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The summary, then every target, project and certainty."""
    show_summary(screen, outlook, delays)
    _show_part(screen, say("Probability that each target is met in time:"), make_chance_table(outlook))
    if outlook.chosen.delivery.jobs:
        dates = make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES[:-1])
        _show_part(screen, say("The projects of the chosen portfolio:"), dates)
    _show_part(screen, say("The price of certainty:"), list_prices(outlook).pick(*PRICES[:-1]))
    for asked, choice in list_asked(outlook).items():
        projects = list_starts(outlook, choice.portfolio)
        screen.console.print(f"  {screen.read(ASKED[asked])}: {screen.read(projects)}")


def show_changes(screen: Screen, outlook: DeliveryOutlook) -> None:
    """What-ifs and queue rules on the same luck, and how full the queues are."""
    said = say("What if: one thing changed, the same random numbers in every run, so differences count:")
    _show_part(screen, said, make_difference_table(outlook).drop("change", "subject"))
    _show_part(screen, say_in("months in it", "Queues:"), make_queue_table(outlook).drop("queue", "subject"))


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
