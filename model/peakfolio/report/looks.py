"""How whatever figures show looks: one key has one look in every figure, and no two series of one figure share theirs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle

from peakfolio.report.marks import Dash, Look
from peakfolio.report.palette import (
    AQUA,
    BLACK,
    BLUE,
    COAL,
    COKE,
    CURRENT,
    CYCLE,
    DEEP,
    DIESEL,
    FOREST,
    GAS,
    GREEN,
    GREY,
    HATCHES,
    INDIGO,
    MINT,
    OIL,
    OLIVE,
    ORANGE,
    PALE,
    PETROL,
    PURPLE,
    RED,
    RENEWED,
    ROSE,
    SALMON,
    SAND,
    SKY,
    SMOKE,
    STOCK,
    TEAL,
    VIOLET,
    WINE,
    YELLOW,
)

OPEN = "#E2E2E2"  # of what stays open: pale, so that what is closed stands out
GAP_LOOKS: Mapping[str, Look] = {
    "figure": Look(GREEN),
    "circular": Look(MINT, "///"),
    "optional": Look(ORANGE),
    "left": Look(OPEN),
}
USE_LOOKS: Mapping[str, Look] = {
    "needed": Look(GREEN),
    "nearer": Look(ORANGE),
    "locked_in": Look(PURPLE, "xxx"),
    "spare": Look(SKY, "///"),
    "unsized": Look(YELLOW, "---"),
    "idle": Look(GREY),
}
STATUS_LOOKS: Mapping[str, Look] = {
    "met": Look(GREEN),
    "partly_met": Look(ORANGE, "..."),
    "not_met": Look(RED, "///"),
    "unknown": Look(GREY),
    "untestable": Look("#777777", "xxx"),
}
FUNDING_LOOKS: Mapping[str, Look] = {
    "government": Look(INDIGO, ink="white"),
    "special": Look(SAND, "///"),
    "central": Look(TEAL, "..."),
    "provincial": Look(OLIVE, "---"),
    "municipal": Look(AQUA, "\\\\\\"),
    "local": Look(ROSE, "xxx"),
    "enterprise": Look(WINE, ink="white"),
    "social": Look(VIOLET, "...", "white"),
    "bond": Look(FOREST, "///", "white"),
    "loan": Look(SALMON),
    "unstated": Look(COKE, "...", "white"),
}
STAGE_LOOKS: Mapping[str, Look] = {
    "approval": Look("#E9DDF2"),
    "design": Look("#C2A5CF", "///"),
    "tender": Look("#9970AB", "...", "white"),
    "construction": Look("#762A83", ink="white"),
    "acceptance": Look("#40004B", "\\\\\\", "white"),
}
COURSE_LOOKS: Mapping[str, Look] = {
    "written": Look("#777777", symbol="square"),
    "chosen": Look(BLUE, symbol="circle"),
    "secure": Look(PURPLE, symbol="diamond"),
}
PATHWAY_LOOKS: Mapping[str, Look] = {
    "baseline": Look(BLACK, width=1.8),
    "as_planned": Look(BLUE, dash="dash", width=1.8),
    "strengthened": Look(FOREST, dash="dashdot", width=1.8),
    "delayed": Look(VIOLET, dash="dot", width=1.8),
}
OTHER_DASHES: tuple[Dash, ...] = ("dash", "dot", "dashdot", "solid")
FUEL_LOOKS: Mapping[str, Look] = {
    "coal": Look(COAL, "", "white"),
    "anthracite": Look(COAL, "///", "white"),
    "bituminous": Look(COAL, "...", "white"),
    "lignite": Look(COAL, "xxx", "white"),
    "coke": Look(COKE, "", "white"),
    "oil": Look(OIL, "", "white"),
    "crude": Look(OIL, "///", "white"),
    "gasoline": Look(PETROL, "...", OIL),
    "diesel": Look(DIESEL, "xxx", "white"),
    "fuel_oil": Look(OIL, "\\\\\\", "white"),
    "lpg": Look(SALMON, "", "white"),
    "natural_gas": Look(GAS, "", "white"),
    "electricity": Look(CURRENT, "", "white"),
    "non_fossil": Look(RENEWED, "", "white"),
    "feedstock": Look(STOCK, "", "white"),
}
SECTOR_LOOKS: Mapping[str, Look] = {
    "energy_intensive": Look(WINE, "", "white"),
    "industry": Look(INDIGO, "", "white"),
    "construction": Look(OLIVE, "", "white"),
    "transport": Look(ROSE, "", "white"),
    "services": Look(VIOLET, "", "white"),
    "households": Look(TEAL, "", "white"),
    "primary": Look(FOREST, "", "white"),
    "all": Look(SMOKE, "", "white"),
}
DRIVER_LOOKS: Mapping[str, Look] = {
    "population": Look(ROSE, "", "white"),
    "gdp_per_head": Look(WINE, "", "white"),
    "structure": Look(INDIGO, "", "white"),
    "intensity": Look(SAND, "", "white"),
    "fuel_mix": Look(TEAL, "", "white"),
    "emission_factor": Look(VIOLET, "", "white"),
}
PROJECT_COLOURS = (FOREST, OLIVE, AQUA, SALMON, DIESEL, STOCK, RENEWED)
RISE, FALL, TOTAL = Look(RED), Look(GREEN, "///"), Look(GREY)
END_LOOKS: Mapping[str, Look] = {"low": Look(PALE), "high": Look(DEEP, "///", "white")}
ORDER_LOOKS: Mapping[str, Look] = {"first": Look(PALE), "total": Look(DEEP, "///", "white")}
LEDGER_LOOKS: Mapping[str, Look] = {"A": Look(DEEP, "", "white"), "B": Look(SAND, "///", "white")}
DOTTED = Look(BLACK, dash="dot", width=1.0)
THIN = Look(BLACK, width=0.8)


def find_looks(keys: Iterable[str], known: Mapping[str, Look]) -> Iterator[tuple[str, Look]]:
    """Every key with its look; those without one of their own take, in their order, a colour and pattern that nothing else here has."""
    listed = list(keys)
    taken = {(known[key].colour, known[key].hatch) for key in listed if key in known}
    free = (pair for pair in zip(cycle(CYCLE), cycle(HATCHES), strict=False) if pair not in taken)
    for key in listed:
        colour, hatch = (known[key].colour, known[key].hatch) if key in known else next(free)
        yield key, known.get(key, Look(colour, hatch))


def find_lines(keys: Iterable[str], known: Mapping[str, Look]) -> Iterator[tuple[str, Look]]:
    """Every key of a line with its look; those without one of their own differ by colour and dash."""
    dashes = cycle(OTHER_DASHES)
    for key, look in find_looks(keys, known):
        yield key, look if key in known else replace(look, hatch="", dash=next(dashes), width=1.8)
