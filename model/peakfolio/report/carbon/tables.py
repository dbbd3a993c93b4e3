"""The tables of the carbon answer, each made once: what CSV, JSON, console, report and workbench show."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from peakfolio.carbon.abatement_costs import list_unknown
from peakfolio.carbon.decomposition import Chain
from peakfolio.carbon.drivers import DRIVERS, PROJECTS, DriverSplit
from peakfolio.carbon.outlook import CHECKED_YEARS, PEAK_YEAR, CarbonOutlook, PathCall
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.sensitivity import MorrisEffect, Screening, SobolIndex
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import IntensityTarget
from peakfolio.plan.words import LEDGERS
from peakfolio.report.carbon.names import CALLS, FUELS, SECTORS, name_item, name_parameter, name_pathway, name_unit
from peakfolio.report.carbon.names import DRIVERS as DRIVER_NAMES
from peakfolio.report.carbon.summary import find_chance, find_place
from peakfolio.report.content import (
    CARBON,
    CARBON_E,
    ENERGY,
    MONEY,
    YUAN_PER_TONNE,
    Cell,
    Column,
    Table,
    Worded,
    make_table,
    name_column,
    number_column,
    share_column,
    text_column,
    year_column,
)
from peakfolio.report.names import name_action
from peakfolio.words import NOTHING, Name, Words, listing, say, say_in

FANS = ("net", "gross", "other", "sink", "energy", "intensity")
CLASSES = {
    "peaked": ("peaked", say("Peaks")),
    "plateau": ("plateau", say("Plateau")),
    "still_rising": ("rising", say("Highest at end")),
    "no_call": ("unknown", say("No call")),
}
OTHER_SHAPE = f"peaked_by_{PEAK_YEAR}_other_shape"
LETTERS = {"energy_co2": "A", "other_ghg": "B", "sink": "C"}
ENDS: Mapping[str, Words] = {"": say_in("level", "middle"), "_low": say("low"), "_high": say("high")}
RANGE = ("_low", "", "_high")
CALL_COLUMNS = ("title", "call", "peak_year", f"peaked_by_{PEAK_YEAR}", OTHER_SHAPE)


def make_inventory_table(projection: Projection) -> Table:
    """Base year by sector and fuel: energy (万tce) and CO2 (万tCO2), central values."""
    detail, model = projection.detail, projection.model
    rows: list[dict[str, Cell]] = []
    for number, sector in enumerate(model.sectors):
        for place, fuel in enumerate(model.fuels):
            energy, carbon = (float(each[0, 0, number, place]) for each in (detail.energy, detail.emissions))
            if energy:
                rows.append({"sector": sector.name, "fuel": fuel, "energy_wan_tce": energy, "co2_wan_t": carbon})
    columns = (
        text_column("sector", say("Sector"), 2.0, SECTORS),
        text_column("fuel", say("Fuel"), 2.0, FUELS),
        number_column("energy_wan_tce", say("Energy"), ENERGY),
        number_column("co2_wan_t", say("CO2"), CARBON),
    )
    title = say("Energy and CO2 of {year} (ledger A, middle values)", year=model.base_year)
    return make_table("carbon_inventory", title, columns, rows)


def make_other_table(projection: Projection) -> Table:
    """Base year of ledgers B and C by source: tonnes of the gas and 万tCO2e, low, central and high."""
    names = {row.item: name_item(row) for row in reversed(projection.plan.other_emissions)}
    rows = []
    for item in projection.model.items:
        each = projection.model.parameters[item.parameter]
        weighed = {f"{name}_wan_tco2e": getattr(each, name) * item.weight for name in ("low", "central", "high")}
        rows.append({"ledger": item.ledger, "item": item.name, "tonnes_of_gas": each.central, **weighed})
    columns = (
        text_column("ledger", say("Ledger"), 1.4, LEDGERS),
        text_column("item", say("Source"), 2.2, names),
        number_column("tonnes_of_gas", say("Gas"), say("t a year"), 0),
        number_column("low_wan_tco2e", say("Low"), CARBON_E),
        number_column("central_wan_tco2e", say("Central"), CARBON_E),
        number_column("high_wan_tco2e", say("High"), CARBON_E),
    )
    title = say("Other gases and sinks of {year} (ledgers B and C)", year=projection.model.base_year)
    return make_table("carbon_other", title, columns, rows)


def make_path_frame(outlook: CarbonOutlook) -> pd.DataFrame:
    """Every pathway and year: the central path and the quantiles of the ensemble."""
    frames = []
    for each in outlook.projections:
        central, found = each.central, each.ensemble
        said = {
            "year": each.model.years,
            "central_wan_tco2": central.net[0],
            "without_projects_wan_tco2": central.gross[0],
            "quick_engine_wan_tco2": each.quick if each.quick is not None else np.nan,
            "other_wan_tco2e": central.other[0],
            "sink_wan_tco2e": central.sink[0],
            "energy_wan_tce": central.energy[0],
            "gdp_ratio": central.gdp[0],
            "peaked_by": found.peaked_by,
        }
        fans = {**{name: found.fans[name] for name in FANS if name in found.fans}, "cumulative": found.cumulative}
        said |= {
            f"{name}_q{100 * share:g}": path
            for name, fan in fans.items()
            for share, path in zip(found.quantiles, fan, strict=True)
        }
        frames.append(pd.DataFrame({"pathway": each.pathway_name, **said}))
    return pd.concat(frames, ignore_index=True)


def make_pathway_table(outlook: CarbonOutlook) -> Table:
    """One row for each pathway: the peak call, its chance, and levels in the years that matter, 万tCO2."""
    model = outlook.main.model
    first, last = int(model.years[0]), int(model.years[-1])
    years = tuple(dict.fromkeys((first, *(year for year in CHECKED_YEARS if year > first), last)))
    targets = outlook.plan.intensity_targets
    columns = (
        text_column("pathway", say("Pathway"), 2.2, {key: name_pathway(outlook.plan, key) for key in outlook.calls}),
        name_column("title", say("Pathway"), 2.2),
        text_column("call", say("Call"), 0.8, CALLS),
        year_column("peak_year", say("Peak year")),
        number_column("peak_wan_tco2", say("Maximum"), CARBON, 1),
        *(
            number_column(f"peak_level_{end}", say("Maximum, {share}", share=share), CARBON, 1)
            for end, share in (("low", "5%"), ("median", say("middle of the cases")), ("high", "95%"))
        ),
        share_column(f"peaked_by_{PEAK_YEAR}", f"P(≤{PEAK_YEAR})"),
        share_column(OTHER_SHAPE, say("Other shape")),
        share_column("peaked_in_base_year", f"P(≤{first})"),
        *(share_column(key, title) for key, (_, title) in CLASSES.items()),
        *(column for year in years for column in _list_level_columns(year)),
        *(share_column(_find_key(target), name_fall(target)) for target in targets),
    )
    rows = (_describe_pathway(outlook, each, years, targets) for each in outlook.projections)
    return make_table("carbon_pathways", say("The call on every pathway"), columns, rows)


def _list_level_columns(year: int) -> Iterator[Column]:
    yield number_column(f"y{year}", say("{year} middle", year=year), CARBON, 1)
    yield number_column(f"y{year}_low", f"{year} 5%", CARBON, 1)
    yield number_column(f"y{year}_high", f"{year} 95%", CARBON, 1)


def _describe_pathway(
    outlook: CarbonOutlook, projection: Projection, years: Sequence[int], targets: Sequence[IntensityTarget]
) -> dict[str, Cell]:
    name, found = projection.pathway_name, projection.ensemble
    call, level = outlook.calls[name], found.peak_level
    row: dict[str, Cell] = {
        "pathway": name,
        "title": name_pathway(outlook.plan, name),
        "call": call.kind,
        "peak_year": _show_peak_year(call, projection.model.base_year),
        "peak_wan_tco2": call.level,
        **{f"peak_level_{end}": float(level[at]) for end, at in (("low", 0), ("median", 2), ("high", -1))},
        f"peaked_by_{PEAK_YEAR}": find_chance(projection),
        OTHER_SHAPE: outlook.other_shapes[name][1],
        "peaked_in_base_year": found.peaked_before,
        **{key: found.class_shares[own] for key, (own, _) in CLASSES.items()},  # type: ignore[index]
        **{_find_key(target): found.met[target.name] for target in targets},
    }
    for year in years:
        low, median, high = found.find_range("net", find_place(projection, year))
        row |= {f"y{year}": median, f"y{year}_low": low, f"y{year}_high": high}
    return row


def _show_peak_year(call: PathCall, base_year: int) -> Cell:
    """The year of a peak; of one in the base year that it may lie before, and a dash where none is called."""
    if call.peak_year is None:
        return Worded(None, Name("-", "-"))
    return Worded(call.year, Name(f"≤{call.year}", f"≤{call.year}")) if call.year == base_year else call.year


def _find_key(target: IntensityTarget) -> str:
    return f"met_{target.first_year}_{target.year}_{target.fall_percent:g}"


def name_fall(target: IntensityTarget) -> Words:
    """By how much CO2 per GDP is to fall, and when."""
    span = f"{target.first_year}-{target.year}"
    return say("CO2/GDP down {fall:g}% in {span}", fall=target.fall_percent, span=span)


def pick_levels(table: Table, years: Sequence[int]) -> Table:
    """Of the pathways median and 90 % range of some years, as far as the table holds them."""
    kept = dict.fromkeys(year for year in years if any(each.key == f"y{year}" for each in table.columns))
    keys = (f"y{year}{end}" for year in kept for end in ("", "_low", "_high"))
    return table.pick("title", *keys, name="carbon_levels", title=say("Levels of every pathway"))


def make_split_table(outlook: CarbonOutlook) -> Table:
    """The main pathway's change since the base year, and its distance from the baseline, by driver, 万tCO2."""
    change, distance = outlook.change.effects, outlook.distance.effects
    rows = [
        {"driver": driver, "since_base": change[driver], "against_baseline": distance[driver]}
        for driver in (*DRIVERS, PROJECTS)
    ]
    total = {"driver": "total", "since_base": sum(change.values()), "against_baseline": sum(distance.values())}
    columns = (
        text_column("driver", say("Driver"), 2.0, {**DRIVER_NAMES, "total": say("total")}),
        number_column("since_base", say("Since the base year"), CARBON),
        number_column("against_baseline", say("Against the baseline"), CARBON),
    )
    return make_table("carbon_drivers", say("What drives emissions"), columns, [*rows, total], has_total=True)


