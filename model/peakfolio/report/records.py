"""An answer as plain values: what CSV and JSON hold."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from peakfolio.assess.counting import count_effects
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choice import Portfolio
from peakfolio.report import portfolio
from peakfolio.report.content import Table
from peakfolio.report.effects import make_assumption_table
from peakfolio.report.frames import make_gap_data, make_money_data
from peakfolio.report.undecided import list_undecided_tables


def list_answer_tables(answer: Answer) -> dict[str, pd.DataFrame]:
    """Every table of an answer, by file name."""
    tables: tuple[Table, ...] = (
        portfolio.make_project_table(answer.plan, answer).drop(*portfolio.READABLE),
        portfolio.make_indicator_table(answer),
        portfolio.make_shortfall_table(answer),
        portfolio.make_spending_table(answer),
        portfolio.make_check_table(answer),
        make_assumption_table(answer),
        portfolio.make_switch_table(answer).drop("chosen"),
    )
    tables = (*tables, *(list_undecided_tables(answer) if answer.is_undecided else ()))
    figures = {"figure_gaps": make_gap_data(answer), "figure_money": make_money_data(answer)}
    return {each.name: each.to_frame() for each in tables} | figures


def describe_answer(answer: Answer) -> Mapping[str, Any]:
    """The answer in a few values, with the certificate of every step of its proof."""
    starts, plan = answer.choice.portfolio.starts, answer.plan
    return {
        "milestone": answer.problem.milestone,
        "settings": answer.scenario.model_dump(mode="json"),
        "cost_wan_yuan": answer.verification.cost_wan_yuan,
        "projects": [key for key in starts if key in plan.project_by_id],
        "measures": [key for key in starts if key in plan.measure_by_id],
        "is_undecided": answer.is_undecided,
        "effects": asdict(count_effects(plan)),
        "unmet": [reach.key for reach in answer.choice.reaches],
        "solver": answer.choice.portfolio.steps[0].certificate.solver,
        "checks": len(answer.verification.checks) + len(answer.best_effort.checks),
        "certificates": {  # of nothing that was weighed there is nothing to prove
            name: portfolio.make_step_table(each).to_records()
            for name, each in ({} if answer.is_undecided else _list_portfolios(answer)).items()
        },
        **({each.name: each.to_records() for each in list_undecided_tables(answer)} if answer.is_undecided else {}),
    }


def describe_standpoint(plan: Plan) -> Mapping[str, Any]:
    """The day a plan is read on and what had become known by then; nothing where it is its own."""
    stands = plan.standpoint
    if stands is None:
        return {}
    known = {
        "outcomes": len(stands.taken),
        "reports": len(stands.reports),
        "silent": list(stands.silent),
        "carried": sorted({row.indicator_id for row in stands.carried}),
    }
    return {"as_of": stands.day, "known": known}


def describe_timing(answer: Answer) -> Mapping[str, Any]:
    """The seconds of every step."""
    return {
        name: {step.name: step.certificate.seconds for step in each.steps}
        for name, each in _list_portfolios(answer).items()
    }


def _list_portfolios(answer: Answer) -> Mapping[str, Portfolio]:
    return {"needed": answer.choice.portfolio, "with_optional": answer.choice.best_effort}
