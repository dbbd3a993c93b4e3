"""The tables of delivery, each built once: for CSV, console, documents and workbench alike."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.delivered import DeliveredPortfolio
from peakfolio.delivery.model import WhatIf
from peakfolio.delivery.outlook import COMPARED_RUNS, DeliveryOutlook
from peakfolio.delivery.queues import CAUSES, find_queues, find_stage_months, find_waits
from peakfolio.delivery.robust import RobustChoice
from peakfolio.delivery.spending import spend_by_month
from peakfolio.delivery.what_if import Comparison, measure_comparison
from peakfolio.portfolio.choice import Portfolio
from peakfolio.report.content import (
    COUNTED,
    MONTHS,
    PROJECTS,
    TOTAL_COST,
    Cell,
    Column,
    Table,
    Worded,
    make_table,
    name_column,
    number_column,
    share_column,
    tabulate,
    tabulate_pairs,
    text_column,
    year_column,
)
from peakfolio.report.delivery import frames
from peakfolio.report.delivery.frames import QUANTILES, take_quantile
from peakfolio.report.delivery.letters import name_courses, name_secure
from peakfolio.report.delivery.names import ASKED, COURSE_NAMES, QUEUES, STAGE_NAMES, TRADES, UNCHANGED, name_change
from peakfolio.report.names import TRUTH, list_projects, name_action, name_indicator
from peakfolio.words import NOTHING, say, say_in

READABLE = ("span", "waits_queue")  # for readers alone: CSV holds what they are made of
PROJECT_DATES = (
    "action_id", "name", "start_year", "planned_end_year", "in_service_q50", "span", "on_time",
    "waits_queue", "waits_money", "breaks", "cures",
)  # fmt: skip
PRICES = ("asked", "alpha", "by", "cost_wan_yuan", "aims", "given_up", "in_sample", "fresh", "is_reached", "projects")
LEAST_MONTH = 1e-9  # months are sums of floats: the end of a month is still in it
IN_QUEUES = tuple(each for each in CAUSES if each != "money")


def list_courses(outlook: DeliveryOutlook) -> Mapping[str, DeliveredPortfolio]:
    """The three portfolios whose delivery is looked at."""
    return {"written": outlook.written, "chosen": outlook.chosen, "secure": outlook.secure}


def make_chance_table(outlook: DeliveryOutlook) -> Table:
    """Per aim: P(met in time) of the three portfolios; unknown where the robust one does not promise it."""
    chances = {name: course.meeting.chances for name, course in list_courses(outlook).items()}
    chances["secure"] = {key: chances["secure"][key] for key in outlook.secure.aims}
    names, is_whole = name_courses(outlook), all(key in chances["secure"] for key in outlook.aims)
    return tabulate(
        "delivery_targets",
        say("Probability that each target is met in time, by dates alone"),
        outlook.aims,
        (text_column("indicator_id", say("No."), 0.5), lambda key: key),
        (name_column("name", say("Target"), 2.2), lambda key: name_indicator(outlook.plan, key)),
        *((share_column(name, names[name]), each.get) for name, each in chances.items()),
        note=NOTHING if is_whole else say("A dash: {option} gives this target up.", option=name_secure(outlook)),
    )


def make_course_table(outlook: DeliveryOutlook) -> Table:
    """The three portfolios: projects, cost, aims, P(all aims in time) with its 95 % interval, and the first year with the wanted certainty."""
    alpha, names = outlook.settings.alpha, name_courses(outlook)
    return tabulate_pairs(
        "delivery_portfolios",
        say("Three portfolios: probability that all targets are met in time"),
        list_courses(outlook).items(),
        (text_column("course", say("Portfolio"), 1.6, names), lambda name, _: name),
        (name_column("name", say("Portfolio"), 1.6), lambda name, _: names[name]),
        (number_column("projects", say("Projects"), COUNTED, 0), lambda _, course: len(course.delivery.jobs)),
        (TOTAL_COST, lambda _, course: course.cost_wan_yuan),
        (number_column("aims", say("Targets"), COUNTED, 0), lambda _, course: len(course.aims)),
        (year_column("by", say("By the end of")), lambda _, course: course.by or course.study.problem.milestone),
        (share_column("chance", say("All met")), lambda _, course: course.chance),
        (share_column("chance_low", say("95% from")), lambda _, course: course.interval[0]),
        (share_column("chance_high", say("95% to")), lambda _, course: course.interval[1]),
        (
            year_column("sure_by", say("{sure} sure by the end of", sure=f"{alpha:.0%}")),
            lambda _, course: course.find_year(alpha),
        ),
    )


def make_project_delivery_table(outlook: DeliveryOutlook, name: str) -> Table:
    """Per project of a course: planned end, when it is in service (year and month), P(on time), months of each stage and of each wait.

    What it decides (``breaks``, ``cures``) is given for the chosen portfolio.
    """
    course = list_courses(outlook)[name]
    columns = (
        text_column("action_id", say("No."), 0.5),
        name_column("name", say("Project"), 1.8),
        year_column("start_year", say("Starts")),
        year_column("planned_end_year", say("Planned end")),
        text_column("in_service_q05", "5%", 0.8),
        text_column("in_service_q50", say("Works from (middle)"), 0.8),
        text_column("in_service_q95", "95%", 0.8),
        text_column("span", say("Works from, 90% of runs"), 0.9),
        share_column("on_time", say("By its planned year")),
        *(number_column(f"months_{stage}", said, MONTHS, 1) for stage, said in STAGE_NAMES.items()),
        *(number_column(f"waits_{cause}", QUEUES[cause], MONTHS, 1) for cause in IN_QUEUES),
        number_column("waits_queue", say("In queues"), MONTHS, 1),
        number_column("waits_money", say("For money"), MONTHS, 1),
        share_column("breaks", say("Breaks alone")),
        share_column("cures", say("Cures alone")),
    )
    note = say(
        "'By its planned year' refers to the project's own planned end, the two last columns to the targets at the end "
        "of {year}; a project whose effect grows year by year has to work by then. Service begins after acceptance, of "
        "programmes when the work ends.",
        year=course.study.problem.milestone,
    )
    title = say("When the projects of option A are in service")
    table = make_table("delivery_projects", title, columns, _describe_projects(outlook, course), note=note)
    return table if name == "chosen" else table.drop("breaks", "cures")


def _describe_projects(outlook: DeliveryOutlook, course: DeliveredPortfolio) -> Iterator[Mapping[str, Cell]]:
    delivery, model = course.delivery, course.delivery.model
    stages, waits = find_stage_months(delivery), find_waits(delivery)
    deciders = {each.action_id: each for each in outlook.deciders}
    for place, job in enumerate(delivery.jobs):
        key, planned, working = job.action_id, float(delivery.planned[place]), delivery.in_service[:, place]
        service = {each: _show_month(model.first_year, float(take_quantile(working, q))) for each, q in QUANTILES}
        decider = deciders.get(key)
        yield {
            "action_id": key,
            "name": name_action(outlook.plan, key),
            "start_year": model.first_year + int(delivery.schedule.begins[key] // 12),
            "planned_end_year": model.year_of(planned),
            **{f"in_service_{each}": month for each, month in service.items()},
            "span": f"{service['q05']} ~ {service['q95']}",
            "on_time": float((working <= planned + LEAST_MONTH).mean()),
            **{f"months_{stage}": _find_known(float(months[place])) for stage, months in stages.items()},
            **{f"waits_{cause}": float(waits[cause][place]) for cause in CAUSES},
            "waits_queue": sum(float(waits[cause][place]) for cause in IN_QUEUES),
            "breaks": decider.breaks if decider else None,
            "cures": decider.cures if decider else None,
        }


def make_difference_table(outlook: DeliveryOutlook) -> Table:
    """Every what-if: P(all aims in time), how far that moves, mean number of aims missed, months won or lost, projects never finished."""
    asked = (
        ("chosen", outlook.chosen, outlook.differences),
        ("written", outlook.written.take(COMPARED_RUNS), outlook.rules),
    )
    runs = outlook.settings.runs
    return tabulate_pairs(
        "delivery_what_if",
        say("One thing changed, all else as before"),
        [(name, each) for name, course, found in asked for each in (_compare_unchanged(course), *found)],
        (text_column("change", say("Change")), lambda _, found: _name_kind(found.change)),
        (text_column("subject", say("Subject")), lambda _, found: found.change.subject),
        (name_column("name", say("Change"), 2.0), lambda _, found: name_change(outlook.plan, found.change)),
        (text_column("portfolio", say("Portfolio"), 1.2, COURSE_NAMES), lambda name, _: name),
        (share_column("chance", say("All in time")), lambda _, found: found.chance),
        (Column("gained", say("Moves by"), "share", say("percentage points"), 0, 0.8), lambda _, found: found.gained),
        (number_column("missed", say("Targets missed"), say("mean number"), 1), lambda _, found: found.missed),
        (number_column("months", say("Later by"), MONTHS, 1), lambda _, found: found.months),
        (number_column("unfinished", say("Never finished"), PROJECTS, 1), lambda _, found: found.unfinished),
        note=say(
            "Compared case by case with the row 'nothing changed': option A over all {runs} simulated cases, the whole pool over the first "
            "{compared} of them.",
            compared=min(COMPARED_RUNS, runs),
            runs=runs,
        ),
    )


def _compare_unchanged(course: DeliveredPortfolio) -> Comparison:
    """The runs that a change is compared with."""
    return measure_comparison(course, course, UNCHANGED)


def _name_kind(change: WhatIf) -> str:
    return "none" if change == UNCHANGED else change.kind


def make_queue_table(outlook: DeliveryOutlook) -> Table:
    """Every queue of the whole pool and of the chosen portfolio: capacity, users, months waited, how full, longest line."""
    courses = (("written", outlook.written), ("chosen", outlook.chosen))
    return tabulate_pairs(
        "delivery_queues",
        say("Queues"),
        [(name, queue) for name, course in courses for queue in find_queues(course.delivery)],
        (text_column("portfolio", say("Portfolio"), 1.4, COURSE_NAMES), lambda name, _: name),
        (text_column("queue", say("Queue"), 1.2, QUEUES), lambda _, queue: queue.kind),
        (text_column("subject", say("Subject"), 1.2, TRADES), lambda _, queue: queue.subject),
        (name_column("name", say("Queue"), 1.2), lambda _, queue: TRADES.get(queue.subject, QUEUES[queue.kind])),
        (number_column("capacity", say("Capacity"), say("servers"), 0), lambda _, queue: queue.capacity),
        (number_column("projects", say("Projects"), COUNTED, 0), lambda _, queue: queue.projects),
        (number_column("waited_months", say("Mean wait"), MONTHS, 1), lambda _, queue: queue.waited),
        (share_column("busy", say("Busy"), 0), lambda _, queue: queue.busy),
        (
            number_column("longest_line", say("Longest line"), say_in("queue", "projects"), 1),
            lambda _, queue: queue.longest,
        ),
    )


def list_asked(outlook: DeliveryOutlook) -> Mapping[str, RobustChoice]:
    """The robust choices that were asked for, each with what it was asked."""
    asked = {"all_aims": outlook.robust, "fewer_aims": outlook.promise, "later_year": outlook.later}
    return {kind: each for kind, each in asked.items() if each is not None}


def make_robust_table(outlook: DeliveryOutlook) -> Table:
    """Every robust choice: what it was asked, what it costs, what it came to in samples, simulation and on unseen luck, and its projects."""
    return tabulate_pairs(
        "delivery_robust",
        say("The certainty asked for and its least cost"),
        [*list_asked(outlook).items(), *(("curve", each) for each in outlook.curve)],
        (text_column("asked", say("Asked"), 1.2, ASKED), lambda kind, _: kind),
        (share_column("alpha", say("Certainty"), 0), lambda _, choice: choice.alpha),
        (year_column("by", say("By the end of")), lambda _, choice: choice.by or outlook.milestone),
        (TOTAL_COST, lambda _, choice: choice.cost_wan_yuan),
        (number_column("aims", say("Targets"), digits=0), lambda _, choice: len(choice.aims)),
        (text_column("given_up", say("Given up"), 0.9), lambda _, choice: " ".join(choice.dropped)),
        (share_column("claimed", say("By the program")), lambda _, choice: choice.claimed),
        (share_column("in_sample", say("In the samples")), lambda _, choice: choice.in_sample),
        (share_column("fresh", say("In other cases")), lambda _, choice: choice.fresh),
        (share_column("fresh_low", say("95% from")), lambda _, choice: choice.interval[0]),
        (share_column("fresh_high", say("95% to")), lambda _, choice: choice.interval[1]),
        (text_column("is_reached", say("Reached"), 0.5, TRUTH), lambda _, choice: choice.is_reached),
        (
            text_column("projects", say("Start year: projects"), 3.2),
            lambda _, choice: list_starts(outlook, choice.portfolio),
        ),
        note=say(
            "Where one portfolio answers several wishes, the highest is listed. 'Reached' looks at the samples; where other cases give a "
            "little more or less, they are what counts: two neighbouring wishes may differ by less than the "
            "error of sampling, and the dearer one not be worth it."
        ),
    )


def list_starts(outlook: DeliveryOutlook, portfolio: Portfolio) -> Worded:
    """The projects with their start years, for readers by year: 2023: P03 P07; 2024: P12."""
    starts = {key: portfolio.starts[key] for key in list_projects(outlook.plan, portfolio)}
    by_year: dict[int, list[str]] = {}
    for key, year in starts.items():
        by_year.setdefault(year, []).append(key)
    said = "; ".join(f"{year}: {' '.join(keys)}" for year, keys in sorted(by_year.items()))
    return Worded(" ".join(f"{key}:{year}" for key, year in starts.items()), said)


def list_prices(outlook: DeliveryOutlook) -> Table:
    """The robust choices for readers: where one portfolio answers several wishes of the curve, the highest."""
    table = make_robust_table(outlook)
    same = table.drop("asked", "alpha", "claimed").rows
    asked = len(list_asked(outlook))
    kept = (row for place, row in enumerate(table.rows) if place < asked or same[place] not in same[place + 1 :])
    return replace(table, rows=tuple(kept))


def make_month_table(course: DeliveredPortfolio) -> pd.DataFrame:
    """Mean money paid in each month by source, 万元, while anything is paid."""
    spent = spend_by_month(course.delivery)
    months = np.arange(int(course.delivery.model.horizon))
    data = pd.DataFrame({source: amounts.mean(axis=0) for source, amounts in spent.items()}, index=months)
    used = np.flatnonzero(data.sum(axis=1) > 0)
    data.insert(0, "month", months % 12 + 1)
    data.insert(0, "year", course.delivery.model.first_year + months // 12)
    return data.head(int(used[-1]) + 1 if len(used) else 0)


def make_value_table(outlook: DeliveryOutlook) -> pd.DataFrame:
    """Indicators by year as delivered with the chosen portfolio: quantiles of the value, in the indicator's unit."""
    years, values = outlook.chosen.values
    rows = [
        {"indicator_id": key, "year": year} | {name: float(take_quantile(paths[:, place], q)) for name, q in QUANTILES}
        for key, paths in values.items()
        for place, year in enumerate(years)
    ]
    return pd.DataFrame(rows)


