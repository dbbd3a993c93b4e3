"""The quantity of works of a project: printed in its row, or what its cost buys at the unit cost of its class."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from peakfolio.assess.classing import Match, split_words, write_text
from peakfolio.assess.reading_quantities import Reading, find_quantity
from peakfolio.errors import MissingData
from peakfolio.plan.evidence_book import FEW, THIN_SPREAD, Judged
from peakfolio.plan.evidence_tables import ReferenceClass
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.units import measures_same

Origin = Literal["content", "cost"]
LEAST_SHARE = 0.5  # of the words of the first class that another must have before all the money is taken as spent on it


@dataclass(frozen=True)
class Price:
    """What a unit of a class costs without the judged project, 万元; ``is_central`` where a row may carry the centre."""

    low: float
    central: float
    high: float
    count: int
    is_central: bool


@dataclass(frozen=True)
class Size:
    """How much a project builds, and whether its row says so or its cost; ``price`` where the cost does."""

    reading: Reading
    origin: Origin
    kind: ReferenceClass
    price: Price | None = None


def find_price(plan: Plan, class_id: str, project_id: str) -> Price | None:
    """The unit cost of a class at the plan's prices, without the project itself; None where the evidence holds none.

    Where no row may carry the centre it is the median of all figures, and the range at least half to double.
    """
    year = plan.settings.years.prices_of
    judged = (plan.settings.region.id, project_id)
    try:
        found = plan.evidence.find_unit_cost(class_id, year, judged)
        return Price(found.low, found.central, found.high, len(found.rows), True)
    except MissingData:
        rows = list_figures(plan, class_id, judged)
    figures = [each for row in rows for each in row]
    if not figures:
        return None
    central = median(figures)
    low, high = min(figures), max(figures)
    if len(rows) < FEW:
        low, high = min(low, central / THIN_SPREAD), max(high, central * THIN_SPREAD)
    return Price(low, central, high, len(rows), False)


def list_figures(plan: Plan, class_id: str, judged: Judged) -> list[list[float]]:
    """What each row of a class says, without the judged project, in 万元 at the plan's prices."""
    book, year = plan.evidence, plan.settings.years.prices_of
    kind = book.class_by_id[class_id]
    return [
        [book.carry_price(each, row.price_year, year) if kind.is_deflated else each for each in row.figures]
        for row in book.unit_costs
        if row.class_id == class_id and (row.region_id, row.project_id) != judged
    ]


def read_size(project: Project, unit: str, matches: Sequence[Match]) -> Size | None:
    """The quantity its row prints in a unit."""
    if not matches:
        return None
    nouns = [word for match in matches for word in split_words(match.kind.keywords_zh)]
    reading = find_quantity(write_text(project), unit, nouns)
    return None if reading is None or reading.central <= 0 else Size(reading, "content", matches[0].kind)


def buy_size(plan: Plan, project: Project, unit: str, matches: Sequence[Match]) -> Size | None:
    """What its cost buys of a class counted in a unit; a dearer unit cost buys less."""
    cost = project.cost_wan_yuan
    if not cost:
        return None
    for match in matches:
        kind = match.kind
        if len(match.words) < LEAST_SHARE * len(matches[0].words):
            continue
        price = find_price(plan, kind.class_id, project.project_id) if measures_same(kind.quantity_unit, unit) else None
        if price is not None:
            low, central, high = (cost / each for each in (price.high, price.central, price.low))
            reading = Reading(low, central, high, kind.quantity_unit, project.cost_as_written or f"{cost:g}万元")
            return Size(reading, "cost", kind, price)
    return None
