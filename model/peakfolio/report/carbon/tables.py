"""The carbon answer as data frames: what the run folder holds as CSV and the screen and the report show."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peakfolio.carbon.abatement_costs import list_unknown
from peakfolio.carbon.drivers import DRIVERS, PROJECTS, DriverSplit
from peakfolio.carbon.outlook import CHECKED_YEARS, PEAK_YEAR, CarbonOutlook, PathCall
from peakfolio.carbon.parameters import Floats
from peakfolio.carbon.pathways import Projection
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import LEDGERS
from peakfolio.report.carbon.names import CALLS, FUELS, SECTORS, name_item, name_parameter, name_pathway, name_unit
from peakfolio.report.carbon.names import DRIVERS as DRIVER_NAMES
from peakfolio.report.carbon.summary import describe_call, describe_chance
from peakfolio.report.names import name_action
from peakfolio.report.tables import in_columns
from peakfolio.words import Language, Name, format_number, say, show_share

FANS = ("net", "gross", "other", "sink", "energy", "intensity")


def make_inventory_table(projection: Projection) -> pd.DataFrame:
    """Base year by sector and fuel: energy (万tce) and CO2 (万tCO2), central values."""
    detail = projection.central.detail
    rows = []
    for number, sector in enumerate(projection.model.sectors):
        for place, fuel in enumerate(projection.model.fuels):
            energy = 0.0 if detail is None else float(detail.energy[0, 0, number, place])
            if detail is not None and energy:
                carbon = float(detail.emissions[0, 0, number, place])
                rows.append({"sector": sector.name, "fuel": fuel, "energy_wan_tce": energy, "co2_wan_t": carbon})
    return pd.DataFrame(rows, columns=["sector", "fuel", "energy_wan_tce", "co2_wan_t"])


def make_other_table(projection: Projection) -> pd.DataFrame:
    """Base year of ledgers B and C by source: tonnes of the gas and 万tCO2e, low, central and high."""
    rows = []
    for item in projection.model.items:
        each = projection.model.parameters[item.parameter]
        weighed = {f"{name}_wan_tco2e": getattr(each, name) * item.weight for name in ("low", "central", "high")}
        rows.append({"ledger": item.ledger, "item": item.name, "tonnes_of_gas": each.central, **weighed})
    columns = ["ledger", "item", "tonnes_of_gas", "low_wan_tco2e", "central_wan_tco2e", "high_wan_tco2e"]
    return pd.DataFrame(rows, columns=columns)


def make_path_table(outlook: CarbonOutlook) -> pd.DataFrame:
    """Every pathway and year: the central path and the quantiles of the ensemble."""
    frames = []
    for each in outlook.projections:
        central = each.central
        table = pd.DataFrame(
            {
                "pathway": each.pathway_name,
                "year": each.model.years,
                "central_wan_tco2": central.net[0],
                "without_projects_wan_tco2": central.gross[0],
                "quick_engine_wan_tco2": each.quick if each.quick is not None else np.nan,
                "other_wan_tco2e": central.other[0],
                "sink_wan_tco2e": central.sink[0],
                "energy_wan_tce": central.energy[0],
                "gdp_ratio": central.gdp[0],
                "peaked_by": each.ensemble.peaked_by,
            }
        )
        for name in FANS:
            for row, share in enumerate(each.ensemble.quantiles if name in each.ensemble.fans else ()):
                table[f"{name}_q{100 * share:g}"] = each.ensemble.fans[name][row]
        for row, share in enumerate(each.ensemble.quantiles):
            table[f"cumulative_q{100 * share:g}"] = each.ensemble.cumulative[row]
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def make_pathway_table(outlook: CarbonOutlook, language: Language) -> pd.DataFrame:
    """One row for each pathway: the peak call, its chance, and levels in the years that matter, 万tCO2."""
    rows = []
    for each in outlook.projections:
        call, found = outlook.calls[each.pathway_name], each.ensemble
        years = each.model.years
        row: dict[str, object] = {
            "pathway": each.pathway_name,
            "title": name_pathway(outlook.plan, each.pathway_name).read(language),
            "call": call.kind,
            "peak_year": call.peak_year,
            "peak_wan_tco2": call.level,
            "peak_level_low": float(found.peak_level[0]),
            "peak_level_median": float(found.peak_level[2]),
            "peak_level_high": float(found.peak_level[-1]),
            f"peaked_by_{PEAK_YEAR}": float(found.peaked_by[_place(years, PEAK_YEAR)]),
            f"peaked_by_{PEAK_YEAR}_other_shape": outlook.other_shapes[each.pathway_name][1],
            "peaked_in_base_year": found.peaked_before,
            "peaked": found.class_shares["peaked"],
            "plateau": found.class_shares["plateau"],
            "still_rising": found.class_shares["rising"],
            "no_call": found.class_shares["unknown"],
        }
        for year in (int(years[0]), *(year for year in CHECKED_YEARS if year > years[0]), int(years[-1])):
            low, middle, high = (found.fans["net"][place, _place(years, year)] for place in (0, 2, -1))
            row[f"y{year}"], row[f"y{year}_low"], row[f"y{year}_high"] = middle, low, high
        row["met"] = "; ".join(f"{name}: {share:.2f}" for name, share in found.met.items())
        rows.append(row)
    return pd.DataFrame(rows)


def make_split_table(outlook: CarbonOutlook, language: Language) -> pd.DataFrame:
    """The main pathway's change since the base year, and its distance from the baseline, by driver, 万tCO2."""
    rows = []
    for driver in (*DRIVERS, PROJECTS):
        since, against = outlook.change.effects[driver], outlook.distance.effects[driver]
        rows.append({"driver": DRIVER_NAMES[driver].read(language), "since_base": since, "against_baseline": against})
    total = say("total").read(language)
    rows.append({"driver": total, "since_base": _sum(outlook.change), "against_baseline": _sum(outlook.distance)})
    return pd.DataFrame(rows)


