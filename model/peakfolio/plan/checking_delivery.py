"""Checks of the rows of delivery: months in order, and the sources of ``[delivery]``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakfolio.errors import Fault
from peakfolio.language import Sentence
from peakfolio.plan.settings import Settings

NumberedRows = tuple[tuple[int, Any], ...]
CONSTRUCTION = ("construction_low", "construction_mode", "construction_high")
WRITE_SHARE = Sentence("写 0 到 1 之间的份额", "write a share")
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
            finding = Sentence(f"sources.csv 中没有“{source}”", f'"{source}" is not in sources.csv')
            yield Fault("plan.toml", None, "delivery.sources", finding, Sentence("在那里补上", "add it there"))
    if settings.delivery.rainy_months or settings.delivery.winter_months:
        both = set(settings.delivery.rainy_months) & set(settings.delivery.winter_months)
        if both:
            shown = ", ".join(str(month) for month in sorted(both))
            finding = Sentence(f"{shown} 月已列为雨季", f"{shown} is also rainy")
            mend = Sentence("只留在一处", "keep it in one list")
            yield Fault("plan.toml", None, "delivery.winter_months", finding, mend)
        if not settings.delivery.sources:
            mend = Sentence("写明这些月份的来源", "name the source of the months")
            yield Fault("plan.toml", None, "delivery.sources", Sentence("空着", "is empty"), mend)


def check_book_rows(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Every fault of the months, tranches and conditions that all regions share."""
    for table in ("stages", "tranches", "conditions"):
        for number, row in tables[table]:
            yield from _check_order(f"{table}.csv", number, row, ORDERED)
    for number, row in tables["conditions"]:
        if row.condition in SHARES and row.high > 1:
            finding = Sentence(f"不得大于 1，写的是 {row.high:g}", f"must be 1 or less; found {row.high:g}")
            yield Fault("conditions.csv", number, "high", finding, WRITE_SHARE)
        if row.condition == "paid_share" and row.low <= 0:
            yield Fault("conditions.csv", number, "low", Sentence("必须大于 0", "must be above 0"), WRITE_SHARE)


def _check_order(file: str, number: int, row: Any, columns: Sequence[str]) -> Iterator[Fault]:
    values = [getattr(row, column) for column in columns]
    known = [value for value in values if value is not None]
    if known and len(known) < len(values):
        finding = Sentence("low、mode、high 没有写全", "low, mode and high are not all given")
        mend = Sentence("三个都写上，或都不写", "write all three or none")
        yield Fault(file, number, columns[1], finding, mend)
    elif known != sorted(known):
        shown = ", ".join(f"{value:g}" for value in known)
        finding = Sentence(f"low、mode、high 次序不对：{shown}", f"low, mode, high are out of order: {shown}")
        yield Fault(file, number, columns[1], finding, Sentence("从小到大排列", "order them"))
