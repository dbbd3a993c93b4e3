"""Checks of the rows of delivery: months in order, and the sources of ``[delivery]``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.settings import Settings

NumberedRows = tuple[tuple[int, Any], ...]
CONSTRUCTION = ("construction_low", "construction_mode", "construction_high")
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
            yield Fault("plan.toml", None, "delivery.sources", f'"{source}" is not in sources.csv', "add it there")
    if settings.delivery.rainy_months or settings.delivery.winter_months:
        both = set(settings.delivery.rainy_months) & set(settings.delivery.winter_months)
        if both:
            shown = ", ".join(str(month) for month in sorted(both))
            yield Fault("plan.toml", None, "delivery.winter_months", f"{shown} is also rainy", "keep it in one list")
        if not settings.delivery.sources:
            yield Fault("plan.toml", None, "delivery.sources", "is empty", "name the source of the months")


def check_book_rows(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Every fault of the months, tranches and conditions that all regions share."""
    for table in ("stages", "tranches", "conditions"):
        for number, row in tables[table]:
            yield from _check_order(f"{table}.csv", number, row, ORDERED)
    for number, row in tables["conditions"]:
        if row.condition in SHARES and row.high > 1:
            yield Fault("conditions.csv", number, "high", f"must be 1 or less; found {row.high:g}", "write a share")
        if row.condition == "paid_share" and row.low <= 0:
            yield Fault("conditions.csv", number, "low", "must be above 0", "write a share")


def _check_order(file: str, number: int, row: Any, columns: Sequence[str]) -> Iterator[Fault]:
    values = [getattr(row, column) for column in columns]
    known = [value for value in values if value is not None]
    if known and len(known) < len(values):
        yield Fault(file, number, columns[1], "low, mode and high are not all given", "write all three or none")
    elif known != sorted(known):
        shown = ", ".join(f"{value:g}" for value in known)
        yield Fault(file, number, columns[1], f"low, mode, high are out of order: {shown}", "order them")