def make_delay_table(delays: Mapping[str, DelayedPath]) -> pd.DataFrame:
    """The carbon path as delivered against the plan's own dates: mean shift of ledgers A and B by year, and P(peak by the year) of both."""
    rows = [
        {
            "portfolio": name,
            "year": int(year),
            "energy_co2_shift_wan_tco2": float(path.shift[place]),
            "other_ghg_shift_wan_tco2e": float(path.other_shift[place]),
            "peaked_by_planned": float(path.planned.peaked_by[place]),
            "peaked_by_delivered": float(path.delivered.peaked_by[place]),
        }
        for name, path in delays.items()
        for place, year in enumerate(path.planned.years)
    ]
    return pd.DataFrame(rows)


def list_delivery_tables(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> dict[str, pd.DataFrame]:
    """Every table of a delivery outlook, by file name."""
    chosen, written, secure = (make_project_delivery_table(outlook, name) for name in ("chosen", "written", "secure"))
    return {
        "delivery_portfolios": make_course_table(outlook).to_frame(),
        "delivery_targets": make_chance_table(outlook).to_frame(),
        "delivery_projects": chosen.drop(*READABLE).to_frame(),
        "delivery_pool": written.drop(*READABLE).to_frame(),
        "delivery_robust_projects": secure.drop(*READABLE).to_frame(),
        "delivery_robust": make_robust_table(outlook).to_frame(),
        "delivery_what_if": make_difference_table(outlook).to_frame(),
        "delivery_queues": make_queue_table(outlook).to_frame(),
        "delivery_spending": make_month_table(outlook.chosen),
        "delivery_indicators": make_value_table(outlook),
        "delivery_carbon": make_delay_table(delays),
        "figure_gantt": frames.make_gantt_data(outlook.chosen),
        "figure_finish": frames.make_finish_data(outlook.chosen),
        "figure_spending_curve": frames.make_spending_data(outlook.chosen),
        "figure_by_year": frames.make_by_year_data(outlook),
        "figure_certainty": frames.make_certainty_data(outlook),
    }


def _find_known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _show_month(first_year: int, month: float) -> str:
    """A month of the clock as year and month, such as 2025-06; a dash where it is never."""
    whole = max(math.ceil(month - LEAST_MONTH) - 1, 0) if math.isfinite(month) else 0
    return f"{first_year + whole // 12}-{whole % 12 + 1:02d}" if math.isfinite(month) else "-"
