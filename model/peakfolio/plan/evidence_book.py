"""The evidence all regions share: what projects of a class cost elsewhere, and what their physical steps bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from peakfolio.errors import MissingData
from peakfolio.plan.evidence_tables import PriceChange, Publication, ReferenceClass, UnitCost, UnitEffect
from peakfolio.words import say

FEW = 4  # rows below which a class is thin: its own spread says too little
THIN_SPREAD = (
    2.0  # times: a thin class reaches at least from half its centre to double (judgement, scenarios/evidence/README.md)
)
Judged = tuple[str | None, str | None]  # region and project that are not to judge themselves


@dataclass(frozen=True)
class ClassCost:
    """What a unit of a class costs, 万元 at the prices of one year; ``rows`` are those it rests on."""

    class_id: str
    low: float
    central: float
    high: float
    rows: tuple[UnitCost, ...]

    @property
    def is_thin(self) -> bool:
        """Whether so few rows stand behind it that its range was widened."""
        return len(self.rows) < FEW


@dataclass(frozen=True)
class EvidenceBook:
    """Every row of ``scenarios/evidence``, each with its source."""

    sources: tuple[Publication, ...] = ()
    classes: tuple[ReferenceClass, ...] = ()
    unit_costs: tuple[UnitCost, ...] = ()
    unit_effects: tuple[UnitEffect, ...] = ()
    price_changes: tuple[PriceChange, ...] = ()

    @cached_property
    def source_by_id(self) -> Mapping[str, Publication]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    @cached_property
    def class_by_id(self) -> Mapping[str, ReferenceClass]:
        """Classes by their key."""
        return {row.class_id: row for row in self.classes}

    @cached_property
    def unit_effect_by_id(self) -> Mapping[str, UnitEffect]:
        """Physical steps by their key."""
        return {row.step_id: row for row in self.unit_effects}

    @cached_property
    def changes(self) -> Mapping[int, float]:
        """Change of prices against the year before, %, by the index used in each year."""
        return {row.year: row.percent for row in self.price_changes if row.is_used}

    def carry_price(self, value: float, from_year: int, to_year: int) -> float:
        """A price of one year at the prices of another; years without an index leave it as it is."""
        first, last = sorted((from_year, to_year))
        ratio = 1.0
        for year in range(first + 1, last + 1):
            ratio *= 1.0 + self.changes.get(year, 0.0) / 100.0
        return value * ratio if to_year >= from_year else value / ratio

    def find_unit_cost(self, class_id: str, year: int, judged: Judged = (None, None)) -> ClassCost:
        """What a unit of a class costs at the prices of a year, 万元, without the judged project.

        The centre is the median of the rows that carry it, low and high the least and largest of all; of a thin class they lie at
        least at half and double the centre. Raises MissingData where no row carries a centre.
        """
        rows = tuple(row for row in self.unit_costs if row.class_id == class_id and not _is_judged(row, judged))
        prices = [self._carry(row, each, year) for row in rows for each in row.figures]
        centres = [self._carry(row, row.central, year) for row in rows if row.carries_centre and row.central]
        if not centres:
            raise MissingData(say("class {class_id} has no unit cost that carries its centre", class_id=class_id))
        central = median(centres)
        low, high = min(prices), max(prices)
        if len(rows) < FEW:
            low, high = min(low, central / THIN_SPREAD), max(high, central * THIN_SPREAD)
        return ClassCost(class_id, low, central, high, rows)

    def _carry(self, row: UnitCost, value: float, year: int) -> float:
        kind = self.class_by_id[row.class_id]
        return self.carry_price(value, row.price_year, year) if kind.is_deflated else value


def _is_judged(row: UnitCost, judged: Judged) -> bool:
    return None not in judged and (row.region_id, row.project_id) == judged
