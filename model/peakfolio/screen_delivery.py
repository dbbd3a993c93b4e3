"""What the command line shows of delivery: the answer, each target and project, what decides it, what-ifs, and the price of certainty."""

import contextlib
from collections.abc import Iterator, Mapping

import pandas as pd

from peakfolio.carbon.delivering import DelayedPath
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.results.delivery_tables import (
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
)
from peakfolio.results.delivery_text import headline_delivery, list_delivery_caveats
from peakfolio.results.delivery_wording import ASKED, COURSE_NAMES
from peakfolio.results.wording import shorten
from peakfolio.screen import Screen, track_progress
from peakfolio.words import format_number, say, say_in

NAME = 34


def show_summary(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The answer, the three portfolios side by side, and what it all rests on."""
    screen.console.print()
    screen.console.print(headline_delivery(outlook).read(screen.language), style="bold")
    screen.console.print()
    _show_courses(screen, outlook)
    screen.console.print()
    screen.say(say("These probabilities rest on:"))
    for caveat in list_delivery_caveats(outlook, delays):
        screen.console.print("  ! " + caveat.read(screen.language))


def show_delivery(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The summary, then every target, project and certainty."""
    show_summary(screen, outlook, delays)
    screen.console.print()
    _show_targets(screen, outlook)
    screen.console.print()
    _show_projects(screen, outlook)
    screen.console.print()
    _show_certainty(screen, outlook)


def show_changes(screen: Screen, outlook: DeliveryOutlook) -> None:
    """What-ifs and queue rules on the same luck, and how full the queues are."""
    table = make_difference_table(outlook, screen.language)
    screen.console.print()
    screen.say(say("What if: one thing changed, the same random numbers in every run, so differences count:"))
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("Change")): table["name"],
                screen.read(say("Portfolio")): [
                    COURSE_NAMES[each].read(screen.language) for each in table["portfolio"]
                ],
                screen.read(say("All in time")): [_percent(each) for each in table["chance"]],
                screen.read(say("Change in it")): [_points(each) for each in table["gained"]],
                screen.read(say("Targets missed")): [format_number(each, 2) for each in table["missed"]],
                screen.read(say("Months later")): [f"{each:+.1f}" for each in table["months"]],
                screen.read(say("Never finished")): [format_number(each, 2) for each in table["unfinished"]],
            }
        )
    )
    queues = make_queue_table(outlook, screen.language)
    screen.console.print()
    screen.say(say("Queues:"))
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("Portfolio")): [
                    COURSE_NAMES[each].read(screen.language) for each in queues["portfolio"]
                ],
                screen.read(say("Queue")): queues["name"],
                screen.read(say("Capacity")): [format_number(each, 0) for each in queues["capacity"]],
                screen.read(say("Projects")): queues["projects"].astype(str),
                screen.read(say("Mean wait, months")): [format_number(e, 1) for e in queues["waited_months"]],
                screen.read(say("Busy")): [_percent(each) for each in queues["busy"]],
                screen.read(say("Longest line")): [format_number(each, 1) for each in queues["longest_line"]],
            }
        )
    )


def _show_courses(screen: Screen, outlook: DeliveryOutlook) -> None:
    table = make_course_table(outlook, screen.language)
    alpha = f"{outlook.settings.alpha:.0%}"
    spans = zip(table["chance_low"], table["chance_high"], strict=True)
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("Portfolio")): table["name"],
                screen.read(say("Projects")): table["projects"].astype(str),
                screen.read(say("10,000 yuan")): [format_number(each, 2) for each in table["cost_wan_yuan"]],
                screen.read(say("Targets")): table["aims"].astype(str),
                screen.read(say("By")): table["by"].astype(str),
                screen.read(say_in("screen_delivery", "All met")): [_percent(each) for each in table["chance"]],
                screen.read(say("95%")): [f"{100 * low:.1f}-{100 * high:.1f}%" for low, high in spans],
                screen.read(say("{alpha} sure", alpha=alpha)): [_year(each) for each in table["sure_by"]],
            }
        )
    )


