"""The chapter on delivery: how sure the targets are in time, which projects decide it, what would help, and what certainty costs."""

from collections.abc import Mapping

import pandas as pd

from peakfolio.delivery.outlook import COMPARED_RUNS, DeliveryOutlook
from peakfolio.report.chapters.figures import make_figure
from peakfolio.report.content import (
    COUNTED,
    MONEY,
    MONTHS,
    PERCENT,
    PROJECTS,
    Block,
    Cell,
    Chapter,
    Column,
    Figure,
    Table,
    caveats,
    heading,
    number_column,
    paragraph,
    text_column,
    year_column,
)
from peakfolio.report.delivery import frames as data
from peakfolio.report.delivery.names import ASKED, COURSE_NAMES, TITLES
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    make_chance_table,
    make_course_table,
    make_difference_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
)
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, listing, say, say_in

MOST_POINTS_IN_WORDS = 2  # so few points need no figure


def tell_delivery(run: Run) -> Chapter | None:
    """Delivery risk; None where delivery was not simulated."""
    if run.delivery is None:
        return None
    voice, outlook = Voice(language), run.delivery
    figures = list_delivery_figures(outlook, language)
    blocks: list[Block] = [
        Text("answer", headline_delivery(outlook)),
        *caveats(list_delivery_caveats(outlook, run.delays)),
        heading(say("How sure the targets are in time")),
        paragraph(
            say(
                "Every project goes through approval, design, tender, construction and acceptance, and queues for desks, "
                "designers, crews and money on its way; rain slows it, failed tenders and acceptances are repeated. In one run "
                "all portfolios share the same random numbers, so that they differ by what they are alone."
            )
        ),
        _list_courses(outlook),
        _list_targets(outlook),
        figures["delivery_met"],
        figures["delivery_by_year"],
        heading(say("Which projects decide it")),
        paragraph(
            say(
                "'Breaks alone' is the share of runs in which a target fails although every other project keeps its dates; "
                "'cures alone' the share in which a target fails and none would, had this one project kept its dates."
            )
        ),
        _list_projects(outlook),
        *(figures[name] for name in ("delivery_gantt", "delivery_finish", "delivery_spending") if name in figures),
        heading(say("What if")),
        _list_changes(outlook),
        _list_queues(outlook),
        heading(say("Certainty and what it costs")),
        paragraph(
            say(
                "The robust portfolio is found by optimisation over samples: the cheapest projects and start years (also before "
                "the printed ones, but not before the plan's first year unless printed so) that meet all targets together in the "
                "wanted share of the samples; it is then simulated with all its queues and tested on draws that took no part in "
                "the choice."
            )
        ),
        _list_choices(outlook),
        *(figures[name] for name in ("delivery_certainty",) if name in figures),
    ]
    return Chapter("delivery", say("Delivery risk"), tuple(blocks))


def list_delivery_figures(outlook: DeliveryOutlook) -> dict[str, Figure]:
    """The figures of delivery, by name."""
    voice, chosen = Voice(language), outlook.chosen
    milestone, alpha = {"milestone": chosen.ledger.problem.milestone}, {"alpha": outlook.settings.alpha}
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


def _list_courses(outlook: DeliveryOutlook) -> Table:
    sure = f"{outlook.settings.alpha:.0%}"
    columns = (
        text_column("name", say("Portfolio"), 1.6),
        number_column("projects", say("Projects"), COUNTED, 0),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("aims", say("Targets"), COUNTED, 0),
        year_column("by", say_in("column", "By the end of")),
        number_column("chance", say("All met"), PERCENT, 1),
        number_column("chance_low", say("95% from"), PERCENT, 1),
        number_column("chance_high", say("95% to"), PERCENT, 1),
        year_column("sure_by", say("{sure} sure by the end of", sure=sure)),
    )
    title = say("Three portfolios: probability that all targets are met in time")
    return _make("delivery_portfolios", title, columns, make_course_table(outlook, voice.language))


def _list_targets(outlook: DeliveryOutlook) -> Table:
    columns = (
        text_column("indicator_id", say("No."), 0.5),
        text_column("name", say("Target"), 2.2),
        *(number_column(name, COURSE_NAMES[name], PERCENT, 1) for name in data.COURSES),
    )
    title = say_in("table", "Probability that each target is met in time")
    table = make_chance_table(outlook, voice.language)
    note = say("A dash: the robust portfolio gives this target up.")
    return _make("delivery_targets", title, columns, table, note if table["secure"].isna().any() else "")


def _list_projects(outlook: DeliveryOutlook) -> Table:
    table = make_project_delivery_table(outlook, "chosen", voice.language)
    if not table.empty:
        table["span"] = table["in_service_q05"] + " ~ " + table["in_service_q95"]
        table["waits_queue"] = table[["waits_desk", "waits_designer", "waits_crew"]].sum(axis=1)
    columns = (
        text_column("action_id", say("No."), 0.5),
        text_column("name", say("Project"), 1.8),
        year_column("planned_end_year", say("Planned end")),
        text_column("in_service_q50", say("Works from, median"), 0.8),
        text_column("span", say("Works from, 90% of runs"), 0.9),
        number_column("on_time", say("By its planned year"), PERCENT, 1),
        number_column("waits_queue", say("In queues"), MONTHS, 1),
        number_column("waits_money", say("For money"), MONTHS, 1),
        number_column("breaks", say("Breaks alone"), PERCENT, 1),
        number_column("cures", say("Cures alone"), PERCENT, 1),
    )
    title = say("When the projects of the chosen portfolio are in service")
    year = outlook.chosen.ledger.problem.milestone
    note = say(
        "'By its planned year' refers to the project's own planned end, the two last columns to the targets at the end "
        "of {year}; a project whose effect grows year by year has to work by then. Service begins after acceptance, of "
        "programmes when the work ends.",
        year=year,
    )
    return _make("delivery_projects", title, columns, table, note)


