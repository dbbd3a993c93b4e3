"""Holds the unit cost of every project against its class and against its neighbours in the same plan."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from peakfolio.assess.classing import is_sure, rank_classes, write_text
from peakfolio.assess.sizing import list_figures, read_size
from peakfolio.plan.evidence_book import FEW
from peakfolio.plan.evidence_tables import ReferenceClass, UnitCost
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.units import name_in_english
from peakfolio.words import Language, Words, format_number

Verdict = Literal["above", "below", "within", "thin"]
WIDER = 1.5  # times beyond the range of a class before a cost is called an outlier (judgement: half as much again)
# Times from each other project of its class in the plan before it is called one. Judgement: the classes of the evidence with four figures
# or more span 3 times in the median by the rows that carry a centre and 5 times by all, so that less says nothing.
APART = 4.0
YUAN = 1e4  # in a 万元
CLEAR = 1.5  # times between the ends of a reading beyond which its quantity is not clear enough to divide by


@dataclass(frozen=True)
class UnitPrice(Words):
    """What a unit costs: 万元 in Chinese, multiplied out in English."""

    wan_yuan: float
    unit: str

    def read(self, language: Language) -> str:
        """The price of a unit in one language."""
        if language == "zh":
            return f"{format_number(self.wan_yuan, 2 if self.wan_yuan >= 1 else 5)} 万元/{self.unit}"
        yuan = self.wan_yuan * YUAN
        return f"CNY {format_number(yuan, 0 if yuan >= 100 else 2)} per {name_in_english(self.unit) or 'unit'}"


@dataclass(frozen=True)
class Priced:
    """What a project pays for a unit of its class, 万元 at the plan's prices; ``row`` where the evidence holds the figure."""

    project: Project
    kind: ReferenceClass
    cost: float
    quantity: float
    unit_cost: float
    as_written: str
    row: UnitCost | None = None

    @property
    def is_mixed(self) -> bool:
        """Whether other works stand in the same cost, or only a part of them in the quantity."""
        return self.row is not None and not self.row.carries_centre


@dataclass(frozen=True)
class CostCheck:
    """A unit cost against the others of its class, and against those of the same plan.

    ``ratio`` is to the median of the class without it, ``pool_ratio`` to the nearest of its neighbours; ``rank`` 1 is the dearest.
    """

    priced: Priced
    low: float | None
    median: float | None
    high: float | None
    count: int
    rank: int
    neighbours: tuple[Priced, ...]
    pool_ratio: float | None
    by_class: Verdict
    by_pool: Verdict

    @property
    def ratio(self) -> float | None:
        """How many times the median of the others."""
        return None if not self.median else self.priced.unit_cost / self.median

    @property
    def verdict(self) -> Verdict:
        """What can be said: an outlier of the class, else of the plan, else within, or too few others."""
        return next((each for each in (self.by_class, self.by_pool) if each in ("above", "below")), self.by_class)


def check_costs(plan: Plan) -> tuple[CostCheck, ...]:
    """Every project with a cost and a quantity of its class, in the order of the plan."""
    priced = tuple(_list_priced(plan))
    return tuple(_check(plan, each, priced) for each in priced)


def _list_priced(plan: Plan) -> Iterator[Priced]:
    for project in plan.projects:
        rows = [row for row in plan.evidence.unit_costs if _is_of(row, plan, project) and row.central is not None]
        for row in rows:
            kind = plan.evidence.class_by_id[row.class_id]
            quantity, cost = row.quantity or 0.0, row.cost_wan_yuan or 0.0
            yield Priced(project, kind, cost, quantity, _carry(plan, row), row.as_written or "", row)
        read = None if rows or not project.cost_wan_yuan else _read_priced(plan, project, project.cost_wan_yuan)
        if read is not None:
            yield read


def _is_of(row: UnitCost, plan: Plan, project: Project) -> bool:
    return (row.region_id, row.project_id) == (plan.settings.region.id, project.project_id)


def _carry(plan: Plan, row: UnitCost) -> float:
    kind, year = plan.evidence.class_by_id[row.class_id], plan.settings.years.prices_of
    value = row.central or 0.0
    return plan.evidence.carry_price(value, row.price_year, year) if kind.is_deflated else value


def _read_priced(plan: Plan, project: Project, cost: float) -> Priced | None:
    """From its own text, where one class is plain and the quantity is one figure."""
    text = write_text(project)
    matches = rank_classes(text, plan.evidence.classes)
    if not is_sure(matches):
        return None
    kind = matches[0].kind
    if not any(row.class_id == kind.class_id for row in plan.evidence.unit_costs):
        return None  # nothing to hold it against, and perhaps no class in which a unit costs alike
    size = read_size(project, kind.quantity_unit, matches[:1])
    if size is None or size.reading.low <= 0 or size.reading.high / size.reading.low > CLEAR:
        return None
    quantity = size.reading.turn_into(kind.quantity_unit).central
    return Priced(project, kind, cost, quantity, cost / quantity, size.reading.as_written)


def _check(plan: Plan, priced: Priced, pool: Sequence[Priced]) -> CostCheck:
    judged = (plan.settings.region.id, priced.project.project_id)
    others = list_figures(plan, priced.kind.class_id, judged)
    figures = [each for row in others for each in row]
    neighbours = tuple(_list_neighbours(priced, pool))
    low, high = (min(figures), max(figures)) if figures else (None, None)
    ratios = [priced.unit_cost / each.unit_cost for each in neighbours]
    return CostCheck(
        priced,
        low,
        median(median(row) for row in others) if others else None,
        high,
        len(others),
        1 + sum(median(row) > priced.unit_cost for row in others),
        neighbours,
        min(ratios, key=lambda each: abs(math.log(each)), default=None),
        _judge(priced.unit_cost, low, high, WIDER) if len(others) >= FEW else "thin",
        _judge_pool(ratios),
    )


def _list_neighbours(priced: Priced, pool: Sequence[Priced]) -> Iterator[Priced]:
    """Projects of the same class in the plan whose cost buys nothing else; works of a class without an effect are too unlike."""
    for each in pool:
        is_alike = each.kind == priced.kind and each.kind.effect_kind != "none"
        if is_alike and not each.is_mixed and each.project.project_id != priced.project.project_id:
            yield each


def _judge(value: float, low: float | None, high: float | None, factor: float) -> Verdict:
    if low is None or high is None:
        return "thin"
    if value > high * factor:
        return "above"
    return "below" if value < low / factor else "within"


def _judge_pool(ratios: Sequence[float]) -> Verdict:
    """An outlier is far from every other one, so that one odd neighbour makes no outlier of the rest."""
    if not ratios:
        return "thin"
    if min(ratios) > APART:
        return "above"
    return "below" if max(ratios) < 1 / APART else "within"
