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

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.keeping import fill_folder, make_folder, refuse_place
from peakfolio.render.documents import FORMATS, name_document, write_content, write_documents
from peakfolio.render.iamc import make_iamc_table, write_iamc
from peakfolio.render.paper import draw_chart, save_png
from peakfolio.render.pictures import build_chart
from peakfolio.replan.replanning import Replan
from peakfolio.report.audit import make_finding_table
from peakfolio.report.carbon.records import describe_outlook, list_carbon_tables
from peakfolio.report.chapters.delivery import list_delivery_figures
from peakfolio.report.delivery.summary import describe_delivery
from peakfolio.report.delivery.tables import list_delivery_tables
from peakfolio.report.information import describe_information, make_information_table
from peakfolio.report.names import read_all
from peakfolio.report.numbering import read_figure
from peakfolio.report.prices import BREAKPOINTS, make_frontier_table
from peakfolio.report.records import describe_answer, describe_standpoint, describe_timing, list_answer_tables
from peakfolio.report.replan_tables import list_replan_tables
from peakfolio.report.replanning import describe_replan
from peakfolio.report.review.summary import record_review
from peakfolio.report.review.tables import list_review_tables
from peakfolio.report.summary import headline_run
from peakfolio.review.reviewing import Review
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
    tables = {"findings": make_finding_table(run.findings).to_frame()}
    if run.answer is not None:
        tables |= list_answer_tables(run.answer)
    if run.answer is not None and run.information is not None:
        tables["information"] = make_information_table(run.answer, run.information).to_frame()
    if run.frontier:
        tables["frontier"] = make_frontier_table(run.frontier).pick(*BREAKPOINTS).to_frame()
    if run.delivery is not None:
        tables |= list_delivery_tables(run.delivery, run.delays)
    if run.outlook is not None:
        tables |= list_carbon_tables(run.outlook)
        write_iamc(make_iamc_table(run.outlook.projections), folder / "pathways_iamc.csv")
    _write_csvs(tables, folder)
    (folder / "figures").mkdir()
    for language in LANGUAGES:
        write_content(run, folder, language)
        write_documents(folder, ("html",), language)
    files = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    _write_json({**describe_run(run), "files": [*files, RUN]}, folder / RUN)


def describe_run(run: Run) -> Mapping[str, Any]:
    """The identity of a run; everything that may differ between two equal runs stands under ``timing``."""
    answer = run.answer
    return {
        "peakfolio": version("peakfolio"),
        "version": version("peakfolio"),
        "region": run.plan.settings.region.id,
        "scenario": run.scenario_name,
        **describe_standpoint(run.plan),
        "solver_settings": asdict(run.settings),
        "seed": run.settings.seed,
        "answer": read_all(headline_run(run)),
        **({} if answer is None else describe_answer(answer)),
        "frontier": {"points": len(run.frontier), "is_complete": not run.frontier.is_cut} if run.frontier else None,
        "information": None if run.information is None else describe_information(run.information),
        "delivery": None if run.delivery is None else describe_delivery(run.delivery, run.delays),
        "carbon": None if run.outlook is None else describe_outlook(run.outlook),
        "inputs": dict(run.hashes),
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "timing": {} if answer is None else describe_timing(answer),
    }


def write_delivery(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath], folder: Path) -> None:
    """Writes delivery alone, every table as CSV and every figure as PNG, into a folder that is made if it does not exist."""
    with fill_folder(folder) as making:
        _write_csvs(list_delivery_tables(outlook, delays), making)
        for name, figure in list_delivery_figures(outlook).items():
            for language in LANGUAGES:
                chart = build_chart(read_figure(figure, language))
                save_png(draw_chart(chart, language), making / f"{name}{'' if language == 'zh' else '.en'}.png")
        _write_json(describe_delivery(outlook, delays), making / "delivery.json")


def write_replan_tables(found: Replan, folder: Path) -> None:
    """Writes a plan asked again, every table as CSV, into a folder that is made if it does not exist."""
    with fill_folder(folder) as making:
        _write_csvs({each.name: each.to_frame() for each in list_replan_tables(found)}, making)
        _write_json(describe_replan(found), making / "replan.json")


def write_review(review: Review, folder: Path) -> None:
    """Writes looking back, every table as CSV, into a folder that is made if it does not exist."""
    with fill_folder(folder) as making:
        _write_csvs({name: table.to_frame() for name, table in list_review_tables(review).items()}, making)
        _write_json(record_review(review), making / "review.json")


def _write_csvs(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """UTF-8 with a byte-order mark, so that spreadsheet programs show Chinese."""
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.10g")


def _write_json(value: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