def make_effect_table(split: DriverSplit) -> Table:
    """One difference by driver: amounts (万tCO2) with their share of the start, or ratios."""
    is_ratio = split.decomposition.kind == "multiplicative"
    columns = [
        text_column("driver", say("Driver"), 2.0, DRIVER_NAMES),
        number_column("effect", say("Ratio"), digits=4) if is_ratio else number_column("effect", say("Effect"), CARBON),
        *(() if is_ratio else (share_column("of_start", say("Share of the start"), 2),)),
    ]
    rows = (
        {"driver": name, "effect": effect, "of_start": effect / split.start if split.start else None}
        for name, effect in ((name, split.effects[name]) for name in (*DRIVERS, PROJECTS))
    )
    return make_table("effects", say("What drives emissions"), columns, rows)


def make_chain_table(chain: Chain) -> Table:
    """The effect of each factor of a file, end to end and year by year."""
    columns = (
        text_column("factor", say("Factor")),
        number_column("end_to_end", say("End to end"), digits=4),
        number_column("chained", say("Year by year"), digits=4),
    )
    by_year = chain.chained.by_factor
    rows = (
        {"factor": name, "end_to_end": float(effect), "chained": float(by_year[name])}
        for name, effect in chain.end_to_end.by_factor.items()
    )
    return make_table("factors", say("What drives emissions"), columns, rows)


