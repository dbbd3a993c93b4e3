"""The carbon answer as plain values: what CSV and JSON hold."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from peakfolio.carbon.decomposition import Chain
from peakfolio.carbon.drivers import DriverSplit
from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.sensitivity import Screening
from peakfolio.plan.carbon_tables import FuelFactor
from peakfolio.plan.plan import Plan
from peakfolio.report.carbon import tables
from peakfolio.report.carbon.frames import DIGITS, make_wedge_frame
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.summary import headline_outlook
from peakfolio.report.names import read_all


def list_carbon_tables(outlook: CarbonOutlook) -> dict[str, pd.DataFrame]:
    """Every table of a carbon outlook, by file name."""
    said = (
        tables.make_inventory_table(outlook.main),
        tables.make_other_table(outlook.main),
        tables.make_pathway_table(outlook),
        tables.make_split_table(outlook),
        tables.make_project_table(outlook),
        tables.make_unknown_table(outlook.plan),
        tables.make_swing_table(outlook),
        make_carbon_source_table(outlook),
    )
    frames = {"carbon_paths": tables.make_path_frame(outlook), "carbon_wedges": make_wedge_frame(outlook)}
    return frames | {each.name: each.to_frame() for each in said}


def describe_outlook(outlook: CarbonOutlook) -> Mapping[str, Any]:
    """The carbon answer in a few values: settings, and for each pathway its call, chance and levels."""
    main = outlook.main
    factors = next(each.row.factor_set for each in main.model.parameters if isinstance(each.row, FuelFactor))
    settings = outlook.plan.carbon.model_dump(mode="json")
    rows = zip(outlook.projections, tables.make_pathway_table(outlook).to_records(), strict=True)
    return {
        "answer": read_all(headline_outlook(outlook)),
        "settings": {**settings, "factor_set": factors},  # an option may have changed it
        "runs": main.ensemble.runs,
        "seed": main.ensemble.settings.seed,
        "sampling": main.ensemble.settings.sampling,
        "main_pathway": main.pathway_name,
        "drivers": {"since_base": dict(outlook.change.effects), "against_baseline": dict(outlook.distance.effects)},
        "projects": tables.make_project_table(outlook).to_records(),
        "pathways": {each.pathway_name: _describe_pathway(each, row) for each, row in rows},
    }


def _describe_pathway(projection: Projection, row: Mapping[str, object]) -> Mapping[str, Any]:
    chances = zip(projection.model.years, projection.ensemble.peaked_by, strict=True)
    return {
        "class": row["call"],
        "peak_year": row["peak_year"],
        "peaked_by": {str(year): round(float(share), DIGITS) for year, share in chances},
        "intensity_targets": dict(projection.ensemble.met),
        **{
            key: round(value, DIGITS)
            for key, value in row.items()
            if isinstance(value, float) and not key.startswith("met_")
        },
    }


def describe_split(split: DriverSplit) -> dict[str, Any]:
    """A change or a distance split among its drivers."""
    return {
        "start": split.start,
        "end": split.end,
        "method": f"LMDI-I {split.decomposition.kind}",
        "span": split.decomposition.span,
        "effects": dict(split.effects),
    }


def describe_chain(chain: Chain) -> dict[str, Any]:
    """Both decompositions of a file's factors."""
    return {
        "years": list(chain.years),
        "start": chain.end_to_end.start,
        "end": chain.end_to_end.end,
        "end_to_end": {name: float(value) for name, value in chain.end_to_end.by_factor.items()},
        "chained": {name: float(value) for name, value in chain.chained.by_factor.items()},
    }


def describe_screening(plan: Plan, found: Screening) -> dict[str, Any]:
    """Sobol and Morris indices of the figures."""
    said = (tables.make_sobol_table(plan, found), tables.make_morris_table(plan, found))
    return {"measure": f"emissions {found.year}", **{each.name: each.to_records() for each in said}}
