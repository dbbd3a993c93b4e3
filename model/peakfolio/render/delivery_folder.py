"""Delivery as files and as plain values: every table, every figure, and the identity of the simulation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.delivery.delivered import DeliveredPortfolio
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.keeping import fill_folder
from peakfolio.render.paper.charts import save_png
from peakfolio.render.pictures import draw_figure
from peakfolio.report.chapters.delivery import list_delivery_figures
from peakfolio.report.delivery.frames import (
    COURSES,
    make_by_year_data,
    make_certainty_data,
    make_finish_data,
    make_gantt_data,
    make_spending_data,
)
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import (
    make_chance_table,
    make_course_table,
    make_delay_table,
    make_difference_table,
    make_month_table,
    make_project_delivery_table,
    make_queue_table,
    make_robust_table,
    make_value_table,
)
from peakfolio.report.names import read_all
from peakfolio.words import LANGUAGES


def make_delivery_tables(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> dict[str, pd.DataFrame]:
    """Every table of a delivery outlook, by file name."""
    return {
        "delivery_portfolios": make_course_table(outlook, "en"),
        "delivery_targets": make_chance_table(outlook, "en"),
        "delivery_projects": make_project_delivery_table(outlook, "chosen", "en"),
        "delivery_pool": make_project_delivery_table(outlook, "written", "en"),
        "delivery_robust_projects": make_project_delivery_table(outlook, "secure", "en"),
        "delivery_robust": make_robust_table(outlook),
        "delivery_what_if": make_difference_table(outlook, "en"),
        "delivery_queues": make_queue_table(outlook, "en"),
        "delivery_spending": make_month_table(outlook.chosen),
        "delivery_indicators": make_value_table(outlook),
        "delivery_carbon": make_delay_table(delays),
        "figure_gantt": make_gantt_data(outlook.chosen),
        "figure_finish": make_finish_data(outlook.chosen),
        "figure_spending_curve": make_spending_data(outlook.chosen),
        "figure_by_year": make_by_year_data(outlook),
        "figure_certainty": make_certainty_data(outlook),
    }


def write_delivery(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath], folder: Path) -> None:
    """Writes every table as CSV and every figure as PNG, both languages, into a folder that is made if it does not exist."""
    with fill_folder(folder) as making:
        _fill(outlook, delays, making)


def _fill(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath], folder: Path) -> None:
    for name, table in make_delivery_tables(outlook, delays).items():
        table.to_csv(
            folder / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.10g"
        )
    for language in LANGUAGES:
        suffix = "" if language == "zh" else ".en"
        for name, each in list_delivery_figures(outlook, language).items():
            save_png(draw_figure(each, language), folder / f"{name}{suffix}.png")
    text = json.dumps(describe_delivery(outlook, delays), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "delivery.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def describe_delivery(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> Mapping[str, Any]:
    """The answer on delivery in plain values: settings, assumptions in words, chances, deciders, what-ifs, robust choices, carbon."""
    limits = outlook.model.capacities
    return {
        "answer": read_all(headline_delivery(outlook)),
        "rests_on": [read_all(each) for each in list_delivery_caveats(outlook, delays)],
        "runs": outlook.chosen.delivery.runs,
        "is_complete": all(getattr(outlook, name).delivery.is_complete for name in COURSES),
        "seed": outlook.settings.seed,
        "alpha": outlook.settings.alpha,
        "rule": outlook.model.rule,
        "capacities": {"approval": limits.approval, "design": limits.design, **limits.crews},
        "portfolios": {name: _describe_course(getattr(outlook, name)) for name in COURSES},
        "drawn_effects": outlook.drawn,
        "deciders": [
            {"action_id": each.action_id, "late": each.late, "breaks": each.breaks, "cures": each.cures}
            for each in outlook.deciders
        ],
        "what_if": _list_records(make_difference_table(outlook, "en")),
        "robust": _list_records(make_robust_table(outlook)),
        "queues": _list_records(make_queue_table(outlook, "en")),
        "carbon": {
            name: dict(zip(("planned", "delivered"), path.find_chance(PEAK_YEAR), strict=True))
            for name, path in delays.items()
        },
    }


def _describe_course(course: DeliveredPortfolio) -> Mapping[str, Any]:
    low, high = course.interval
    return {
        "starts": dict(course.starts),
        "aims": list(course.aims),
        "by": course.by or course.ledger.problem.milestone,
        "chance": course.chance,
        "interval": [round(low, 6), round(high, 6)],
        "targets": dict(course.meeting.chances),
        "by_year": {str(year): share for year, share in course.chance_by_year.items()},
    }


def _list_records(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records"))
