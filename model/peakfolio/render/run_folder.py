"""Writes a run: whole or not at all, with everything needed to check it and to make it again."""

import contextlib
import json
import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.pathways import Projection
from peakfolio.keeping import make_folder, refuse_place
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.carbon_tables import FuelFactor
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.optimise import Portfolio
from peakfolio.render.delivery_folder import describe_delivery, make_delivery_tables
from peakfolio.render.documents import FORMATS, name_document, write_content, write_documents
from peakfolio.render.iamc import make_iamc_table, write_iamc
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.summary import headline_outlook
from peakfolio.report.carbon.tables import (
    make_inventory_table,
    make_other_table,
    make_path_table,
    make_pathway_table,
    make_project_table,
    make_split_table,
    make_swing_table,
    make_unknown_table,
    make_wedge_table,
)
from peakfolio.report.frames import make_gap_data, make_money_data
from peakfolio.report.names import read_all
from peakfolio.report.prices import make_frontier_table
from peakfolio.report.summary import headline_run
from peakfolio.report.tables import (
    make_assumption_table,
    make_check_table,
    make_finding_table,
    make_indicator_table,
    make_portfolio_table,
    make_shortfall_table,
    make_spending_table,
    make_switch_table,
)
from peakfolio.run import Run
from peakfolio.words import LANGUAGES

RUN = "run.json"
LIBRARIES = (
    "highspy",
    "pulp",
    "simpy",
    "pandas",
    "numpy",
    "pydantic",
    "matplotlib",
    "plotly",
    "python-docx",
    "xlsxwriter",
)


def write_run(run: Run, results: Path) -> Path:
    """Writes ``results/<region>/<scenario>/`` and returns it.

    Everything is written beside the place first and moved in one step; an older run of the same scenario is replaced, and what
    somebody else laid beside it stays. Two runs of one scenario at once do not disturb each other: each is written whole, and the
    one that ends last stays. Raises PeakfolioError where it cannot be written.
    """
    target = find_run_folder(results, run.plan.settings.region.id, run.scenario_name)
    with make_folder(target, carry_strangers) as making:
        _fill(run, making)
    return target


def carry_strangers(old: Path, new: Path) -> None:
    """Copies what somebody else laid into a run folder to the one that replaces it; links stay links."""
    for name in list_strangers(old):
        place = new / name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / name, place, follow_symlinks=False)


def find_run_folder(results: Path, region: str, scenario: str) -> Path:
    """The folder a run is written to.

    Raises PeakfolioError where something else is in its place, OSError where a folder in it cannot be read, for what is in there
    could not be kept.
    """
    folder = results / region / scenario
    refuse_place(folder)
    list_strangers(folder)
    return folder


def list_strangers(folder: Path) -> tuple[Path, ...]:
    """The files and links in a run folder that neither its run nor ``peakfolio report`` wrote, relative to it.

    Raises OSError where a folder in it cannot be read.
    """
    own = {name_document(folder, form, language).name for form in FORMATS for language in LANGUAGES}
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        own |= set(json.loads((folder / RUN).read_text(encoding="utf-8"))["files"] if (folder / RUN).is_file() else ())
    found = (each.relative_to(folder) for each in _list_files(folder))
    return tuple(each for each in found if each.as_posix() not in own)


def _list_files(folder: Path) -> Iterator[Path]:
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.is_dir() and not each.is_symlink():
            yield from _list_files(each)
        elif each.is_symlink() or each.is_file():
            yield each


def _fill(run: Run, folder: Path) -> None:
    tables = {"findings": make_finding_table(run.findings)}
    if run.answer is not None:
        tables |= make_answer_tables(run.answer)
    if run.frontier:
        tables["frontier"] = make_frontier_table(run.frontier)
    if run.delivery is not None:
        tables |= make_delivery_tables(run.delivery, run.delays)
    if run.outlook is not None:
        tables |= make_outlook_tables(run.outlook)
        write_iamc(make_iamc_table(run.outlook.projections), folder / "pathways_iamc.csv")
    for name, table in tables.items():
        _write_csv(table, folder / f"{name}.csv")
    (folder / "figures").mkdir()
    for language in LANGUAGES:
        write_content(run, folder, language)
        write_documents(folder, ("html",), language)
    files = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    text = json.dumps({**describe_run(run), "files": [*files, RUN]}, ensure_ascii=False, indent=2)
    (folder / RUN).write_text(text + "\n", encoding="utf-8", newline="\n")


def make_answer_tables(answer: Answer) -> dict[str, pd.DataFrame]:
    """Every table of a portfolio, by file name."""
    return {
        "portfolio": make_portfolio_table(answer),
        "indicators": make_indicator_table(answer),
        "shortfalls": make_shortfall_table(answer),
        "spending": make_spending_table(answer),
        "checks": make_check_table(answer),
        "assumptions": make_assumption_table(answer),
        "switches": make_switch_table(answer),
        "figure_gaps": make_gap_data(answer),
        "figure_money": make_money_data(answer),
    }


