"""Checks of all tables alike: rows that are in order, keys that stand once, references that lead somewhere.

What is particular to the rows of some tables stands in the checks of links, carbon, levers and settings.
"""

from collections.abc import Callable, Iterator
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.checking_carbon import check_carbon
from peakfolio.plan.checking_levers import check_levers
from peakfolio.plan.checking_links import check_links
from peakfolio.plan.checking_settings import check_settings
from peakfolio.plan.package import Draft
from peakfolio.plan.settings import Settings
from peakfolio.plan.wrong_values import BETWEEN_CHOICES
from peakfolio.units import is_known_unit
from peakfolio.words import listing, say

CHECKS: tuple[Callable[[Settings, Draft], Iterator[Fault]], ...] = (
    check_links,
    check_carbon,
    check_levers,
    check_settings,
)


def check_plan(settings: Settings, draft: Draft) -> Iterator[Fault]:
    """Every fault of the rows of a plan, and between them."""
    yield from check_tables(draft)
    for table, rows in draft.tables.items():
        for number, row in rows:
            yield from _check_unit(table, number, getattr(row, "unit", None))
    for check in CHECKS:
        yield from check(settings, draft)
    yield from _check_contents(draft)


def check_tables(draft: Draft) -> Iterator[Fault]:
    """Every fault that a row of any table may have, of those that all regions share too."""
    for table in draft.tables:
        yield from _check_keys(table, draft)
        for number, row in draft[table]:
            file = f"{table}.csv"
            yield from (flaw.at(file, number) for flaw in row.find_flaws())
            yield from _check_references(file, number, row, draft)


def _check_keys(table: str, draft: Draft) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in draft[table]:
        key = tuple(getattr(row, column) for column in row.key)
        if key in seen:
            shown = ", ".join(str(part) for part in key if part is not None)
            finding = say('the key "{shown}" already stands in row {row}', shown=shown, row=seen[key])
            yield Fault(f"{table}.csv", number, row.key[0], finding, say("give each row a key of its own"))
        seen.setdefault(key, number)


def _check_references(file: str, number: int, row: Any, draft: Draft) -> Iterator[Fault]:
    for column, target in row.references.items():
        value = getattr(row, column)
        if value is not None and draft.lacks(target, value):
            files = ("projects.csv", "measures.csv") if target == "actions" else (f"{target}.csv",)
            finding = say('"{value}" is not in {files}', value=value, files=listing(files, BETWEEN_CHOICES))
            yield Fault(file, number, column, finding, say("add it there or correct it here"))


def _check_unit(table: str, number: int, unit: str | None) -> Iterator[Fault]:
    if unit is not None and not is_known_unit(unit):
        finding = say('unit "{unit}" is unknown', unit=unit)
        yield Fault(f"{table}.csv", number, "unit", finding, say("write a unit that units.py lists"))


def _check_contents(draft: Draft) -> Iterator[Fault]:
    """What is missing where a package holds nothing to judge: neither indicators with targets nor energy."""
    if draft["energy"] or not draft.is_whole("energy"):
        return
    for table, lack in (("indicators", say("there is no indicator")), ("targets", say("there is no target"))):
        if not draft[table] and draft.is_whole(table):
            finding = say("has no row: {lack}, so there is nothing to judge", lack=lack)
            yield Fault(f"{table}.csv", None, None, finding, say("fill in at least one row"))
