"""Writes a run: whole or not at all, with everything needed to check it and to make it again."""

import json
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from peakfolio.language import Language
from peakfolio.plan.audit import Finding
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.results.charts import (
    draw_gaps,
    draw_money,
    draw_spending,
    make_gap_data,
    make_money_data,
    render_svg,
    save_png,
)
from peakfolio.results.report import headline, render_report
from peakfolio.results.tables import (
    make_assumption_table,
    make_check_table,
    make_finding_table,
    make_indicator_table,
    make_portfolio_table,
    make_shortfall_table,
    make_spending_table,
    make_switch_table,
)

LANGUAGES: tuple[Language, ...] = ("zh", "en")
LIBRARIES = ("highspy", "pulp", "pandas", "numpy", "pydantic", "matplotlib")


def write_run(
    answer: Answer, findings: Sequence[Finding], hashes: Mapping[str, str], results: Path, settings: SolverSettings
) -> Path:
    """Writes ``results/<region>/<scenario>/`` and returns it.

    Everything is written beside the place first and moved in one step; an older run of the same scenario is replaced.
    """
    target = results / answer.problem.region / answer.scenario_name
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{answer.scenario_name}-", dir=target.parent))
    try:
        _fill(answer, findings, hashes, making, settings)
        making.chmod(0o755)
        _swap(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def _fill(
    answer: Answer, findings: Sequence[Finding], hashes: Mapping[str, str], folder: Path, settings: SolverSettings
) -> None:
    tables = {
        "portfolio": make_portfolio_table(answer),
        "indicators": make_indicator_table(answer),
        "shortfalls": make_shortfall_table(answer),
        "spending": make_spending_table(answer),
        "checks": make_check_table(answer),
        "assumptions": make_assumption_table(answer),
        "switches": make_switch_table(answer),
        "findings": make_finding_table(findings),
        "figure_gaps": make_gap_data(answer),
        "figure_money": make_money_data(answer),
    }
    for name, table in tables.items():
        _write_csv(table, folder / f"{name}.csv")
    identity = describe_run(answer, hashes, settings)
    text = json.dumps(identity, ensure_ascii=False, indent=2)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    (folder / "figures").mkdir()
    for language in LANGUAGES:
        figures = {
            "gaps": draw_gaps(answer, language),
            "spending": draw_spending(answer, tables["spending"], language),
            "money": draw_money(answer, language),
        }
        suffix = "" if language == "zh" else ".en"
        for name, figure in figures.items():
            save_png(figure, folder / "figures" / f"{name}{suffix}.png")
        drawn = {name: render_svg(figure) for name, figure in figures.items()}
        page = render_report(answer, findings, drawn, identity, language)
        (folder / f"report{suffix}.html").write_text(page, encoding="utf-8", newline="\n")


def describe_run(answer: Answer, hashes: Mapping[str, str], settings: SolverSettings) -> Mapping[str, Any]:
    """The identity of a run; everything that may differ between two equal runs stands under ``timing``."""
    said = headline(answer)
    portfolios = {"needed": answer.choice.portfolio, "with_optional": answer.choice.best_effort}
    return {
        "peakfolio": version("peakfolio"),
        "version": version("peakfolio"),
        "region": answer.problem.region,
        "scenario": answer.scenario_name,
        "milestone": answer.problem.milestone,
        "settings": answer.scenario.model_dump(mode="json"),
        "solver_settings": asdict(settings),
        "seed": settings.seed,
        "answer": {"zh": said.zh, "en": said.en},
        "cost_wan_yuan": answer.verification.cost_wan_yuan,
        "projects": [key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id],
        "measures": [key for key in answer.choice.portfolio.starts if key in answer.plan.measure_by_id],
        "unmet": [reach.key for reach in answer.choice.reaches],
        "solver": answer.choice.portfolio.steps[0].certificate.solver,
        "checks": len(answer.verification.checks) + len(answer.best_effort.checks),
        "certificates": {name: _describe_steps(portfolio) for name, portfolio in portfolios.items()},
        "inputs": dict(hashes),
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "timing": {
            name: {step.name: step.certificate.seconds for step in portfolio.steps}
            for name, portfolio in portfolios.items()
        },
    }


def _describe_steps(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "step": step.name,
            "outcome": step.certificate.outcome,
            "is_proved": step.certificate.is_proved,
            "objective": step.certificate.objective,
            "bound": step.certificate.bound,
            "relative_gap": step.certificate.relative_gap,
        }
        for step in portfolio.steps
    ]


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """UTF-8 with a byte-order mark, so that spreadsheet programs show Chinese."""
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.10g")


def _swap(making: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    making.rename(target)
    shutil.rmtree(old, ignore_errors=True)
