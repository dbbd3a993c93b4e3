"""What the pathways rest on: every source with the figures it carries."""

from collections.abc import Iterator

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.plan.carbon_tables import GridFactor, Gwp, StandardCoal
from peakfolio.plan.rows import Source
from peakfolio.report.content import COUNTED, Cell, Table, make_table, name_column, number_column, text_column
from peakfolio.words import Name, say

KINDS = {"assumption": say("assumption"), "publication": say("publication"), "document": say("document")}
ORDER = tuple(KINDS)


def make_carbon_source_table(outlook: CarbonOutlook) -> Table:
    """Every source the pathways rest on, assumptions first, with the figures each one carries."""
    plan = outlook.plan
    used: dict[str, list[str]] = {}
    for each in outlook.projections:
        for parameter in each.model.parameters:
            if parameter.row is not None and parameter.name not in used.setdefault(parameter.row.source_id, []):
                used[parameter.row.source_id].append(parameter.name)
    drawn = ((plan.source_by_id.get(key) or plan.factors.source_by_id.get(key), names) for key, names in used.items())
    cited = [(source, names) for source, names in (*drawn, *_list_constants(outlook)) if source is not None]
    cited.sort(key=lambda each: (ORDER.index(each[0].kind), -len(each[1])))
    columns = (
        text_column("kind", say("Kind"), 0.7, KINDS),
        text_column("source_id", say("Key"), 1.2),
        name_column("title", say("Source"), 2.4),
        name_column("reasoning", say("Reasoning or citation"), 4.5),
        number_column("figures", say("Figures"), COUNTED, 0),
        text_column("names", say("Figures"), 4.5),
    )
    rows = (_describe_source(source, names) for source, names in cited)
    return make_table("carbon_sources", say("Sources the pathways rest on"), columns, rows, is_wide=True)


def _list_constants(outlook: CarbonOutlook) -> Iterator[tuple[Source, list[str]]]:
    """The sources of the figures that are not drawn: grid factors, warming potentials, standard coal of electricity."""
    plan, settings = outlook.plan, outlook.plan.carbon
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


def _describe_source(source: Source, names: list[str]) -> dict[str, Cell]:
    reasoning = source.reasoning or source.reference.en
    return {
        "kind": source.kind,
        "source_id": source.source_id,
        "title": source.name,
        "reasoning": Name(source.reasoning_zh or source.reasoning or source.reference.zh, reasoning),
        "figures": len(names),
        "names": "; ".join(names),
    }
