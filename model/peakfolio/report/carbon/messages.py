"""What each figure of emissions says, in one line computed from the data it is drawn from; nothing where it has nothing to say."""

import numpy as np
import pandas as pd

from peakfolio.carbon.regression import Regression
from peakfolio.report.carbon.chart_words import TARGET_YEAR, name_part, name_row, show_span
from peakfolio.report.carbon.summary import Tonnes
from peakfolio.report.marks import take
from peakfolio.report.messages import brief
from peakfolio.report.names import Capitalised
from peakfolio.words import NOTHING, Name, Words, format_number, listing, say, say_many, show_share

ALIKE = 0.01  # of two probabilities that whole per cents hardly tell apart
COINCIDE = 0.01  # share of its highest value within which two paths cannot be told apart on paper


def show_tonnes_of(wan_tonnes: float) -> Tonnes:
    """An amount of 万t: whole from ten up and to three digits, else to two."""
    size = abs(wan_tonnes)
    return Tonnes(
        float(f"{round(wan_tonnes):.3g}" if size >= 10 else f"{wan_tonnes:.2g}"),
        0 if size >= 10 else 1 if size >= 1 else 4,
    )


def pick_year(data: pd.DataFrame) -> int:
    """The year of the national peak target, or the year of the data next to it."""
    return min(max(TARGET_YEAR, int(data["year"].min())), int(data["year"].max()))


def coincide(data: pd.DataFrame, one: str, other: str) -> bool:
    """Whether two paths cannot be told apart."""
    return bool((data[one] - data[other]).abs().max() < COINCIDE * data[one].abs().max())


def tell_fan(data: pd.DataFrame) -> Words:
    """The level and range in the target year, and what the projects do to it."""
    year = pick_year(data)
    row = data[data["year"] == year].iloc[0]
    low, high = (show_tonnes_of(float(row[key])) for key in ("q05", "q95"))
    level = say("Net emissions in {year}: {low} to {high} (90% of runs)", year=year, low=low, high=high)
    saved = float(row["without_projects"] - row["central"])
    if (data["central"] - data["without_projects"]).abs().max() == 0:
        return level
    amount = show_tonnes_of(abs(saved))
    change = say("{amount} more", amount=amount) if saved < 0 else say("{amount} less", amount=amount)
    if coincide(data, "central", "without_projects"):
        return say("Projects hardly change the path: {change} in {year}", change=change, year=year)
    return say("{level}, through projects {change}", level=level, change=change)


def tell_pathways(data: pd.DataFrame) -> Words:
    """How many pathways have their central peak by the target year, and when the others have it, if all of them do."""
    year, count = pick_year(data), int(data["pathway"].nunique())
    peaks = sorted(int(each) for each in data.loc[data["highest"] == "peaked", "year"])
    later = [each for each in peaks if each > year]
    known = {"peaked": len(peaks) - len(later), "count": count, "year": year}
    if known["peaked"] == count:
        return say("All {count} pathways are past their highest year by {year}", **known)
    if not later:
        return say("Of {count} pathways {peaked} are past their highest year by {year}, the rest do not peak", **known)
    if len(peaks) < count:
        return say("Of {count} pathways {peaked} are past their highest year by {year}, not all others peak", **known)
    span = str(later[0]) if later[0] == later[-1] else f"{later[0]}-{later[-1]}"
    return say(
        "Of {count} pathways {peaked} are past their highest year by {year}, the rest in {span}", **known, span=span
    )


def tell_chance(data: pd.DataFrame) -> Words:
    """The chance of the main pathway by the target year, as an interval between the two ways levers may move between periods."""
    main = data[data["is_main"].astype(bool)]
    year = pick_year(main)
    row = main[main["year"] == year].iloc[0]
    name = brief(
        Name(*(str(row[f"title_{language}"]).split(sign)[0] for language, sign in (("zh", "："), ("en", ":"))))
    )
    span = show_span(float(row["peaked_by"]), float(row["other_peaked_by"]))
    if abs(float(row["peaked_by"] - row["other_peaked_by"])) < ALIKE:
        return say("{name}: peaks by {year} with {span}, however levers move", name=name, year=year, span=span)
    return say("{name}: peaks by {year} with {span}, depending on how levers move", name=name, year=year, span=span)


def tell_wedges(data: pd.DataFrame) -> Words:
    """How much less than the baseline is emitted in all years, and what saves most."""
    said = data[data["kind"] != "path"]
    sums = said.groupby("name", sort=False)["amount_wan_tco2"].sum()
    cuts = sums[sums > 0]
    if not len(cuts):
        return NOTHING
    names = said.drop_duplicates("name").set_index("name")
    last, largest = int(data["year"].max()), str(cuts.idxmax())
    total = float(sums.sum())
    if total <= 0:
        return say("By {year} {amount} more than the baseline in all", amount=show_tonnes_of(-total), year=last)
    return say(
        "By {year} {amount} less in all; {share} of the savings from {name}",
        amount=show_tonnes_of(total),
        year=last,
        share=show_share(float(cuts.max() / cuts.sum())),
        name=brief(name_row(names, largest)),
    )