def make_outlook_tables(outlook: CarbonOutlook) -> dict[str, pd.DataFrame]:
    """Every table of a carbon outlook, by file name."""
    return {
        "carbon_inventory": make_inventory_table(outlook.main),
        "carbon_other": make_other_table(outlook.main),
        "carbon_paths": make_path_table(outlook),
        "carbon_pathways": make_pathway_table(outlook, "en"),
        "carbon_drivers": make_split_table(outlook, "en"),
        "carbon_wedges": make_wedge_table(outlook),
        "carbon_projects": make_project_table(outlook, "en"),
        "carbon_unknown": make_unknown_table(outlook.plan, "en"),
        "carbon_sensitivity": make_swing_table(outlook, "en"),
        "carbon_sources": make_carbon_source_table(outlook),
    }


def describe_run(run: Run) -> Mapping[str, Any]:
    """The identity of a run; everything that may differ between two equal runs stands under ``timing``."""
    answer = run.answer
    return {
        "peakfolio": version("peakfolio"),
        "version": version("peakfolio"),
        "region": run.plan.settings.region.id,
        "scenario": run.scenario_name,
        "solver_settings": asdict(run.settings),
        "seed": run.settings.seed,
        "answer": read_all(headline_run(run)),
        **({} if answer is None else _describe_answer(answer)),
        "frontier": {"points": len(run.frontier), "is_complete": not run.frontier.is_cut} if run.frontier else None,
        "delivery": None if run.delivery is None else describe_delivery(run.delivery, run.delays),
        "carbon": None if run.outlook is None else describe_outlook(run.outlook),
        "inputs": dict(run.hashes),
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "timing": {} if answer is None else _describe_timing(answer),
    }


def _describe_answer(answer: Answer) -> Mapping[str, Any]:
    return {
        "milestone": answer.problem.milestone,
        "settings": answer.scenario.model_dump(mode="json"),
        "cost_wan_yuan": answer.verification.cost_wan_yuan,
        "projects": [key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id],
        "measures": [key for key in answer.choice.portfolio.starts if key in answer.plan.measure_by_id],
        "unmet": [reach.key for reach in answer.choice.reaches],
        "solver": answer.choice.portfolio.steps[0].certificate.solver,
        "checks": len(answer.verification.checks) + len(answer.best_effort.checks),
        "certificates": {name: _describe_steps(each) for name, each in _list_portfolios(answer).items()},
    }


def describe_outlook(outlook: CarbonOutlook) -> Mapping[str, Any]:
    """The carbon answer in a few values: settings, and for each pathway its call, chance and levels."""
    settings = find_carbon_settings(outlook.plan)
    first = outlook.main.ensemble
    return {
        "answer": read_all(headline_outlook(outlook)),
        "settings": {**settings.model_dump(mode="json"), "factor_set": _name_factors(outlook)},
        "runs": first.runs,
        "seed": first.seed,
        "sampling": first.sampling,
        "main_pathway": outlook.main.pathway_name,
        "drivers": {"since_base": dict(outlook.change.effects), "against_baseline": dict(outlook.distance.effects)},
        "projects": json.loads(make_project_table(outlook, "en").to_json(orient="records")),
        "pathways": {
            each.pathway_name: _describe_pathway(outlook, each.pathway_name, row)
            for each, row in zip(outlook.projections, make_pathway_table(outlook, "en").to_dict("records"), strict=True)
        },
    }


def _describe_pathway(outlook: CarbonOutlook, name: str, row: Mapping[Any, Any]) -> Mapping[str, Any]:
    call = outlook.calls[name]
    numbers = {key: value for key, value in row.items() if isinstance(value, float) and key != "peak_year"}
    return {
        "class": call.kind,
        "peak_year": call.peak_year,
        "peaked_by": _list_chances(outlook, name),
        "intensity_targets": dict(_find_projection(outlook, name).ensemble.met),
        **{key: round(value, 6) for key, value in numbers.items()},
    }


def _name_factors(outlook: CarbonOutlook) -> str:
    """The set of fuel factors in use, which an option may have changed."""
    rows = (each.row for each in outlook.main.model.parameters)
    return next(row.factor_set for row in rows if isinstance(row, FuelFactor))


def _find_projection(outlook: CarbonOutlook, name: str) -> Projection:
    return next(each for each in outlook.projections if each.pathway_name == name)


def _list_chances(outlook: CarbonOutlook, name: str) -> Mapping[str, float]:
    """P(peak <= year) by year."""
    found = _find_projection(outlook, name)
    return {
        str(year): round(float(share), 6)
        for year, share in zip(found.model.years, found.ensemble.peaked_by, strict=True)
    }


def _describe_timing(answer: Answer) -> Mapping[str, Any]:
    return {
        name: {step.name: step.certificate.seconds for step in portfolio.steps}
        for name, portfolio in _list_portfolios(answer).items()
    }


def _list_portfolios(answer: Answer) -> Mapping[str, Portfolio]:
    return {"needed": answer.choice.portfolio, "with_optional": answer.choice.best_effort}


def _describe_steps(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "step": step.name,
            "outcome": step.certificate.outcome,
            "is_proved": step.certificate.is_proved,
            "objective": step.certificate.objective,
            "bound": step.certificate.bound,
            "relative_gap": step.certificate.relative_gap,
            "second_opinion": step.certificate.second_opinion,
        }
        for step in portfolio.steps
    ]


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """UTF-8 with a byte-order mark, so that spreadsheet programs show Chinese."""
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.10g")
