"""Checks of the levers and of ``[carbon]``: a lever names what it moves, periods follow each other, pathways exist."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.settings import Settings
from peakfolio.words import NOTHING, Words, listing, say, say_in

NumberedRows = tuple[tuple[int, Any], ...]
BASELINE = "baseline"
WHOLE = {
    "gdp_growth": ("sector", "fuel", "item"),
    "population_growth": ("sector", "fuel", "item"),
    "share_change": ("fuel", "item"),
    "intensity_change": ("fuel", "item"),
    "fuel_shift": ("item",),
    "grid_factor_change": ("sector", "fuel", "item"),
    "item_change": ("sector", "fuel"),
    "carbon_intensity_change": ("sector", "fuel", "item"),
}
LARGEST_RATE = 50.0  # % a year; anything beyond is a slip of the pen
SUBJECTS = {
    "gdp_growth": (),
    "population_growth": (),
    "share_change": ("sector",),
    "intensity_change": (),
    "fuel_shift": ("fuel",),
    "grid_factor_change": (),
    "item_change": ("item",),
    "carbon_intensity_change": (),
}


def check_levers(settings: Settings, rows: NumberedRows, items: set[str] | None) -> Iterator[Fault]:
    """Every fault of the levers, and of their periods within each pathway; ``items`` are those of the other emissions."""
    spans: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for number, row in rows:
        yield from _check_lever(settings, number, row, items)
        key = (row.pathway, row.lever, row.sector, row.fuel, row.item)
        spans[key].append((row.first_year, row.last_year, number))
    for (pathway, *subject), periods in spans.items():
        own = {first for first, _, _ in periods}
        kept = (
            [] if pathway == BASELINE else [each for each in spans.get((BASELINE, *subject), []) if each[0] not in own]
        )
        for (_, last, before), (first, _, number) in pairwise(sorted([*periods, *kept])):
            if first <= last:
                is_taken = before in {each[2] for each in kept}
                taken = say(" (taken over from baseline)") if is_taken else NOTHING
                finding = say(
                    "the period begins in {first}, inside one that ends in {last}{taken}",
                    first=first,
                    last=last,
                    taken=taken,
                )
                mend = say("make the periods follow each other")
                yield Fault("levers.csv", number, "first_year", finding, mend)


def _check_lever(settings: Settings, number: int, row: Any, items: set[str] | None) -> Iterator[Fault]:
    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault("levers.csv", number, column, finding, mend)

    if row.pathway not in settings.pathways:
        known = listing(settings.pathways) if settings.pathways else say_in("names", "none")
        finding = say('"{pathway}" is not a pathway of plan.toml ({known})', pathway=row.pathway, known=known)
        mend = say("add [pathways.NAME] there or correct it here")
        yield fault("pathway", finding, mend)
    ends = [value for value in (row.low, row.central, row.high) if value is not None]
    if any(abs(value) > LARGEST_RATE for value in ends):
        largest = max(ends, key=abs)
        yield fault(
            "central",
            say("{largest:g} a year is beyond {most:g}", largest=largest, most=LARGEST_RATE),
            say("write per cent (or points) a year"),
        )
    if row.last_year < row.first_year:
        yield fault(
            "last_year",
            say("{last_year} lies before {first_year}", last_year=row.last_year, first_year=row.first_year),
            say("correct the period"),
        )
    yield from _check_subjects(number, row)
    if row.item is not None and items is not None and row.item not in items:
        yield fault(
            "item", say('"{item}" is not in other_emissions.csv', item=row.item), say("add it there or correct it here")
        )


def _check_subjects(number: int, row: Any) -> Iterator[Fault]:
    """A lever names what it moves and nothing that it cannot tell apart."""
    for subject in WHOLE[row.lever]:
        if getattr(row, subject) not in (None, "all"):
            finding = say("{lever} does not tell one {subject} from another", lever=row.lever, subject=subject)
            mend = say("write all, or leave the item empty")
            yield Fault("levers.csv", number, subject, finding, mend)
    for subject in SUBJECTS[row.lever]:
        if getattr(row, subject) in (None, "all"):
            finding = say("is empty or all for {lever}", lever=row.lever)
            mend = say("name the {subject} it moves", subject=subject)
            yield Fault("levers.csv", number, subject, finding, mend)


def check_settings(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """Every fault of ``[carbon]`` and ``[pathways]``."""
    carbon = settings.carbon
    if tables["energy"] and carbon is None:
        finding = say("the package has energy but no [carbon] section")
        mend = say("add it with base_year")
        yield Fault("plan.toml", None, "carbon", finding, mend)
    if carbon is not None and settings.pathways and carbon.main_pathway not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "carbon.main_pathway",
            say('"{name}" is not a pathway', name=carbon.main_pathway),
            say("name one of [pathways]"),
        )
    known = {row.source_id for _, row in tables["sources"]}
    for target in carbon.intensity_targets if carbon is not None else ():
        place = "carbon.intensity_targets"
        if carbon is not None and not carbon.base_year <= target.first_year < target.year <= carbon.horizon:
            finding = say(
                "{name} does not lie between base year {base_year} and horizon {horizon}",
                name=target.name,
                base_year=carbon.base_year,
                horizon=carbon.horizon,
            )
            mend = say("restate the target from the base year")
            yield Fault("plan.toml", None, place, finding, mend)
        if target.source_id not in known and "sources" not in torn:
            finding = say('"{source_id}" is not in sources.csv', source_id=target.source_id)
            yield Fault("plan.toml", None, place, finding, say("add it there"))
    if settings.pathways and "baseline" not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "pathways",
            say("there is no baseline"),
            say("add [pathways.baseline]; the others take its levers over"),
        )
