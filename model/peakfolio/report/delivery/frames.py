"""The data of every figure of delivery, one frame each; years are decimal, so that 2025.5 is the end of June."""

import numpy as np
import pandas as pd

from peakfolio.delivery.delivered import DeliveredPortfolio
from peakfolio.delivery.draws import Floats
from peakfolio.delivery.model import BEGUN, ENDED, MONTHS, STAGES
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.service import find_years
from peakfolio.delivery.spending import plan_by_month, spend_by_month
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.report.names import in_columns, name_action, name_indicator

QUANTILES = (("q05", 0.05), ("q50", 0.5), ("q95", 0.95))
COURSES = ("written", "chosen", "secure")
SURE = 0.995  # 100 % in whole per cents


def take_quantile(values: Floats, share: float) -> Floats:
    """A quantile over runs that is one of the values seen, so that never stays never: (…)."""
    return np.asarray(np.quantile(values, share, axis=0, method="inverted_cdf"))


def make_gantt_data(course: DeliveredPortfolio) -> pd.DataFrame:
    """Per project: planned begin and end, median begin and end of each stage, and when it is in service at 5, 50 and 95 % of the runs."""
    delivery, first = course.delivery, course.delivery.model.first_year
    ends, rows = delivery.planned, []
    for place, (key, begin) in enumerate(delivery.schedule.begins.items()):
        row: dict[str, object] = {
            **_name_project(course, key),
            "planned_begin": first + begin / MONTHS,
            "planned_end": first + float(ends[place]) / MONTHS,
        }
        for number, stage in enumerate(STAGES):
            times = delivery.records.times[:, place, number]
            row[f"{stage}_begin"] = first + float(take_quantile(times[:, BEGUN], 0.5)) / MONTHS
            row[f"{stage}_end"] = first + float(take_quantile(times[:, ENDED], 0.5)) / MONTHS
        for name, share in QUANTILES:
            row[f"service_{name}"] = first + float(take_quantile(delivery.in_service[:, place], share)) / MONTHS
        rows.append(row)
    return pd.DataFrame(rows).replace([np.inf], np.nan)


def make_spending_data(course: DeliveredPortfolio) -> pd.DataFrame:
    """Per month: money spent since the start, 万元, by plan and at 5, 50 and 95 % of the runs."""
    delivery = course.delivery
    spent = spend_by_month(delivery)
    total = np.cumsum(sum(spent.values()), axis=1) if spent else np.zeros((delivery.runs, int(delivery.model.horizon)))
    months = np.arange(1, total.shape[1] + 1)
    data = pd.DataFrame({"year": delivery.model.first_year + months / MONTHS, "planned": plan_by_month(delivery)})
    for name, share in QUANTILES:
        data[f"spent_{name}"] = take_quantile(total, share)
    seen = data[["planned", "spent_q95"]].sum(axis=1).to_numpy() > 0
    first = max(int(seen.argmax()) - 1, 0)
    last = max(int(np.searchsorted(data[name], data[name].iloc[-1] - 1e-6)) for name in ("planned", "spent_q05"))
    return data.iloc[first : min(last + 2, len(data))].reset_index(drop=True)


def make_finish_data(course: DeliveredPortfolio) -> pd.DataFrame:
    """Per project and year: the share of the runs in which it is in service by the end of the year."""
    model, problem = course.delivery.model, course.study.problem
    last = min(model.last_year, max(problem.milestone + 4, problem.horizon))
    years = range(problem.base_year + 1, last + 1)
    finished = find_years(model, course.delivery.in_service)
    rows = [
        {**_name_project(course, key), "planned_year": model.year_of(float(course.delivery.planned[place]))}
        | {str(year): float((finished[:, place] <= year).mean()) for year in years}
        for place, key in enumerate(course.delivery.records.action_ids)
    ]
    return pd.DataFrame(
        rows, columns=["action_id", "name_zh", "name_en", "planned_year", *(str(year) for year in years)]
    )


def make_met_data(outlook: DeliveryOutlook) -> pd.DataFrame:
    """Per aim: P(met in time) of the plan as written, the chosen portfolio and the secure one, and whether it is met only in a circle."""
    courses = {name: getattr(outlook, name) for name in COURSES}
    chances = {name: course.meeting.chances for name, course in courses.items()}
    outcomes = find_outcomes(
        outlook.plan, outlook.study.problem, outlook.choice.portfolio.starts, outlook.choice.portfolio.shares
    )
    circular = {each.key for each in outcomes if each.is_circular}
    rows = [
        {"indicator_id": key, **in_columns("name", name_indicator(outlook.plan, key))}
        | {name: chances[name][key] for name in COURSES}
        | {"promised": key in outlook.secure.aims, "is_circular": key in circular}
        for key in outlook.aims
    ]
    return pd.DataFrame(rows, columns=["indicator_id", "name_zh", "name_en", *COURSES, "promised", "is_circular"])


def make_by_year_data(outlook: DeliveryOutlook) -> pd.DataFrame:
    """Per year from the milestone on: P(all aims are met by its end) of the three portfolios, and how many aims each has (not the same)."""
    courses = {name: getattr(outlook, name).chance_by_year for name in COURSES}
    final = {name: min(each[max(each)], SURE) for name, each in courses.items()}  # what never comes needs no more years
    last = next(
        (year for year in courses["written"] if all(each[year] >= final[name] for name, each in courses.items())), None
    )
    years = [year for year in courses["written"] if last is None or year <= last]
    aims = {f"{name}_aims": len(getattr(outlook, name).aims) for name in COURSES}
    return pd.DataFrame([{"year": year} | {name: courses[name][year] for name in COURSES} | aims for year in years])


def make_certainty_data(outlook: DeliveryOutlook) -> pd.DataFrame:
    """The price of certainty: per wanted probability its cost, 万元, and what it came to in the samples and on unseen luck."""
    rows = [
        {
            "alpha": each.alpha,
            "cost_wan_yuan": each.cost_wan_yuan,
            "in_sample": each.in_sample,
            "fresh": each.fresh,
            "fresh_low": each.interval[0],
            "fresh_high": each.interval[1],
            "is_reached": each.is_reached,
            "projects": len([key for key in each.portfolio.starts if key in outlook.plan.project_by_id]),
        }
        for each in outlook.curve
    ]
    return pd.DataFrame(rows)


def _name_project(course: DeliveredPortfolio, key: str) -> dict[str, object]:
    return {"action_id": key, **in_columns("name", name_action(course.study.plan, key))}