def make_wedge_table(outlook: CarbonOutlook) -> pd.DataFrame:
    """From the baseline to the main pathway by year: what each driver and each project takes off, 万tCO2."""
    rows: list[dict[str, object]] = []
    for year, split in outlook.wedges.items():
        rows += [
            {"year": year, "name": name, "kind": "lever", "amount_wan_tco2": -split.effects[name]} for name in DRIVERS
        ]
    years = outlook.main.model.years
    for trace in outlook.traces:
        rows += [
            {"year": int(year), "name": trace.action_id, "kind": "project", "amount_wan_tco2": float(amount)}
            for year, amount in zip(years, trace.amounts["energy_co2"], strict=True)
        ]
    return pd.DataFrame(rows, columns=["year", "name", "kind", "amount_wan_tco2"])


def make_project_table(outlook: CarbonOutlook, language: Language) -> pd.DataFrame:
    """Every project with a known abatement: full yearly amounts by ledger (万tCO2e), and what a tonne costs."""
    rows = []
    built = outlook.main.built
    without = {trace.action_id: trace.peak_without.peak_year for trace in outlook.traces}
    columns = [
        "action_id", "name", "cost_wan_yuan", "energy_co2", "energy_co2_low", "energy_co2_high", "other_ghg", "other_ghg_low",
        "other_ghg_high", "sink", "sink_low", "sink_high", "yuan_per_tonne", "cheapest", "dearest", "built_by",
        "peak_year_without",
    ]  # fmt: skip
    for each in outlook.costs:
        rows.append(
            {
                "action_id": each.action_id,
                "name": name_action(outlook.plan, each.action_id).read(language),
                "cost_wan_yuan": each.cost_wan_yuan,
                "energy_co2": each.energy_co2[1],
                "energy_co2_low": each.energy_co2[0],
                "energy_co2_high": each.energy_co2[2],
                "other_ghg": each.other_ghg[1],
                "other_ghg_low": each.other_ghg[0],
                "other_ghg_high": each.other_ghg[2],
                "sink": each.sink[1],
                "sink_low": each.sink[0],
                "sink_high": each.sink[2],
                "yuan_per_tonne": each.yuan_per_tonne,
                "cheapest": each.cheapest,
                "dearest": each.dearest,
                "built_by": built[each.action_id].finish if each.action_id in built else None,
                "peak_year_without": without.get(each.action_id),
            }
        )
    return pd.DataFrame(rows, columns=columns)


def make_unknown_table(plan: Plan, language: Language) -> pd.DataFrame:
    """Projects and measures of which no abatement is known, and why."""
    rows = [
        {
            "action_id": row.action_id,
            "name": name_action(plan, row.action_id).read(language),
            "why": Name(row.reasoning_zh or row.reasoning, row.reasoning).read(language),
        }
        for row in list_unknown(plan)
    ]
    return pd.DataFrame(rows, columns=["action_id", "name", "why"])


