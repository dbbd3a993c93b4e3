"""The tables of delivery, as data frames; the column name holds the unit."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.delivered import DeliveredPortfolio
from peakfolio.delivery.outlook import COMPARED_RUNS, DeliveryOutlook
from peakfolio.delivery.queues import CAUSES, find_queues, find_stage_months, find_waits
from peakfolio.delivery.robust import RobustChoice
from peakfolio.delivery.spending import spend_by_month
from peakfolio.delivery.what_if import Comparison, WhatIf, measure_comparison
from peakfolio.report.delivery.frames import COURSES, QUANTILES, make_met_data, take_quantile
from peakfolio.report.delivery.names import COURSE_NAMES, NOTHING_CHANGED, QUEUES, TRADES, name_change
from peakfolio.report.names import name_action, name_indicator
from peakfolio.words import Language


def make_chance_table(outlook: DeliveryOutlook, language: Language) -> pd.DataFrame:
    """Per aim: its name and P(met in time) of the three portfolios; empty where the robust one does not promise it."""
    data = make_met_data(outlook)
    data.insert(1, "name", [name_indicator(outlook.plan, key).read(language) for key in data["indicator_id"]])
    data["secure"] = data["secure"].where(data["promised"])
    return data.drop(columns="promised")


def make_course_table(outlook: DeliveryOutlook, language: Language) -> pd.DataFrame:
    """The three portfolios: projects, cost, aims, P(all aims in time) with its 95 % interval, and the first year with the wanted certainty."""
    rows = []
    for name in COURSES:
        course: DeliveredPortfolio = getattr(outlook, name)
        low, high = course.interval
        rows.append(
            {
                "course": name,
                "name": COURSE_NAMES[name].read(language),
                "projects": len(course.delivery.jobs),
                "cost_wan_yuan": sum(
                    job.cost_wan_yuan * course.shares.get(job.action_id, 1.0) for job in course.delivery.jobs
                ),
                "aims": len(course.aims),
                "by": course.by or course.ledger.problem.milestone,
                "chance": course.chance,
                "chance_low": low,
                "chance_high": high,
                "sure_by": course.find_year(outlook.settings.alpha),
            }
        )
    return pd.DataFrame(rows)


def make_project_delivery_table(outlook: DeliveryOutlook, name: str, language: Language) -> pd.DataFrame:
    """Per project of a course: planned end, when it is in service (year and month), P(on time), months of each stage and of each wait.

    What it decides (``breaks``, ``cures``) is given for the chosen portfolio.
    """
    course: DeliveredPortfolio = getattr(outlook, name)
    delivery, model = course.delivery, course.delivery.model
    stages, waits = find_stage_months(delivery), find_waits(delivery)
    deciders = {each.action_id: each for each in outlook.deciders} if name == "chosen" else {}
    rows = []
    for place, job in enumerate(delivery.jobs):
        working = delivery.in_service[:, place]
        decider = deciders.get(job.action_id)
        rows.append(
            {
                "action_id": job.action_id,
                "name": name_action(outlook.plan, job.action_id).read(language),
                "start_year": model.first_year + int(delivery.schedule.begins[job.action_id] // 12),
                "planned_end_year": model.year_of(float(delivery.planned[place])),
                **{
                    f"in_service_{key}": _show_month(model.first_year, take_quantile(working, q))
                    for key, q in QUANTILES
                },
                "on_time": float((working <= delivery.planned[place] + 1e-9).mean()),
                **{f"months_{stage}": float(months[place]) for stage, months in stages.items()},
                **{f"waits_{cause}": float(waits[cause][place]) for cause in CAUSES},
                "breaks": decider.breaks if decider else np.nan,
                "cures": decider.cures if decider else np.nan,
            }
        )
    table = pd.DataFrame(rows)
    return table if deciders else table.drop(columns=["breaks", "cures"], errors="ignore")


def make_difference_table(outlook: DeliveryOutlook, language: Language) -> pd.DataFrame:
    """Every what-if: P(all aims in time), how far that moves, mean number of aims missed, months won or lost, projects never finished."""
    rows = [
        _describe_unchanged(outlook, "chosen", language),
        *(_describe_difference(outlook, "chosen", each, language) for each in outlook.differences),
        _describe_unchanged(outlook, "written", language),
        *(_describe_difference(outlook, "written", each, language) for each in outlook.rules),
    ]
    names = ("change", "subject", "name", "portfolio", "chance", "gained", "missed", "months", "unfinished")
    return pd.DataFrame(rows, columns=list(names))


def _describe_difference(
    outlook: DeliveryOutlook, course: str, found: Comparison, language: Language
) -> dict[str, object]:
    return {
        "change": found.change.kind,
        "subject": found.change.subject,
        "name": name_change(outlook.plan, found.change).read(language),
        "portfolio": course,
        "chance": found.chance,
        "gained": found.gained,
        "missed": found.missed,
        "months": found.months,
        "unfinished": found.unfinished,
    }


def _describe_unchanged(outlook: DeliveryOutlook, name: str, language: Language) -> dict[str, object]:
    """The runs that a change is compared with."""
    course: DeliveredPortfolio = getattr(outlook, name)
    compared = course.take(COMPARED_RUNS)
    same = measure_comparison(compared, compared, WhatIf("lose_year"))
    row = _describe_difference(outlook, name, same, language)
    return {**row, "change": "none", "name": NOTHING_CHANGED.read(language)}


def list_asked(outlook: DeliveryOutlook) -> tuple[tuple[str, RobustChoice], ...]:
    """The robust choices that were asked for, each with what it was asked."""
    asked = (("all_aims", outlook.robust), ("fewer_aims", outlook.promise), ("later_year", outlook.later))
    return tuple((kind, each) for kind, each in asked if each is not None)


def make_robust_table(outlook: DeliveryOutlook) -> pd.DataFrame:
    """Every robust choice: what it was asked, what it costs, what it came to in samples, simulation and on unseen luck, and its projects."""
    rows = [_describe_choice(kind, each, outlook) for kind, each in list_asked(outlook)]
    rows += [_describe_choice("curve", each, outlook) for each in outlook.curve]
    return pd.DataFrame(rows)


def make_queue_table(outlook: DeliveryOutlook, language: Language) -> pd.DataFrame:
    """Every queue of the whole pool and of the chosen portfolio: capacity, users, months waited, how full, longest line."""
    rows = [
        {
            "portfolio": name,
            "queue": queue.kind,
            "subject": queue.subject,
            "name": (TRADES[queue.subject] if queue.subject else QUEUES[queue.kind]).read(language),
            "capacity": queue.capacity,
            "projects": queue.projects,
            "waited_months": queue.waited,
            "busy": queue.busy,
            "longest_line": queue.longest,
        }
        for name in ("written", "chosen")
        for queue in find_queues(getattr(outlook, name).delivery)
    ]
    return pd.DataFrame(rows)


def make_month_table(course: DeliveredPortfolio) -> pd.DataFrame:
    """Mean money paid in each month by source, 万元, while anything is paid."""
    spent = spend_by_month(course.delivery)
    months = np.arange(int(course.delivery.model.horizon))
    data = pd.DataFrame({source: amounts.mean(axis=0) for source, amounts in spent.items()}, index=months)
    data.insert(0, "month", months % 12 + 1)
    data.insert(0, "year", course.delivery.model.first_year + months // 12)
    used = data.drop(columns=["year", "month"]).sum(axis=1) > 0
    last = int(np.flatnonzero(used)[-1]) + 1 if used.any() else 0
    return data.head(last)


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


def _describe_choice(kind: str, choice: RobustChoice, outlook: DeliveryOutlook) -> dict[str, object]:
    projects = [f"{key}:{start}" for key, start in choice.portfolio.starts.items() if key in outlook.plan.project_by_id]
    return {
        "asked": kind,
        "alpha": choice.alpha,
        "by": choice.by or outlook.chosen.ledger.problem.milestone,
        "cost_wan_yuan": choice.cost_wan_yuan,
        "aims": len(choice.aims),
        "given_up": " ".join(choice.dropped),
        "claimed": choice.claimed,
        "in_sample": choice.in_sample,
        "fresh": choice.fresh,
        "fresh_low": choice.interval[0],
        "fresh_high": choice.interval[1],
        "is_reached": choice.is_reached,
        "projects": " ".join(projects),
    }


def _show_month(first_year: int, months: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    """A month of the clock as year and month, such as 2025-06; a dash where it is never."""
    value = float(months)
    if not np.isfinite(value):
        return "-"
    whole = max(int(np.ceil(value - 1e-9)) - 1, 0)
    return f"{first_year + whole // 12}-{whole % 12 + 1:02d}"
