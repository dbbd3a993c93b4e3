"""What the command line shows of delivery: the answer, each target and project, what decides it, what-ifs, and the price of certainty."""

import contextlib
from collections.abc import Iterator, Mapping

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.render.console.screen import Screen, track_progress
from peakfolio.report.delivery.names import ASKED, COURSE_NAMES
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
)
from peakfolio.report.names import shorten
from peakfolio.words import format_number, say, say_in

NAME = 34


def show_summary(screen: Screen, outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> None:
    """The answer, the three portfolios side by side, and what it all rests on."""
    screen.console.print()
    screen.say(headline_delivery(outlook), style="bold")
    screen.console.print()
    _show_courses(screen, outlook)
    screen.console.print()
    screen.say(say("These probabilities rest on:"))
    screen.say_each(list_delivery_caveats(outlook, delays))


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
        {
            say("Change"): table["name"],
            say("Portfolio"): [COURSE_NAMES[each] for each in table["portfolio"]],
            say("All in time"): [_percent(each) for each in table["chance"]],
            say("Change in it"): [_points(each) for each in table["gained"]],
            say("Targets missed"): [format_number(each, 2) for each in table["missed"]],
            say("Months later"): [f"{each:+.1f}" for each in table["months"]],
            say("Never finished"): [format_number(each, 2) for each in table["unfinished"]],
        }
    )
    queues = make_queue_table(outlook, screen.language)
    screen.console.print()
    screen.say(say_in("months in it", "Queues:"))
    screen.show_frame(
        {
            say("Portfolio"): [COURSE_NAMES[each] for each in queues["portfolio"]],
            say("Queue"): queues["name"],
            say("Capacity"): [format_number(each, 0) for each in queues["capacity"]],
            say("Projects"): queues["projects"].astype(str),
            say("Mean wait, months"): [format_number(e, 1) for e in queues["waited_months"]],
            say("Busy"): [_percent(each) for each in queues["busy"]],
            say("Longest line"): [format_number(each, 1) for each in queues["longest_line"]],
        }
    )


def _show_courses(screen: Screen, outlook: DeliveryOutlook) -> None:
    table = make_course_table(outlook, screen.language)
    alpha = f"{outlook.settings.alpha:.0%}"
    spans = zip(table["chance_low"], table["chance_high"], strict=True)
    screen.show_frame(
        {
            say("Portfolio"): table["name"],
            say("Projects"): table["projects"].astype(str),
            say("10,000 yuan"): [format_number(each, 2) for each in table["cost_wan_yuan"]],
            say("Targets"): table["aims"].astype(str),
            say("By"): table["by"].astype(str),
            say_in("share of the runs", "All met"): [_percent(each) for each in table["chance"]],
            say("95%"): [f"{100 * low:.1f}-{100 * high:.1f}%" for low, high in spans],
            say("{alpha} sure", alpha=alpha): [_year(each) for each in table["sure_by"]],
        }
    )


def _show_targets(screen: Screen, outlook: DeliveryOutlook) -> None:
    table = make_chance_table(outlook, screen.language)
    screen.say(say("Probability that each target is met in time:"))
    names = {name: COURSE_NAMES[name] for name in ("written", "chosen", "secure")}
    screen.show_frame(
        {
            say("No."): table["indicator_id"],
            say("Target"): [shorten(each, 2 * NAME) for each in table["name"]],
            **{shown: [_percent(each) for each in table[name]] for name, shown in names.items()},
        }
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
        {
            say("No."): table["action_id"],
            say("Project"): [shorten(each, NAME) for each in table["name"]],
            say("Planned"): [f"{start}-{end}" for start, end in planned],
            say("Works from"): table["in_service_q50"],
            say_in("range", "90% of runs"): [f"{low} {high}" for low, high in spans],
            say("On time"): [_percent(each) for each in table["on_time"]],
            say_in("months in it", "Queue"): [format_number(each, 1) for each in waits],
            say("Money"): [format_number(each, 1) for each in table["waits_money"]],
            say("Breaks"): [_percent(each) for each in table["breaks"]],
        }
    )


def _show_certainty(screen: Screen, outlook: DeliveryOutlook) -> None:
    """The robust choices; of the curve only where it bends, each time the highest certainty the same projects buy."""
    whole = make_robust_table(outlook)
    bends = whole["projects"].ne(whole["projects"].shift(-1)) | whole["asked"].ne(whole["asked"].shift(-1))
    table = whole[bends | whole["asked"].ne("curve")]
    screen.say(say("The price of certainty:"))
    screen.show_frame(
        {
            say("Asked"): [ASKED[each] for each in table["asked"]],
            say("Sure"): [_percent(each) for each in table["alpha"]],
            say("By"): table["by"].astype(str),
            say("10,000 yuan"): [format_number(each, 2) for each in table["cost_wan_yuan"]],
            say("Targets"): table["aims"].astype(str),
            say("Given up"): table["given_up"].replace("", "-"),
            say("In sample"): [_percent(each) for each in table["in_sample"]],
            say("Unseen"): [_percent(each) for each in table["fresh"]],
            say("Reached"): [say("yes") if each else say("no") for each in table["is_reached"]],
        }
    )
    for row in table.to_dict("records"):
        if row["asked"] != "curve":
            screen.console.print(f"  {screen.read(ASKED[str(row['asked'])])}: {row['projects']}")


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
