"""What the pathways rest on: every source with the figures it carries."""

from collections.abc import Iterator

import pandas as pd

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.carbon_tables import GridFactor, Gwp, StandardCoal
from peakfolio.plan.tables import Source


def make_carbon_source_table(outlook: CarbonOutlook) -> pd.DataFrame:
    """Every source the pathways rest on, assumptions first, with the figures each one carries."""
    plan = outlook.plan
    used: dict[str, list[str]] = {}
    for each in outlook.projections:
        for parameter in each.model.parameters:
            if parameter.row is not None and parameter.name not in used.setdefault(parameter.row.source_id, []):
                used[parameter.row.source_id].append(parameter.name)
    rows = []
    for key, names in used.items():
        source = plan.source_by_id.get(key) or plan.factors.source_by_id.get(key)
        if source is not None:
            rows.append(_describe_source(source, names))
    rows += [_describe_source(source, names) for source, names in _list_constants(outlook)]
    order = {"assumption": 0, "publication": 1, "document": 2}
    rows.sort(key=lambda row: (order[str(row["kind"])], -int(str(row["figures"]))))
    columns = ["kind", "source_id", "title_zh", "title_en", "reasoning_zh", "reasoning_en", "figures", "names"]
    return pd.DataFrame(rows, columns=columns)


def _list_constants(outlook: CarbonOutlook) -> Iterator[tuple[Source, list[str]]]:
    """The sources of the figures that are not drawn: grid factors, warming potentials, standard coal of electricity."""
    plan, settings = outlook.plan, find_carbon_settings(outlook.plan)
    book = plan.factors
    coal = book.find_standard_coal("electricity", plan.energy[0].account, settings.base_year)
    cited: list[tuple[GridFactor | Gwp | StandardCoal, str]] = []
    for year in settings.grid_years:
        cited.append((book.find_grid(settings.grid, year), f"grid factor {settings.grid} {year}"))
    gases = dict.fromkeys(row.gas for row in plan.other_emissions if row.gas != "co2")
    cited += [
        (row, f"GWP {row.gwp_set} {row.gas}")
        for row in book.gwps
        if row.gwp_set == settings.gwp_set and row.gas in gases
    ]
    cited.append((coal, f"standard coal of electricity {coal.value:g} kgce/kWh"))
    by_source: dict[str, list[str]] = {}
    for row, name in cited:
        by_source.setdefault(row.source_id, []).append(name)
    for key, names in by_source.items():
        if key in book.source_by_id:
            yield book.source_by_id[key], names


def _describe_source(source: Source, names: list[str]) -> dict[str, object]:
    return {
        "kind": source.kind,
        "source_id": source.source_id,
        "title_zh": source.name("zh"),
        "title_en": source.name("en"),
        "reasoning_zh": source.reasoning_zh or source.reasoning or source.cite("zh"),
        "reasoning_en": source.reasoning or source.cite("en"),
        "figures": len(names),
        "names": "; ".join(names),
    }