def _show_targets(screen: Screen, outlook: DeliveryOutlook) -> None:
    table = make_chance_table(outlook, screen.language)
    screen.say(say("Probability that each target is met in time:"))
    names = {name: COURSE_NAMES[name].read(screen.language) for name in ("written", "chosen", "secure")}
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("No.")): table["indicator_id"],
                screen.read(say("Target")): [shorten(each, 2 * NAME) for each in table["name"]],
                **{shown: [_percent(each) for each in table[name]] for name, shown in names.items()},
            }
        )
    )


def _show_projects(screen: Screen, outlook: DeliveryOutlook) -> None:
    table = make_project_delivery_table(outlook, "chosen", screen.language)
    if table.empty:
        return
    waits = table[["waits_desk", "waits_designer", "waits_crew"]].sum(axis=1)
    planned = zip(table["start_year"], table["planned_end_year"], strict=True)
    spans = zip(table["in_service_q05"], table["in_service_q95"], strict=True)
    screen.say(say("The projects of the chosen portfolio:"))
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("No.")): table["action_id"],
                screen.read(say("Project")): [shorten(each, NAME) for each in table["name"]],
                screen.read(say("Planned")): [f"{start}-{end}" for start, end in planned],
                screen.read(say("Works from")): table["in_service_q50"],
                screen.read(say_in("screen_delivery", "90% of runs")): [f"{low} {high}" for low, high in spans],
                screen.read(say("On time")): [_percent(each) for each in table["on_time"]],
                screen.read(say_in("screen_delivery", "Queue")): [format_number(each, 1) for each in waits],
                screen.read(say("Money")): [format_number(each, 1) for each in table["waits_money"]],
                screen.read(say("Breaks")): [_percent(each) for each in table["breaks"]],
            }
        )
    )


def _show_certainty(screen: Screen, outlook: DeliveryOutlook) -> None:
    """The robust choices; of the curve only where it bends, each time the highest certainty the same projects buy."""
    whole = make_robust_table(outlook)
    bends = whole["projects"].ne(whole["projects"].shift(-1)) | whole["asked"].ne(whole["asked"].shift(-1))
    table = whole[bends | whole["asked"].ne("curve")]
    screen.say(say("The price of certainty:"))
    screen.show_frame(
        pd.DataFrame(
            {
                screen.read(say("Asked")): [ASKED[each].read(screen.language) for each in table["asked"]],
                screen.read(say("Sure")): [_percent(each) for each in table["alpha"]],
                screen.read(say("By")): table["by"].astype(str),
                screen.read(say("10,000 yuan")): [format_number(each, 2) for each in table["cost_wan_yuan"]],
                screen.read(say("Targets")): table["aims"].astype(str),
                screen.read(say("Given up")): table["given_up"].replace("", "-"),
                screen.read(say("In sample")): [_percent(each) for each in table["in_sample"]],
                screen.read(say("Unseen")): [_percent(each) for each in table["fresh"]],
                screen.read(say("Reached")): [screen.read(say("yes")) if each else screen.read(say("no"))
                                              for each in table["is_reached"]],
            }
        )
    )  # fmt: skip
    for row in table.to_dict("records"):
        if row["asked"] != "curve":
            asked = ASKED[str(row["asked"])].read(screen.language)
            screen.console.print(f"  {asked}: {row['projects']}")


@contextlib.contextmanager
def watch_batches(screen: Screen) -> Iterator[Watch]:
    """A progress bar with the time left on the error stream, moved by the batches of each ensemble."""
    with track_progress() as move:

        def watch(label: str, done: int, total: int) -> None:
            name = COURSE_NAMES.get(label)
            move(name.read(screen.language) if name is not None else label, done, total)

        yield watch


def _percent(share: float) -> str:
    return "-" if share is None or share != share else f"{share:.1%}"


def _points(change: float) -> str:
    return f"{100 * change:+.1f}"


def _year(year: float | None) -> str:
    return "-" if year is None or year != year else str(int(year))
