"""The words that the charts of emissions need."""

from collections.abc import Mapping, Sequence

import pandas as pd

from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.report.carbon.names import CALLS, DRIVERS, FUELS, LEVERS, SECTORS
from peakfolio.words import LANGUAGES, SEMICOLON, SPACE, Name, Words, format_number, listing, say, say_in, show_share

TARGET_YEAR = PEAK_YEAR
LEAST_SHOWN = 0.005  # share of the runs that is not nought in whole per cents
NO_PEAK: Mapping[str, Words] = {name: CALLS[name] for name in ("rising", "plateau", "unknown")}
FACTORS: Mapping[str, Words] = {
    "activity": say_in("driver", "activity"),
    "gdp": say("GDP"),
    "unexplained": say("unexplained"),
}
ENDS: Mapping[str, Words] = {"low": say("figure at its low end"), "high": say("figure at its high end")}
NAMES: Mapping[str, Words] = {**LEVERS, **FACTORS, **DRIVERS, **FUELS, **SECTORS}


def name_row(names: pd.DataFrame, name: str) -> Words:
    """The name a row gives itself, else the one known for it."""
    keys = [f"name_{language}" for language in LANGUAGES]
    own = [names[key].get(name) if key in names.columns else None for key in keys]
    return Name(*map(str, own)) if all(isinstance(each, str) and each for each in own) else name_part(name)


def name_part(name: str) -> Words:
    """The known name of a driver, fuel or sector, else the name itself."""
    return NAMES.get(name, Name(name, name))


def describe_highest(kind: str, year: int, first: int, last: int) -> Words:
    """What a path's highest year means, in a few words."""
    if kind == "rising" and year == last:
        return say("still rising at the end")
    if kind == "rising":
        return say("highest in {year}, too near the end to be a peak", year=year)
    if kind == "plateau":
        return say("plateau from {year}", year=year)
    if kind == "unknown":
        return say("highest in {year}, falls and comes back", year=year)
    if year == first:
        return say("highest in {year} or before", year=year)
    return say("peaks in {year}", year=year)


def list_unpeaked(shares: Mapping[str, float]) -> Words:
    """The shares of the runs without a peak, by class, where there are any."""
    kept = [(NO_PEAK[name], shares[name]) for name in NO_PEAK if shares[name] >= LEAST_SHOWN]
    said = [say("{name}: {value}", name=name, value=show_share(share)) for name, share in kept]
    return listing(said, SEMICOLON)


def show_span(one: float, other: float) -> str:
    """Two probabilities as an interval in whole per cents: as one where these are the same, as a bound where an end is all but 0 or 100 %."""
    low, high = (show_share(each) for each in sorted((one, other)))
    if low == high:
        return low
    if high.startswith(">"):
        return f"≥{low}"
    return f"≤{high}" if low.startswith("<") else f"{low.removesuffix('%')}-{high}"


def show_amount(value: float) -> str:
    """An amount for a label: whole from 100 up, one decimal from 10 up, two from 1 up, two figures below: little is never nothing."""
    if abs(value) >= 1:
        return format_number(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
    return format_number(float(f"{value:.2g}"), 6)


def list_undrawn(data: pd.DataFrame) -> Words:
    """The projects without a bar, or with one of no height, by reason."""
    parts: list[Words] = []
    if not (data["shown"] == "bar").any():
        parts.append(say("No project has a cost per tonne."))
    for shown, sign, reason in (
        ("emits", -1.0, say("Emit on balance (10,000 t CO2e a year)")),
        ("nothing", 0.0, say("Nothing in ledgers A and B together, a sink at most")),
        ("unpriced", 1.0, say("Abate but print no cost, not drawn (10,000 t CO2e a year)")),
    ):
        rows = data[data["shown"] == shown]
        amounts = [f"\u00a0({show_amount(sign * amount)})" if sign else "" for amount in rows["abated_wan_tco2e"]]
        listed = [f"{key}{amount}" for key, amount in zip(rows["action_id"], amounts, strict=True)]
        if listed:
            parts.append(say("{reason}: {projects}.", reason=reason, projects=listing(listed)))
    free = data[(data["shown"] == "bar") & (data["yuan_per_tonne"] == 0)]["action_id"].tolist()
    if free:
        parts.append(say("No investment (0\xa0yuan): {projects}.", projects=listing(free)))
    return listing(parts, SPACE)


def list_left_out(count: int, missing: Sequence[Words]) -> Words:
    """What a figure of the first rows does not draw: how many rows more, and the results that do not exist."""
    parts = []
    if count:
        parts.append(say("{count} figures that matter less are not drawn.", count=count))
    if missing:
        parts.append(say("No result: {missing}.", missing=listing(missing)))
    return listing(parts, SPACE)


def describe_split(method: str, span: str) -> Words:
    """How a change was split, for chained and unchained splits differ."""
    spans = {"end_to_end": say("start and end only"), "chained": say("year by year")}
    methods = {"lmdi": say("LMDI-I"), "shapley": say("Shapley")}
    return say("{methods}, {spans}.", methods=methods[method], spans=spans[span])
