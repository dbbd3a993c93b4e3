"""Checks of the rows of delivery: months in order, and the sources of ``[delivery]``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.settings import Settings
from peakfolio.words import say

NumberedRows = tuple[tuple[int, Any], ...]
CONSTRUCTION = ("construction_low", "construction_mode", "construction_high")
WRITE_SHARE = say("write a share")
ORDERED = ("low", "mode", "high")
SHARES = (
    "tender_failure",
    "acceptance_failure",
    "advance_share",
    "paid_share",
    "rainy_pace",
    "winter_pace",
    "common_luck",
)


def check_delivery(settings: Settings, rows: NumberedRows, sources: set[str] | None) -> Iterator[Fault]:
    """Every fault of a region's ``delivery.csv`` and of its ``[delivery]`` settings."""
    for number, row in rows:
        yield from _check_order("delivery.csv", number, row, CONSTRUCTION)
    for source in settings.delivery.sources:
        if sources is not None and source not in sources:
            finding = say('"{source}" is not in sources.csv', source=source)
            yield Fault("plan.toml", None, "delivery.sources", finding, say("add it there"))
    if settings.delivery.rainy_months or settings.delivery.winter_months:
        both = set(settings.delivery.rainy_months) & set(settings.delivery.winter_months)
        if both:
            shown = ", ".join(str(month) for month in sorted(both))
            finding = say("{shown} is also rainy", shown=shown)
            mend = say("keep it in one list")
            yield Fault("plan.toml", None, "delivery.winter_months", finding, mend)
        if not settings.delivery.sources:
            mend = say("name the source of the months")
            yield Fault("plan.toml", None, "delivery.sources", say("is empty"), mend)


def check_book_rows(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Every fault of the months, tranches and conditions that all regions share."""
    for table in ("stages", "tranches", "conditions"):
        for number, row in tables[table]:
            yield from _check_order(f"{table}.csv", number, row, ORDERED)
    for number, row in tables["conditions"]:
        if row.condition in SHARES and row.high > 1:
            finding = say("must be 1 or less; found {high:g}", high=row.high)
            yield Fault("conditions.csv", number, "high", finding, WRITE_SHARE)
        if row.condition == "paid_share" and row.low <= 0:
            yield Fault("conditions.csv", number, "low", say("must be above 0"), WRITE_SHARE)


def _check_order(file: str, number: int, row: Any, columns: Sequence[str]) -> Iterator[Fault]:
    values = [getattr(row, column) for column in columns]
    known = [value for value in values if value is not None]
    if known and len(known) < len(values):
        finding = say("low, mode and high are not all given")
        mend = say("write all three or none")
        yield Fault(file, number, columns[1], finding, mend)
    elif known != sorted(known):
        shown = ", ".join(f"{value:g}" for value in known)
        finding = say("low, mode, high are out of order: {shown}", shown=shown)
        yield Fault(file, number, columns[1], finding, say("order them"))