def _list_changes(outlook: DeliveryOutlook) -> Table:
    table = make_difference_table(outlook, voice.language)
    runs = min(COMPARED_RUNS, outlook.settings.runs)
    still = (table[["gained", "months"]].abs().max(axis=1) < 5e-4) & (table["change"] != "none")
    idle = [str(each) for each in table[still & (table["portfolio"] == "chosen")]["name"]]
    table = table[~still].assign(portfolio=[COURSE_NAMES[each] for each in table[~still]["portfolio"]])
    table["gained"] = 100 * table["gained"]
    columns = (
        text_column("name", say("Change"), 2.0),
        text_column("portfolio", say("Portfolio"), 1.2),
        number_column("chance", say("All in time"), PERCENT, 1),
        number_column("gained", say("Moves by"), say_in("percentage", "points"), 1),
        number_column("missed", say("Targets missed"), say("mean number")),
        number_column("months", say("Later by"), MONTHS, 1),
        number_column("unfinished", say("Never finished"), PROJECTS),
    )
    title = say("One thing changed, all else and the random numbers as before")
    compared = say(
        "The first {compared} runs each, compared run by run with the row 'nothing changed'; its probability differs a "
        "little from that of all {runs} runs.",
        compared=runs,
        runs=outlook.settings.runs,
    )
    still_same = say("Changes that move nothing for the chosen portfolio: {changes}.", changes=listing(idle))
    note = listing((compared, still_same if idle else NOTHING), SPACE)
    return _make("delivery_what_if", title, columns, table, note)


def _list_queues(outlook: DeliveryOutlook) -> Table:
    table = make_queue_table(outlook, voice.language)
    if not table.empty:
        table["portfolio"] = [COURSE_NAMES[each] for each in table["portfolio"]]
    columns = (
        text_column("portfolio", say("Portfolio"), 1.4),
        text_column("name", say("Queue"), 1.2),
        number_column("capacity", say("Capacity"), say("servers"), 0),
        number_column("projects", say("Projects"), COUNTED, 0),
        number_column("waited_months", say("Mean wait"), MONTHS, 1),
        number_column("busy", say("Busy"), PERCENT, 0),
        number_column("longest_line", say("Longest line"), say_in("queue", "projects"), 1),
    )
    return _make("delivery_queues", say("Queues"), columns, table)


def _list_choices(outlook: DeliveryOutlook) -> Table:
    table = make_robust_table(outlook)
    same = [key for key in table.columns if key not in ("asked", "alpha", "claimed")]
    is_curve = table["asked"] == "curve"
    table = pd.concat([table[~is_curve], table[is_curve].drop_duplicates(subset=same, keep="last")])
    table["asked"] = [ASKED[each] for each in table["asked"]]
    table["projects"] = [_group_starts(str(each)) for each in table["projects"]]
    table["is_reached"] = [say("yes") if each else say("no") for each in table["is_reached"]]
    columns = (
        text_column("asked", say("Asked"), 1.2),
        number_column("alpha", say("Certainty"), PERCENT, 0),
        year_column("by", say("By the end of")),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("aims", say("Targets"), digits=0),
        text_column("given_up", say("Given up"), 0.9),
        number_column("in_sample", say("In the samples"), PERCENT, 1),
        number_column("fresh", say("On new draws"), PERCENT, 1),
        text_column("is_reached", say("Reached"), 0.5),
        text_column("projects", say("Start year: projects"), 3.2),
    )
    title = say("The certainty asked for and its least cost")
    note = say(
        "Where one portfolio answers several wishes, the highest is listed. 'Reached' looks at the samples; where new "
        "draws give a little more or less, they are what counts: two neighbouring wishes may differ by less than the "
        "error of sampling, and the dearer one not be worth it."
    )
    return _make("delivery_robust", title, columns, table, note)


def _group_starts(said: str) -> str:
    """Projects by the year they start in: 2023: P03 P07; 2024: P12."""
    by_year: dict[str, list[str]] = {}
    for each in said.split():
        key, year = each.split(":")
        by_year.setdefault(year, []).append(key)
    return "; ".join(f"{year}: {' '.join(keys)}" for year, keys in sorted(by_year.items()))


def _make(name: str, title: str, columns: tuple[Column, ...], table: pd.DataFrame, note: str = "") -> Table:
    """The named columns of a table as cells, rounded to what runs can tell; probabilities become per cent."""
    rows: list[tuple[Cell, ...]] = []
    for record in table.to_dict("records"):
        row = []
        for column in columns:
            value = record[column.key]
            if isinstance(value, (int, float)) and column.kind == "number":
                value = round(value * (100 if column.unit == "%" else 1), column.digits)
            row.append(value)
        rows.append(tuple(row))
    return Table(name, title, columns, tuple(rows), note)
