"""The chapter on delivery: how sure the targets are in time, which projects decide it, what would help, and what certainty costs."""

from collections.abc import Iterator, Mapping

import pandas as pd

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.report.chapters.figures import make_figure
from peakfolio.report.content import Block, Chapter, Figure, Text, caveats, heading
from peakfolio.report.delivery import frames as data
from peakfolio.report.delivery import messages
from peakfolio.report.delivery.names import name_change
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
from peakfolio.words import NOTHING, Words, listing, say, say_many

MOST_POINTS_IN_WORDS = 2  # so few points need no figure
LEAST_MOVE = 0.01 - 1e-9  # of a probability: what whole per cents show


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
        *(figures[name] for name in ("delivery_met", "delivery_by_year") if name in figures),
        heading(say("Which projects decide it")),
        say(
            "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; "
            "'cures alone' the share in which a target fails and none would, had this one project kept its dates."
        ),
        make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES).drop("start_year"),
        *(figures[name] for name in ("delivery_gantt", "delivery_finish", "delivery_spending") if name in figures),
        heading(say("What if")),
        *_list_changes(outlook),
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
    chosen, milestone, alpha = outlook.chosen, outlook.milestone, outlook.settings.alpha
    met, by_year, certainty = (
        data.make_met_data(outlook),
        data.make_by_year_data(outlook),
        data.make_certainty_data(outlook),
    )
    wanted, ended = {"alpha": alpha}, {"milestone": milestone}
    said: dict[str, tuple[Words, pd.DataFrame, Mapping[str, float]]] = {
        "met": (messages.tell_met(met, alpha), met, wanted),
        "by_year": (messages.tell_by_year(by_year, alpha), by_year, wanted),
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
    return {
        f"delivery_{name}": make_figure(f"delivery_{name}", caption, frame, settings)
        for name, (caption, frame, settings) in said.items()
        if caption is not NOTHING
    }


def _list_changes(outlook: DeliveryOutlook) -> Iterator[Block]:
    """The what-ifs that move the probability by a percentage point or more; how many do not, in one sentence."""
    table, found = make_difference_table(outlook), (*outlook.differences, *outlook.rules)
    idle = [name_change(outlook.plan, each.change) for each in found if abs(each.gained) < LEAST_MOVE]
    moving = [name for (name,) in table.pick("name").rows if name not in idle]
    if len(idle) < len(found):
        yield table.keep("name", moving).drop("change", "subject")
    if idle:
        yield say_many(
            "{n} of {count} changes tried moves the probability by less than one percentage point: {changes}.",
            "{n} of {count} changes tried move the probability by less than one percentage point each: {changes}.",
            len(idle),
            count=len(found),
            changes=listing(idle),
        )
