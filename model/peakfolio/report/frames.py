"""The data of the figures of a portfolio, each as a data frame that the run folder also holds as CSV."""

from collections.abc import Sequence

import pandas as pd

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.portfolio.outcomes import CIRCLES
from peakfolio.report.names import find_cost, in_columns, name_indicator

GAP_PARTS = ("figure", "circular", "optional", "left")


def make_gap_data(answer: Answer) -> pd.DataFrame:
    """Per open target: the shares of its gap closed by the portfolio (on figures, or circularly), by optional projects, and left.

    In per cent, rounded to a millionth.
    """
    first = {outcome.key: outcome for outcome in answer.verification.outcomes}
    second = {outcome.key: outcome.missing for outcome in answer.best_effort.outcomes}
    rows = []
    for target in answer.problem.targets:
        own = first[target.key]
        left = 100.0 * min(second[target.key], own.missing) / target.gap
        after = 100.0 * own.missing / target.gap
        is_figure = own.evidence not in CIRCLES
        rows.append(
            {
                "indicator_id": target.key,
                **in_columns("name", name_indicator(answer.plan, target.key)),
                "figure": round(100.0 - after if is_figure else 0.0, 6),
                "circular": round(0.0 if is_figure else 100.0 - after, 6),
                "optional": round(after - left, 6),
                "left": round(left, 6),
            }
        )
    return pd.DataFrame(rows, columns=["indicator_id", "name_zh", "name_en", *GAP_PARTS])


def _name_rejected(reason: Reason) -> str:
    """What a project that was left out is for."""
    if not reason.could_serve:
        return "idle"
    return "unsized" if set(reason.could_serve.values()) == {"unknown"} else "spare"


def make_money_data(answer: Answer) -> pd.DataFrame:
    """Per category of projects: money by what it is for, 万元."""
    rows = []
    for reason in answer.reasons:
        project = answer.plan.project_by_id.get(reason.action_id)
        if project is None or project.cost_wan_yuan is None:
            continue
        use = reason.role if reason.role in ("needed", "nearer", "locked_in") else _name_rejected(reason)
        rows.append(
            {"category_zh": project.category_zh, "use": use, "cost_wan_yuan": find_cost(answer, reason.action_id)}
        )
    table = pd.DataFrame(rows).pivot_table(
        index="category_zh", columns="use", values="cost_wan_yuan", aggfunc="sum", fill_value=0.0, sort=False
    )
    order = [use for use in ("needed", "nearer", "locked_in", "spare", "unsized", "idle") if use in table.columns]
    return table[order].reset_index()


def make_frontier_data(points: Sequence[FrontierPoint]) -> pd.DataFrame:
    """Every breakpoint of a frontier: money, 万元, and what it reaches."""
    rows = [(round(each.cost_wan_yuan, 6), round(each.reached, 6)) for each in points]
    return pd.DataFrame(rows, columns=["cost_wan_yuan", "reached"])


def stack_spending(data: pd.DataFrame) -> pd.DataFrame:
    """Spending with a row for each year and a column for each funding source."""
    return data.pivot_table(
        index="year", columns="funding_source", values="spending_wan_yuan", aggfunc="sum", fill_value=0.0, sort=False
    ).sort_index()