def make_swing_table(outlook: CarbonOutlook, language: Language) -> pd.DataFrame:
    """What each uncertain figure does alone to the main pathway in the split year, widest first, 万tCO2."""
    central = float(outlook.main.central.net[0, _place(outlook.main.model.years, outlook.split_year)])
    rows = []
    for each in outlook.swings:
        name = name_parameter(outlook.plan, each.parameter)
        rows.append(
            {
                "name": name.read(language), **in_columns("name", name),
                "unit": name_unit(each.parameter).read(language),
                "low_result": each.at_low, "high_result": each.at_high, "central": central,
                "low": each.parameter.low, "value": each.parameter.central, "high": each.parameter.high,
                "source_id": each.parameter.row.source_id if each.parameter.row is not None else "",
            }
        )  # fmt: skip
    columns = [
        "name",
        "name_zh",
        "name_en",
        "unit",
        "low_result",
        "high_result",
        "central",
        "low",
        "value",
        "high",
        "source_id",
    ]
    return pd.DataFrame(rows, columns=columns)


def list_pathway_lines(outlook: CarbonOutlook, language: Language) -> tuple[dict[str, str], ...]:
    """One line of text for each pathway: title, call, chance, and the levels of 2030 and of the last year."""
    lines = []
    for each in outlook.projections:
        years, fans = each.model.years, each.ensemble.fans["net"]
        spans = []
        for year in (PEAK_YEAR, CHECKED_YEARS[-1], int(years[-1])):
            spans.append(_show_fan(fans[:, _place(years, year)]))
        met = "; ".join(f"{name}: {show_share(share)}" for name, share in each.ensemble.met.items())
        lines.append(
            {
                "title": name_pathway(outlook.plan, each.pathway_name).read(language),
                "call": describe_call(outlook, each).read(language),
                "chance": describe_chance(each).read(language),
                "kind": CALLS[outlook.calls[each.pathway_name].kind].read(language),
                "year": _show_peak_year(outlook.calls[each.pathway_name], each),
                "other": show_share(outlook.other_shapes[each.pathway_name][1]),
                "by": show_share(float(each.ensemble.peaked_by[_place(years, PEAK_YEAR)])),
                **{str(name): show_share(share) for name, share in each.ensemble.class_shares.items()},
                "near": spans[0],
                "middle": spans[1],
                "far": spans[2],
                "level": _show_fan(each.ensemble.peak_level),
                "cumulative": _show_fan(each.ensemble.cumulative[:, -1], 0),
                "met": met,
            }
        )
    return tuple(lines)


def _show_fan(quantiles: Floats, digits: int = 1) -> str:
    """The median with the 90 % range of five quantiles."""
    low, middle, high = (format_number(float(quantiles[row]), digits) for row in (0, 2, -1))
    return f"{middle} ({low}-{high})"


def _show_peak_year(call: PathCall, projection: Projection) -> str:
    if call.peak_year is None:
        return "-"
    return f"≤{call.year}" if call.year == projection.model.base_year else str(call.year)


def list_item_lines(outlook: CarbonOutlook, language: Language) -> tuple[dict[str, object], ...]:
    """Ledgers B and C of the base year by source, in the reader's language."""
    by_item = {row.item: row for row in outlook.plan.other_emissions}
    return tuple(
        {
            **{str(key): value for key, value in row.items()},
            "ledger": LEDGERS[str(row["ledger"])].read(language),
            "name": name_item(by_item[str(row["item"])]).read(language),
        }
        for row in make_other_table(outlook.main).to_dict("records")
    )


def list_cells(projection: Projection, language: Language) -> Iterator[tuple[str, str, float, float]]:
    """Sector, fuel, energy and CO2 of the base year in the reader's language."""
    for row in make_inventory_table(projection).itertuples(index=False):
        yield (
            SECTORS[str(row.sector)].read(language),
            FUELS[str(row.fuel)].read(language),
            float(str(row.energy_wan_tce)),
            float(str(row.co2_wan_t)),
        )


def _sum(split: DriverSplit) -> float:
    return sum(split.effects.values())


def _place(years: np.ndarray, year: int) -> int:
    return min(int(np.searchsorted(years, year)), len(years) - 1)