def make_project_table(outlook: CarbonOutlook) -> Table:
    """Every project with a known abatement: full yearly amounts by ledger (万tCO2e), and what a tonne costs."""
    columns = (
        text_column("action_id", say("No."), 0.7),
        name_column("name", say("Project"), 2.6),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        *(
            number_column(f"{ledger}{end}", name_end(ledger, end) if end else letter, unit, 3)
            for (ledger, letter), unit in zip(LETTERS.items(), (CARBON, CARBON_E, CARBON_E), strict=True)
            for end in ENDS
        ),
        number_column("yuan_per_tonne", say("Cost of a tonne"), YUAN_PER_TONNE, 0),
        number_column("cheapest", say("Cost of a tonne, low"), YUAN_PER_TONNE, 0),
        number_column("dearest", say("Cost of a tonne, high"), YUAN_PER_TONNE, 0),
        year_column("built_by", say("Built")),
        year_column("peak_year_without", say("Peak without it")),
    )
    without = {trace.action_id: trace.peak_without.peak_year for trace in outlook.traces}
    finish = {key: each.finish for key, each in outlook.main.built.items()}
    rows = (
        {
            **vars(each),
            **{f"{name}{end}": getattr(each, name)[place] for name in LETTERS for place, end in enumerate(RANGE)},
            **{key: _leave_blank(getattr(each, key)) for key in ("yuan_per_tonne", "cheapest", "dearest")},
            "name": name_action(outlook.plan, each.action_id),
            "built_by": _leave_blank(finish.get(each.action_id)),
            "peak_year_without": without.get(each.action_id),
        }
        for each in outlook.costs
    )
    title = say("Yearly abatement of the projects and the cost of a tonne")
    return make_table("carbon_projects", title, columns, rows)


