"""The chapter on delivery: how sure the targets are in time, which projects decide it, what would help, and what certainty costs."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.what_if import Comparison
from peakfolio.report.chapters.figures import make_figure
from peakfolio.report.content import Block, Chapter, Figure, Table, Text, caveats, heading
from peakfolio.report.delivery import frames as data
from peakfolio.report.delivery.names import TITLES, name_change
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    PRICES,
    PROJECT_DATES,
    list_prices,
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
)
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, listing, say

MOST_POINTS_IN_WORDS = 2  # so few points need no figure
LEAST_MOVE = 5e-4  # of a probability or of a month: what moves less moves nothing


def tell_delivery(run: Run) -> Chapter | None:
    """Delivery risk; None where delivery was not simulated."""
    if run.delivery is None:
        return None
    outlook = run.delivery
    figures = list_delivery_figures(outlook)
    blocks: list[Block] = [
        Text("answer", headline_delivery(outlook)),
        *caveats(list_delivery_caveats(outlook, run.delays)),
        heading(say("How sure the targets are in time")),
        say(
            "Every project goes through approval, design, tender, construction and acceptance, and queues for desks, "
            "designers, crews and money on its way; rain slows it, failed tenders and acceptances are repeated. In one run "
            "all portfolios share the same random numbers, so that they differ by what they are alone."
        ),
        make_course_table(outlook).drop("course"),
        make_chance_table(outlook),
        figures["delivery_met"],
        figures["delivery_by_year"],
        heading(say("Which projects decide it")),
        say(
            "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; "
            "'cures alone' the share in which a target fails and none would, had this one project kept its dates."
        ),
        make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES).drop("start_year"),
        *(figures[name] for name in ("delivery_gantt", "delivery_finish", "delivery_spending") if name in figures),
        heading(say("What if")),
        _list_changes(outlook),
        make_queue_table(outlook).drop("queue", "subject"),
        heading(say("Certainty and what it costs")),
        say(
            "The robust portfolio is found by optimisation over samples: the cheapest projects and start years (also before "
            "the printed ones, but not before the plan's first year unless printed so) that meet all targets together in the "
            "wanted share of the samples; it is then simulated with all its queues and tested on draws that took no part in "
            "the choice."
        ),
        list_prices(outlook).pick(*PRICES),
        *(figures[name] for name in ("delivery_certainty",) if name in figures),
    ]
    return Chapter("delivery", say("Delivery risk"), tuple(blocks))


def list_delivery_figures(outlook: DeliveryOutlook) -> dict[str, Figure]:
    """The figures of delivery, by name."""
    chosen = outlook.chosen
    milestone, alpha = {"milestone": outlook.milestone}, {"alpha": outlook.settings.alpha}
    said: dict[str, tuple[pd.DataFrame, Mapping[str, float]]] = {
        "met": (data.make_met_data(outlook), {}),
        "by_year": (data.make_by_year_data(outlook), alpha),
        "certainty": (data.make_certainty_data(outlook), alpha),
    }
    if chosen.delivery.jobs:
        said |= {
            "gantt": (data.make_gantt_data(chosen), milestone),
            "finish": (data.make_finish_data(chosen), {}),
            "spending": (data.make_spending_data(chosen), {}),
        }
    if len({each.cost_wan_yuan for each in outlook.curve}) <= MOST_POINTS_IN_WORDS:
        del said["certainty"]
    return {
        f"delivery_{name}": make_figure(f"delivery_{name}", TITLES[name], frame, settings)
        for name, (frame, settings) in said.items()
    }


def _list_changes(outlook: DeliveryOutlook) -> Table:
    """The what-ifs that move something; the others are named below the table."""
    table, found = make_difference_table(outlook), (*outlook.differences, *outlook.rules)
    still = {name_change(outlook.plan, each.change) for each in found if not _moves(each)}
    idle = [name_change(outlook.plan, each.change) for each in outlook.differences if not _moves(each)]
    said = say("Changes that move nothing for the chosen portfolio: {changes}.", changes=listing(idle))
    note = listing((table.note, said if idle else NOTHING), SPACE)
    moving = (name for (name,) in table.pick("name").rows if name not in still)
    return replace(table.keep("name", moving).drop("change", "subject"), note=note)


def _moves(found: Comparison) -> bool:
    return max(abs(found.gained), abs(found.months)) >= LEAST_MOVE
