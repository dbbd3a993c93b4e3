"""The data frames behind the figures of emissions, tidy and rounded to a millionth.

A figure is drawn from its frame alone, so whoever has the CSV can draw it again. Amounts are 万tCO2 (万tCO2e where other gases are
in it), energy is 万tce.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from peakfolio.carbon.abatement_costs import AbatementCost
from peakfolio.carbon.decomposition import Decomposition
from peakfolio.carbon.drivers import DRIVERS, DriverSplit
from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.parameters import Floats
from peakfolio.carbon.path_peaks import CLASSES, find_peak_years
from peakfolio.carbon.pathways import Projection
from peakfolio.report.carbon.chart_words import name_row
from peakfolio.report.carbon.names import DRIVERS as DRIVER_NAMES
from peakfolio.report.marks import BLANK
from peakfolio.report.names import in_columns
from peakfolio.words import Name, Words, listing, say

DIGITS = 6  # of 万t: kilograms; what lies beyond is rounding of sums
CLOSES_WITHIN = 1e-6  # share of the highest value a set of parts may miss its total by
NAMED_PROJECTS = 6  # with more the legend is longer than the figure is high
LOG_FROM = 100.0  # span of the costs from which their axis is logarithmic
MACC_COLUMNS = (
    "action_id",
    "shown",
    "abated_wan_tco2e",
    "energy_co2_wan_t",
    "other_ghg_wan_tco2e",
    "yuan_per_tonne",
    "cheapest",
    "dearest",
)


def name_subject(projection: Projection) -> Words:
    """Whose pathway a figure shows: region and pathway."""
    title = Name(projection.pathway.title_zh, projection.pathway.title_en)
    return say("{region}, {pathway}", region=projection.plan.settings.region.name, pathway=title)


def make_fan_data(projection: Projection) -> pd.DataFrame:
    """By year: quantiles of net energy CO2, the central path with and without projects, and the class of its highest year."""
    ensemble, central = projection.ensemble, projection.central
    said: dict[str, object] = {"year": projection.model.years}
    for share, path in zip(ensemble.quantiles, ensemble.fans["net"], strict=True):
        said[f"q{100 * share:02.0f}"] = path
    said |= {"central": central.net[0], "without_projects": central.gross[0]}
    said["highest"] = mark_highest(projection.model.years, central.net[0])
    return pd.DataFrame({"pathway": projection.pathway_name, **said}).round(DIGITS)


def make_pathways_data(projections: Sequence[Projection]) -> pd.DataFrame:
    """By pathway and year: the central path of net energy CO2, and the class of its highest year."""
    frames = []
    for each in projections:
        central = each.central.net[0]
        path = {"year": each.model.years, "central": central, "highest": mark_highest(each.model.years, central)}
        frames.append(_name_frame(each, pd.DataFrame(path)))
    return pd.concat(frames, ignore_index=True).round(DIGITS)


def make_wedge_frame(outlook: CarbonOutlook) -> pd.DataFrame:
    """From the baseline to the main pathway by year: what each driver and each project takes off, 万tCO2."""
    years = [int(year) for year in outlook.main.model.years]
    rows = [(year, name, "lever", -split.effects[name]) for year, split in outlook.wedges.items() for name in DRIVERS]
    rows += [
        (year, trace.action_id, "project", float(amount))
        for trace in outlook.traces
        for year, amount in zip(years, trace.amounts["energy_co2"], strict=True)
    ]
    return pd.DataFrame(rows, columns=["year", "name", "kind", "amount_wan_tco2"])


def make_wedge_data(upper: Projection, lower: Projection, wedges: pd.DataFrame) -> pd.DataFrame:
    """Two paths and the wedges between them: year, name, kind (path, lever, project), amount; positive wedges lower emissions.

    Raises ValueError where the wedges of a year do not add up to the distance between the two central net paths.
    """
    years = lower.model.years
    paths = {"upper": upper.central.net[0], "lower": lower.central.net[0]}
    sums = wedges.groupby("year")["amount_wan_tco2"].sum().reindex(years, fill_value=0.0).to_numpy(dtype=float)
    missed = np.abs(paths["upper"] - paths["lower"] - sums)
    if missed.max() > CLOSES_WITHIN * np.abs(paths["upper"]).max():
        worst = int(missed.argmax())
        raise ValueError(f"the wedges of {years[worst]} miss the distance between the paths by {missed[worst]:g}")
    frames = [
        pd.DataFrame({"year": years, "name": name, "kind": "path", "amount_wan_tco2": path})
        for name, path in paths.items()
    ]
    columns = [name for name in wedges.columns if name in ("name_zh", "name_en")]
    kept = wedges[["year", "name", "kind", "amount_wan_tco2", *columns]]
    return pd.concat([*frames, kept], ignore_index=True).round(DIGITS)


def make_mix_data(projection: Projection) -> pd.DataFrame:
    """Central path by year: energy by fuel (万tce) and energy CO2 before projects by sector (万tCO2)."""
    model, detail = projection.model, projection.detail
    fuels, sectors = detail.energy[0].sum(axis=1), detail.emissions[0].sum(axis=2)
    said = (("energy_wan_tce", model.fuels, fuels), ("co2_wan_t", [each.name for each in model.sectors], sectors))
    rows = [
        {"year": int(year), "measure": measure, "name": name, "amount": float(table[row, column])}
        for measure, names, table in said
        for column, name in enumerate(names)
        for row, year in enumerate(model.years)
    ]
    return pd.DataFrame(rows).round(DIGITS)


def make_waterfall_data(split: Decomposition | DriverSplit) -> pd.DataFrame:
    """Start, effects in their order, what they leave unexplained (if anything), and end; each bar runs from ``bottom`` to ``top``.

    Raises ValueError for a multiplicative split, whose effects do not add up.
    """
    source = split.decomposition if isinstance(split, DriverSplit) else split
    if source.kind != "additive":
        raise ValueError(f"a waterfall takes amounts that add up; this split is {source.kind}")
    effects = dict(split.effects if isinstance(split, DriverSplit) else split.by_factor)
    rest = split.end - split.start - sum(effects.values())
    if abs(rest) > CLOSES_WITHIN * max(abs(split.start), abs(split.end)):
        effects["unexplained"] = rest
    rows = [{"name": "start", "kind": "total", "amount": split.start, "bottom": 0.0, "top": split.start}]
    reached = split.start
    for name, effect in effects.items():
        rows.append({"name": name, "kind": "effect", "amount": effect, "bottom": reached, "top": reached + effect})
        reached += effect
    rows.append({"name": "end", "kind": "total", "amount": split.end, "bottom": 0.0, "top": split.end})
    return pd.DataFrame(rows).assign(method=source.method, span=source.span).round(DIGITS)


def make_tornado_data(swings: pd.DataFrame) -> pd.DataFrame:
    """Columns name, low_result, high_result, central (name_zh and name_en where given), the widest swing first.

    A result that is missing counts as the widest, for the figure then decides whether there is one.
    """
    low, high, central = (swings[name].astype(float) for name in ("low_result", "high_result", "central"))
    if central.isna().any():
        raise ValueError("a tornado needs a central result")
    width = pd.concat([(low - central).abs(), (high - central).abs(), (high - low).abs()], axis=1)
    table = _name_rows(swings).assign(low_result=low, high_result=high, central=central)
    table["swing"] = width.max(axis=1).where(low.notna() & high.notna(), np.inf)
    table = table.sort_values(["swing", "name"], ascending=[False, True], kind="stable").drop(columns="swing")
    return table.reset_index(drop=True).round(DIGITS)


def make_index_data(indices: pd.DataFrame) -> pd.DataFrame:
    """Sobol indices: name, first, first_spread, total, total_spread (95 % half widths), the largest total first."""
    table = _name_rows(indices)
    for name in ("first", "first_spread", "total", "total_spread"):
        table[name] = indices[name].astype(float)
    table = table.sort_values(["total", "name"], ascending=[False, True], kind="stable")
    return table.reset_index(drop=True).round(DIGITS)


def make_macc_data(costs: Sequence[AbatementCost]) -> pd.DataFrame:
    """Every project with a known abatement, cheapest tonne first; ``shown`` says bar, unpriced, emits, or nothing."""
    rows = []
    for each in costs:
        is_bar = each.abated > 0 and each.yuan_per_tonne is not None
        shown = "bar" if is_bar else "unpriced" if each.abated > 0 else "emits" if each.abated < 0 else "nothing"
        amounts = (each.abated, each.energy_co2[1], each.other_ghg[1])
        rows.append((each.action_id, shown, *amounts, each.yuan_per_tonne, each.cheapest, each.dearest))
    table = pd.DataFrame(rows, columns=list(MACC_COLUMNS)).astype(dict.fromkeys(MACC_COLUMNS[2:], float))
    return table.sort_values(["yuan_per_tonne", "action_id"], kind="stable").reset_index(drop=True).round(DIGITS)


def make_chance_data(projections: Sequence[Projection], others: Mapping[str, Floats], main: str) -> pd.DataFrame:
    """By pathway and year: the share of runs that have peaked, and the shares of those that have no peak, by class.

    ``others`` hold, by pathway, the share that have peaked where levers move the other way between periods.
    """
    frames = []
    for each in projections:
        chances = {"peaked_by": each.ensemble.peaked_by, "other_peaked_by": others[each.pathway_name]}
        table = pd.DataFrame({"year": each.model.years, **chances, "is_main": each.pathway_name == main})
        shares = {name: share for name, share in each.ensemble.class_shares.items() if name != "peaked"}
        frames.append(_name_frame(each, table.assign(**shares)))
    return pd.concat(frames, ignore_index=True).round(DIGITS)


def find_limits(bars: pd.DataFrame) -> tuple[float, float]:
    """Bottom and top of the cost axis; the bottom is above zero where the costs span so much that the axis is logarithmic."""
    prices = bars["yuan_per_tonne"][bars["yuan_per_tonne"] > 0]
    highest = float(bars[["yuan_per_tonne", "dearest"]].max().max()) if len(bars) else 1.0
    if prices.empty or prices.max() <= LOG_FROM * prices.min():
        return 0.0, 1.08 * highest or 1.0
    lowest = float(bars["cheapest"][bars["cheapest"] > 0].min())
    return float(10.0 ** np.floor(np.log10(lowest))), 2.0 * highest


def mark_highest(years: np.ndarray, path: Floats) -> list[str]:
    """The class of a path in the place of its highest year, and nothing in the others."""
    found = find_peak_years(path[np.newaxis, :], years)
    marks = [""] * len(years)
    marks[int(found.positions[0])] = CLASSES[int(found.codes[0])]
    return marks


def _name_frame(projection: Projection, table: pd.DataFrame) -> pd.DataFrame:
    said = {"pathway": projection.pathway_name, "title_zh": projection.pathway.title_zh}
    named = pd.DataFrame({**said, "title_en": projection.pathway.title_en}, index=table.index)
    return pd.concat([named, table], axis=1)


def _name_rows(given: pd.DataFrame) -> pd.DataFrame:
    """The names of a frame in both languages; where a name is not given in one, the plain name stands."""
    table = pd.DataFrame({"name": given["name"].astype(str)})
    for column in ("name_zh", "name_en"):
        table[column] = given[column].fillna(given["name"]) if column in given.columns else given["name"]
    return table


def list_wedges(data: pd.DataFrame) -> list[tuple[str, str, Words, Floats]]:
    """Kind, name, label and amounts by year: every driver that does something, the largest projects, and the sums of all others by sign."""
    years, said = np.unique(data["year"]), data[data["kind"] != "path"]
    table = said.pivot_table(index=["kind", "name"], columns="year", values="amount_wan_tco2", sort=False)
    table = table.reindex(columns=years).fillna(0.0)
    projects = table[table.index.get_level_values("kind") == "project"]
    largest = projects.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index[:NAMED_PROJECTS]
    names = said.drop_duplicates("name").set_index("name")
    wedges: list[tuple[str, str, Words, Floats]] = []
    rest_cuts, rest_rises = np.zeros(len(years)), np.zeros(len(years))
    for (kind, name), row in zip(table.index, table.to_numpy(), strict=True):
        if kind == "project" and (kind, name) not in largest:
            rest_cuts, rest_rises = rest_cuts + np.maximum(row, 0.0), rest_rises + np.minimum(row, 0.0)
        else:
            wedges += [(str(kind), str(name), name_row(names, str(name)), row)] if row.any() else []
    label = listing((say("all other"), f"({len(projects) - NAMED_PROJECTS})"), BLANK)
    return wedges + [("project", "", label, rest) for rest in (rest_cuts, rest_rises) if rest.any()]


def list_all_wedges(outlook: CarbonOutlook) -> pd.DataFrame:
    """The wedges of a figure: every driver and every project that acts on energy CO2, with their names."""
    acting = {each.action_id for each in outlook.main.model.projects if each.ledger == "energy_co2"}
    table = make_wedge_frame(outlook)
    table = table[(table["kind"] == "lever") | table["name"].isin(acting)].reset_index(drop=True)
    known = {name: in_columns("name", words) for name, words in DRIVER_NAMES.items()}
    for column in ("name_zh", "name_en"):
        table[column] = [known[name][column] if name in known else name for name in table["name"]]
    return table
