"""What is shown of delivery: its figures, the changes that move something, and what stands in the appendix."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.what_if import Comparison
from peakfolio.report.chapters.figures import make_figure, pick_figures
from peakfolio.report.content import Block, Cell, Figure, Table, refer
from peakfolio.report.delivery import frames as data
from peakfolio.report.delivery import messages
from peakfolio.report.delivery.letters import name_secure
from peakfolio.report.delivery.names import name_change
from peakfolio.report.delivery.tables import (
    PRICES,
    PROJECT_DATES,
    list_prices,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
)
from peakfolio.words import NOTHING, SPACE, Words, listing, say, say_many

MOST_POINTS_IN_WORDS = 2  # so few points need no figure
LEAST_MOVE = 0.01 - 1e-9  # of a probability: what whole per cents show


def list_delivery_figures(outlook: DeliveryOutlook) -> dict[str, Figure]:
    """The figures of delivery, by name."""
    chosen, milestone, alpha = outlook.chosen, outlook.milestone, outlook.settings.alpha
    met, by_year, certainty = (
        data.make_met_data(outlook),
        data.make_by_year_data(outlook),
        data.make_certainty_data(outlook),
    )
    wanted: Mapping[str, Words | float] = {"alpha": alpha}
    named, ended = {**wanted, "secure": name_secure(outlook)}, {"milestone": milestone}
    said: dict[str, tuple[Words, pd.DataFrame, Mapping[str, Words | float]]] = {
        "met": (messages.tell_met(met, alpha), met, named),
        "by_year": (messages.tell_by_year(by_year, alpha), by_year, named),
    }
    if len({each.cost_wan_yuan for each in outlook.curve}) > MOST_POINTS_IN_WORDS:
        said["certainty"] = (messages.tell_certainty(certainty), certainty, wanted)
    if chosen.delivery.jobs:
        gantt, finish, spent = (
            data.make_gantt_data(chosen),
            data.make_finish_data(chosen),
            data.make_spending_data(chosen),
        )
        said |= {
            "gantt": (messages.tell_gantt(gantt, milestone), gantt, ended),
            "finish": (messages.tell_finish(finish), finish, {}),
            "spending": (messages.tell_spent(spent), spent, {}),
        }
    figures = {
        f"delivery_{name}": make_figure(f"delivery_{name}", caption, frame, settings)
        for name, (caption, frame, settings) in said.items()
        if caption is not NOTHING
    }
    return {
        name: replace(each, table=each.table.retitle(secure=name_secure(outlook))) for name, each in figures.items()
    }


def list_changes(outlook: DeliveryOutlook) -> Table:
    """The what-ifs that move the probability by a percentage point or more; below the table how many do not, and which."""
    table, found = make_difference_table(outlook), (*outlook.differences, *outlook.rules)
    idle = [name_change(outlook.plan, each.change) for each in found if not _moves(each)]
    said = say_many(
        "{n} of {count} changes tried moves the probability by less than one percentage point: {changes}.",
        "{n} of {count} changes tried move the probability by less than one percentage point each: {changes}.",
        len(idle),
        count=len(found),
        changes=listing(idle),
    )
    note = listing((table.note, said if idle else NOTHING), SPACE)
    moving = [name for (name,) in table.pick("name").rows if name not in idle]
    return replace(table.keep("name", moving).drop("change", "subject"), note=note).round_shares()


def list_first_changes(outlook: DeliveryOutlook, most: int) -> Table:
    """The changes that move option A most, over the same cases as its own probability; the others stand in the appendix."""
    table = make_difference_table(outlook).keep("portfolio", ("chosen",))
    moving = sorted((each for each in outlook.differences if _moves(each)), key=lambda each: -abs(each.gained))[:most]
    names = [name_change(outlook.plan, each.change) for each in moving]
    rows = [*table.keep("change", ("none",)).rows, *(row for name in names for row in table.keep("name", (name,)).rows)]
    note = say(
        "Option A, dates alone. Every change, also those that move nothing: {changes}.",
        changes=refer("delivery_what_if"),
    )
    first = replace(table, name="first_changes", rows=tuple(rows), note=note).pick("name", "chance", "gained", "months")
    whole = tuple((*row, _round(months)) for *row, months in first.rows)
    return replace(first, rows=whole).round_shares()


def _round(months: Cell) -> Cell:
    """Whole months: the dates they come from are no better known."""
    return round(months) if isinstance(months, int | float) else months


def _moves(found: Comparison) -> bool:
    return abs(found.gained) >= LEAST_MOVE


def append_delivery(outlook: DeliveryOutlook) -> list[Block]:
    """How delivery is simulated, what each project and queue does, and what certainty costs."""
    figures = list_delivery_figures(outlook)
    rest = ("delivery_met", "delivery_by_year", "delivery_finish", "delivery_spending", "delivery_certainty")
    return [
        say(
            "Every project goes through approval, design, tender, construction and acceptance, and queues for desks, "
            "designers, crews and money on its way; rain slows it, failed tenders and acceptances are repeated. In one run "
            "all portfolios share the same random numbers, so that they differ by what they are alone."
        ),
        make_course_table(outlook).drop("course", name="delivery_intervals"),
        say(
            "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; "
            "'cures alone' the share in which a target fails and none would, had this one project kept its dates."
        ),
        make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES).drop("start_year", name="project_delays"),
        list_changes(outlook),
        make_queue_table(outlook).drop("queue", "subject"),
        say(
            "The surest portfolios are found by optimisation over samples: the cheapest projects and start years (also before "
            "the printed ones, but not before the plan's first year unless printed so) that meet all targets together in the "
            "wanted share of the samples; it is then simulated with all its queues and tested on cases that took no part in the choice."
        ),
        list_prices(outlook).pick(*PRICES),
        *pick_figures(figures, *rest),
    ]