def _leave_blank(value: float | None) -> Cell:
    """A value, or nothing where there is none to know: a project that saves nothing has no cost of a tonne."""
    return Worded(None, NOTHING) if value is None else value


def name_end(ledger: str, end: str) -> Words:
    """A ledger with an end of its range, or its middle."""
    return listing((LETTERS[ledger], ENDS[end]), Name(" ", " "))


def make_unknown_table(plan: Plan) -> Table:
    """Projects and measures of which no abatement is known, and why."""
    rows = (
        {
            "action_id": row.action_id,
            "name": name_action(plan, row.action_id),
            "why": Name(row.reasoning_zh or row.reasoning, row.reasoning),
        }
        for row in list_unknown(plan)
    )
    columns = (
        text_column("action_id", say("No."), 0.6),
        name_column("name", say("Project or measure"), 2.4),
        name_column("why", say("Why no figure is known"), 5.0),
    )
    title = say("Projects and measures of which no abatement is known")
    return make_table("carbon_unknown", title, columns, rows, is_wide=True)


def make_swing_table(outlook: CarbonOutlook) -> Table:
    """What each uncertain figure does alone to the main pathway in the split year, widest first, 万tCO2."""
    central = float(outlook.main.central.net[0, find_place(outlook.main, outlook.split_year)])
    rows = (
        {
            "name": name_parameter(outlook.plan, each.parameter),
            "unit": name_unit(each.parameter),
            "low_result": each.at_low,
            "high_result": each.at_high,
            "central": central,
            "low": each.parameter.low,
            "value": each.parameter.central,
            "high": each.parameter.high,
            "source_id": each.parameter.row.source_id if each.parameter.row is not None else "",
        }
        for each in outlook.swings
    )
    columns = (
        name_column("name", say("Figure"), 3.0),
        name_column("unit", say("Unit"), 0.9),
        number_column("low_result", say("Result at 5 %"), CARBON, 1),
        number_column("high_result", say("Result at 95 %"), CARBON, 1),
        number_column("central", say("Central result"), CARBON, 1),
        number_column("low", say("Low"), digits=4),
        number_column("value", say("Central"), digits=4),
        number_column("high", say("High"), digits=4),
        text_column("source_id", say("Source")),
    )
    title = say("The figures that decide the result of {split_year}", split_year=outlook.split_year)
    return make_table("carbon_sensitivity", title, columns, rows)


def make_sobol_table(plan: Plan, found: Screening) -> Table:
    """Which share of the variance each figure explains, alone and with all others."""
    columns = (
        text_column("figure", say("Figure"), 3.0, _name_figures(plan, found.sobol)),
        number_column("first", say("First"), digits=3),
        number_column("first_spread", "±", digits=3),
        number_column("total", say_in("Sobol index", "Total"), digits=3),
    )
    rows = ({"figure": each.parameter.name, **vars(each)} for each in found.sobol)
    title = say("Sobol indices (emissions of {split_year}):", split_year=found.year)
    return make_table("sobol", title, columns, rows)


def make_morris_table(plan: Plan, found: Screening) -> Table:
    """The mean effect of each figure and its spread."""
    columns = (
        text_column("figure", say("Figure"), 3.0, _name_figures(plan, found.morris)),
        number_column("mu_star", "mu*", digits=3),
        number_column("sigma", "sigma", digits=3),
    )
    rows = ({"figure": each.parameter.name, **vars(each)} for each in found.morris)
    return make_table("morris", say("Morris screening (10,000 t CO2):"), columns, rows)


def _name_figures(plan: Plan, found: Sequence[SobolIndex | MorrisEffect]) -> Mapping[str, Words]:
    return {each.parameter.name: name_parameter(plan, each.parameter) for each in found}
