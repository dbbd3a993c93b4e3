"""Tables begun from what little is known: start."""

from typing import Any

from peakfolio.carbon.opening import open_plan
from peakfolio.cli.calling import Reader
from peakfolio.cli.values import read_figure
from peakfolio.errors import PeakfolioError
from peakfolio.importing.carbon_given import CarbonGiven, Figure
from peakfolio.importing.framing import PROVINCES
from peakfolio.importing.started import Started, join_started
from peakfolio.importing.starting_carbon import start_carbon
from peakfolio.importing.starting_delivery import start_delivery
from peakfolio.importing.storing_started import write_started
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.limits import shorten
from peakfolio.plan.reading import read_starters
from peakfolio.render.console.screen import Screen
from peakfolio.words import listing, say


def start(reader: Reader, region: str, delivery: bool, carbon: bool, **figures: Any) -> None:
    """Begins the tables that are asked for, and tells what was taken, assumed, and is to be verified first."""
    if not delivery and not carbon:
        raise PeakfolioError(say("Say what to begin: --carbon, --delivery or both."))
    idle = [f"--{name.replace('_', '-')}" for name, value in figures.items() if value is not None]
    if idle and not carbon:
        raise PeakfolioError(say("{options} belong to --carbon.", options=listing(idle)))
    if region in list_regions():
        raise PeakfolioError(
            say(
                "{region} ships with peakfolio and is not changed; copy it first: peakfolio new FOLDER --from {region}",
                region=region,
            )
        )
    place = find_region(region)
    before, book = open_plan(place), read_starters()
    started = [start_carbon(before, _read_given(figures), book)] if carbon else []
    if delivery:
        started.append(start_delivery(before, book))
    joined = join_started(started)
    files = write_started(before, joined, place)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(_describe(reader, joined, files))
        return
    _show(screen, joined, files)


def _read_given(figures: dict[str, Any]) -> CarbonGiven:
    said = {
        name: Figure(value)
        for name, value in figures.items()
        if name not in ("shares", "province", "year") and value is not None
    }
    shares = figures["shares"]
    return CarbonGiven(
        gdp=said.get("gdp"),
        shares=None if shares is None else _read_shares(shares),
        people=said.get("people"),
        energy=said.get("energy"),
        industrial_energy=said.get("industry_energy"),
        electricity=said.get("electricity"),
        province=_read_province(figures["province"]),
        year=figures["year"],
    )


def _read_province(said: str | None) -> str:
    """The name as typed; one that is no province would silently begin from the mean of others."""
    if said and not any(said.startswith(name) for name in PROVINCES):
        raise PeakfolioError(
            say("--province '{shown}': write a province in Chinese, such as “云南省”.", shown=shorten(said))
        )
    return said or ""


def _read_shares(said: str) -> tuple[float, float, float]:
    parts = said.replace("：", ":").replace("∶", ":").split(":")
    try:
        first, second, third = (read_figure(each) for each in parts)
    except (ValueError, PeakfolioError) as error:
        shown = shorten(said)
        raise PeakfolioError(
            say("--shares '{shown}': write three shares, such as 8.4:25.5:66.1.", shown=shown)
        ) from error
    return first, second, third


def _describe(reader: Reader, started: Started, files: tuple[str, ...]) -> dict[str, object]:
    return {
        "files": list(files),
        "rows": {table: len(rows) for table, rows in started.rows.items()},
        "verify": [each.read(reader.language) for each in started.verify],
        "taken": [each.read(reader.language) for each in started.taken],
        "assumed": [each.read(reader.language) for each in started.assumed],
    }


def _show(screen: Screen, started: Started, files: tuple[str, ...]) -> None:
    for head, said in (
        (say("To be verified first:"), started.verify),
        (say("Taken:"), started.taken),
        (say("Assumed (each row says so):"), started.assumed),
    ):
        if said:
            screen.say(head, "bold")
            screen.say_each(said, "  - ")
    written = listing(files) if files else say("nothing; it was begun before")
    screen.say(say("Written: {files}", files=written))
