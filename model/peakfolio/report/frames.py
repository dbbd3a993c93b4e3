"""The data of the figures of a portfolio, each as a data frame that the run folder also holds as CSV."""

from collections.abc import Sequence

import pandas as pd

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.portfolio.outcomes import CIRCLES
from peakfolio.report.names import (
    find_cost,
    find_target,
    in_columns,
    name_indicator,
    show_difference,
    show_level,
    show_state,
)
from peakfolio.report.targets import name_result
from peakfolio.words import Words, say

WHOLE = 10.0  # of a gap, from which decimals tell nothing
GAP_PARTS = ("figure", "circular", "optional", "left")


def make_gap_data(answer: Answer) -> pd.DataFrame:
    """Per open target: the shares of its gap closed by the portfolio (on figures, or circularly), by optional projects, and left.

    In per cent, rounded to a millionth; beside them the size of the gap and of what stays of it with all of these, in the target's own
    unit, and what becomes of the target. What is met on figures comes first, what nothing brings nearer last.
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
                **in_columns("size", show_size(answer, target.key, target.gap)),
                "rest": round_gap(min(second[target.key], own.missing)),
                "result": name_result(own),
                "figure": round(100.0 - after if is_figure else 0.0, 6),
                "circular": round(0.0 if is_figure else 100.0 - after, 6),
                "optional": round(after - left, 6),
                "left": round(left, 6),
            }
        )
    named = ("name_zh", "name_en", "size_zh", "size_en", "rest", "result")
    data = pd.DataFrame(rows, columns=["indicator_id", *named, *GAP_PARTS])
    order = data["result"].map({"met": 0, "undecided": 1, "missed": 2})
    return (
        data.assign(order=order)
        .sort_values(["order", "circular", "left"], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def show_size(answer: Answer, key: str, gap: float) -> Words:
    """The size of a gap in the target's unit.

    A state is not in force, and of a trend that must go on only its side is asked.
    """
    target = find_target(answer, key)
    if target.is_state:
        return show_state(0.0 if gap > 0 else 1.0)
    if target.is_trend:
        level = show_level(answer, key, target.level)
        return say("above {level}", level=level) if target.sign > 0 else say("below {level}", level=level)
    return show_difference(answer.plan, key, round_gap(gap))


def round_gap(gap: float) -> float:
    """A gap as exact as its figures carry: whole from ten up, else to two digits."""
    return float(round(gap)) if gap >= WHOLE else float(f"{gap:.2g}")


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
