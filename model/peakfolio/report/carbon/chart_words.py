"""The words, colours and places of labels that the figures of emissions need; nothing here draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from peakfolio.report.carbon.names import DRIVERS, FUELS, LEVERS, SECTORS
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, YELLOW
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import SEMICOLON, SPACE, Language, Words, format_number, listing, say, say_in

TARGET_YEAR = 2030
LEAST_SHOWN = 0.0005  # share of the runs that is not nought in one decimal of a per cent
NO_PEAK: Mapping[str, Words] = {
    "rising": say("highest at the end"),
    "plateau": say("plateau"),
    "unknown": say("no call"),
}
TITLE_COLUMNS = 76
FACTORS: Mapping[str, Words] = {
    "activity": say_in("driver", "activity"),
    "gdp": say_in("driver", "GDP"),
    "unexplained": say("unexplained"),
}
FAN_TITLE = say("Net energy CO2")
PATHWAYS_TITLE = say("Central path of net energy CO2 by pathway")
ENDS: Mapping[str, Words] = {"low": say("figure at its low end"), "high": say("figure at its high end")}
DARK = "#555555"
FUEL_STYLES = {
    "coal": (DARK, ""),
    "anthracite": (DARK, "///"),
    "bituminous": (DARK, "..."),
    "lignite": (DARK, "xxx"),
    "coke": (GREY, ""),
    "oil": (ORANGE, ""),
    "crude": (ORANGE, "///"),
    "gasoline": (ORANGE, "..."),
    "diesel": (ORANGE, "xxx"),
    "fuel_oil": (ORANGE, "\\\\\\"),
    "lpg": (RED, ""),
    "natural_gas": (SKY, ""),
    "electricity": (YELLOW, ""),
    "non_fossil": (GREEN, ""),
    "feedstock": (PURPLE, ""),
}
SECTOR_STYLES = {
    "energy_intensive": (RED, ""),
    "industry": (BLUE, ""),
    "construction": (YELLOW, ""),
    "transport": (ORANGE, ""),
    "services": (PURPLE, ""),
    "households": (SKY, ""),
    "primary": (GREEN, ""),
    "all": (GREY, ""),
}
NAMES: Mapping[str, Words] = {**LEVERS, **FACTORS, **DRIVERS, **FUELS, **SECTORS}


def write_title(title: Words, subject: Words, language: Language) -> str:
    """The title of a figure and whom it shows."""
    return wrap_text(say("{name}: {value}", name=title, value=subject).read(language), TITLE_COLUMNS)


def name_row(names: pd.DataFrame, name: str, language: Language) -> str:
    """The name a row gives itself in the reader's language, else the one known for it."""
    column = f"name_{language}"
    own = names[column].get(name) if column in names.columns else None
    return str(own) if isinstance(own, str) and own else name_part(name, language)


def name_part(name: str, language: Language) -> str:
    """The known name of a driver, fuel or sector, else the name itself."""
    return NAMES[name].read(language) if name in NAMES else name


def name_cost(*, is_log: bool) -> Words:
    """The axis of what a tonne costs."""
    return say("cost (yuan per t CO2e), log scale") if is_log else say("cost (yuan per t CO2e)")


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
    said = [say("{name}: {share} %", name=name, share=format_number(100 * share, 1)) for name, share in kept]
    return listing(said, SEMICOLON)


def show_amount(value: float) -> str:
    """An amount for a label: one decimal from ten up, two from one up, two figures below, so that little is never nothing."""
    if abs(value) >= 1:
        return format_number(value, 1 if abs(value) >= 10 else 2)
    return format_number(float(f"{value:.2g}"), 6)


def spread_out(wanted: Sequence[float], gap: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Places near the wanted ones and in their order, at least ``gap`` apart, within low and high if they fit.

    Labels that would overlap form a group, which stands around the mean of where its members want to be; of equals the first
    stands highest.
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], -place))
    groups: list[list[float]] = []
    for rank, place in enumerate(order):
        groups.append([wanted[place] - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    ceiling = max(high - gap * (len(wanted) - 1), low)
    level = [min(max(float(np.mean(group)), low), ceiling) for group in groups for _ in group]
    places = [0.0] * len(wanted)
    for rank, place in enumerate(order):
        places[place] = level[rank] + rank * gap
    return places


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


def list_left_out(count: int, missing: Sequence[str]) -> Words:
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