def tell_mix(data: pd.DataFrame) -> Words:
    """The fuel whose share of the energy moves most, and the sector that emits most at the start."""
    parts = [_share_of(data, "energy_wan_tce"), _share_of(data, "co2_wan_t")]
    if any(each is None for each in parts):
        return NOTHING
    (fuels, sectors) = (each for each in parts if each is not None)
    fuel, sector = str((fuels[1] - fuels[0]).abs().idxmax()), str(sectors[0].idxmax())
    return Capitalised(say(
        "{fuel} from {first} to {last} of energy, {sector} from {begin} to {end} of CO2",
        fuel=name_part(fuel), first=show_share(float(fuels[0][fuel])), last=show_share(float(fuels[1][fuel])),
        sector=name_part(sector), begin=show_share(float(sectors[0][sector])), end=show_share(float(sectors[1][sector])),
    ))  # fmt: skip


def _share_of(data: pd.DataFrame, measure: str) -> tuple[pd.Series, pd.Series] | None:
    """Shares of the parts in the first and the last year; None where one of them has no total."""
    table = data[data["measure"] == measure].pivot_table(index="year", columns="name", values="amount")
    sums = table.sum(axis=1)
    if not len(table) or sums.iloc[0] <= 0 or sums.iloc[-1] <= 0:
        return None
    return table.iloc[0] / sums.iloc[0], table.iloc[-1] / sums.iloc[-1]


def tell_waterfall(data: pd.DataFrame, start: Words, end: Words) -> Words:
    """How much emissions change between two totals, and what raises and lowers them most."""
    effects = data[data["kind"] == "effect"]
    if not len(effects):
        return NOTHING
    moved = float(data["amount"].iloc[-1] - data["amount"].iloc[0])
    kept = [
        effects.iloc[place]
        for place in dict.fromkeys((int(effects["amount"].argmax()), int(effects["amount"].argmin())))
    ]
    told = [
        say("{driver} {change}", driver=name_part(str(each["name"])), change=_sign(float(each["amount"])))
        for each in kept
    ]
    return say(
        "From {start} to {end}: {moved} (10,000 t CO2); {drivers}",
        start=start, end=end, moved=_sign(moved), drivers=listing(told),
    )  # fmt: skip


def _sign(value: float) -> str:
    shown = format_number(abs(float(f"{value:.3g}")), 1)
    return f"+{shown}" if value > 0 else f"\N{MINUS SIGN}{shown}" if value < 0 else shown


def tell_tornado(data: pd.DataFrame, year: int) -> Words:
    """Which figure moves the result most, and between what."""
    known = data.dropna(subset=["low_result", "high_result"])
    if not len(known):
        return NOTHING
    first = known.iloc[0]
    low, high = sorted((float(first["low_result"]), float(first["high_result"])))
    name = brief(Name(str(first["name_zh"]), str(first["name_en"])))
    return Capitalised(say(
        "{name} decides {year} most: {low} to {high}",
        name=name, year=year, low=show_tonnes_of(low), high=show_tonnes_of(high),
    ))  # fmt: skip


def tell_indices(data: pd.DataFrame) -> Words:
    """Which figure explains most of the variance."""
    if not len(data):
        return NOTHING
    first = data.iloc[0]
    name = brief(Name(str(first["name_zh"]), str(first["name_en"])))
    return Capitalised(
        say(
            "{name} explains {share} of the variance",
            name=name,
            share=show_share(min(max(float(first["total"]), 0.0), 1.0)),
        )
    )


def tell_costs(data: pd.DataFrame) -> Words:
    """Between what costs the priced projects save a tonne, and which saves most."""
    bars = data[data["shown"] == "bar"]
    if not len(bars):
        return NOTHING
    prices, amounts = take(bars, "yuan_per_tonne"), take(bars, "abated_wan_tco2e")
    largest, low, high = int(np.argmax(amounts)), float(prices.min()), float(prices.max())
    return say_many(
        "Of {n} project, at {low} to {high} yuan a tonne, {key} saves {share}",
        "Of {n} projects, at {low} to {high} yuan a tonne, {key} saves {share}",
        len(bars),
        low=format_number(low, 0),
        high=format_number(high, 0),
        key=bars["action_id"].iloc[largest],
        share=show_share(float(amounts[largest] / amounts.sum())),
    )


def tell_ridge(found: Regression) -> Words:
    """Which driver has the largest standardised coefficient at the chosen k."""
    names, place = [each.name for each in found.sample.drivers], int(np.abs(found.trace.ks - found.ridge.k).argmin())
    weights = dict(zip(names, found.trace.standardised[place], strict=True))
    heaviest = max(weights, key=lambda name: abs(weights[name]))
    weight = format_number(float(weights[heaviest]), 2)
    return say("At k = {k:.3g} {name} weighs most ({weight})", k=found.ridge.k, name=heaviest, weight=weight)
