"""Effects as chains: from money or works, step by step and unit by unit, to what an indicator gains.

A term begins with ``plus`` or ``minus``, is multiplied, divided and capped, and the terms add up to the effect. Every figure of a
chain has a range; what an effect is at worst and at best follows by interval arithmetic, what it is in one draw from one draw of each
figure, wherever that figure stands (model/README.md, section on chains).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peakfolio.errors import Flaw, MissingData, PeakfolioError
from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.evidence_book import ClassCost, EvidenceBook
from peakfolio.plan.evidence_tables import UnitEffect
from peakfolio.plan.settings import Settings
from peakfolio.plan.tables import Effect, Project
from peakfolio.units import find_scale
from peakfolio.words import say

BEGINNINGS = ("plus", "minus")
COST_UNIT = "万元"
Units = tuple[tuple[str, int], ...]
Pair = tuple[str, str]  # action and indicator: what a chain belongs to


@dataclass(frozen=True)
class Spread:
    """A figure between its ends; exact where they fall together."""

    low: float
    central: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether nothing is to be drawn."""
        return self.low == self.high


def find_spread(row: Parameter | UnitEffect, central: float) -> Spread:
    """A figure of a table between its ends; exact where it has none."""
    low, high = (central if each is None else each for each in (row.low, row.high))
    return Spread(low, central, high)


@dataclass(frozen=True)
class Link:
    """One step of a chain, with the figure it takes and its units.

    ``draw_id`` is the same wherever the same figure stands; ``scale`` turns a cap into the units of the term so far. ``origin`` is the
    row or class the figure comes from, None for the project's own cost.
    """

    step: ChainStep
    draw_id: str
    spread: Spread
    units: Units
    origin: Parameter | ClassCost | UnitEffect | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class Term:
    """A product of steps; ``scale`` brings it into the unit of the indicator, ``sign`` says whether it adds or takes away."""

    sign: int
    links: tuple[Link, ...]
    scale: float


@dataclass(frozen=True)
class Chain:
    """The whole chain of one effect."""

    terms: tuple[Term, ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """Every step, in order."""
        return tuple(link for term in self.terms for link in term.links)

    @property
    def spread(self) -> Spread:
        """The effect at its least, as reckoned, and at its largest, in the unit of the indicator."""
        bounds = [_bound(term) for term in self.terms]
        central = self.work_out(lambda link: link.spread.central)
        return Spread(sum(low for low, _ in bounds), central, sum(high for _, high in bounds))

    def work_out(self, find_figure: Callable[[Link], Any]) -> Any:
        """The effect for one choice of every figure; numbers or arrays."""
        return sum(term.sign * term.scale * _multiply(term.links, find_figure) for term in self.terms)


def _multiply(links: Sequence[Link], find_figure: Callable[[Link], Any]) -> Any:
    total: Any = 1.0
    for link in links:
        figure = find_figure(link)
        if link.step.operation == "divided_by":
            total = total / figure
        elif link.step.operation == "at_most":
            total = _cap(total, figure * link.scale)
        else:
            total = total * figure
    return total


def _cap(total: Any, most: Any) -> Any:
    """The smaller of two numbers, or of two arrays place by place."""
    is_less = total <= most
    return total * is_less + most * (1 - is_less) if hasattr(is_less, "shape") else min(total, most)


def _bound(term: Term) -> tuple[float, float]:
    low = high = 1.0
    for link in term.links:
        ends = (link.spread.low, link.spread.high)
        if link.step.operation == "at_most":
            low, high = min(low, ends[0] * link.scale), min(high, ends[1] * link.scale)
            continue
        factors = [1.0 / each for each in ends] if link.step.operation == "divided_by" else list(ends)
        corners = [side * factor for side in (low, high) for factor in factors]
        low, high = min(corners), max(corners)
    low, high = (term.scale * each for each in (low, high))
    return (low, high) if term.sign > 0 else (-high, -low)


@dataclass(frozen=True)
class ChainFigures:
    """Where the steps of a plan's chains take their figures: its parameters and costs, and the evidence at its prices."""

    parameters: Mapping[str, Parameter]
    costs: Mapping[str, float | None]
    evidence: EvidenceBook
    region_id: str
    price_year: int

    def find_link(self, step: ChainStep) -> Link | Flaw:
        """A step with its figure; what is wrong where there is none."""
        find = {
            "parameter": self._find_parameter,
            "cost": self._find_cost,
            "unit_cost": self._find_unit_cost,
            "unit_effect": self._find_unit_effect,
        }[step.takes]
        return find(step)

    def _find_parameter(self, step: ChainStep) -> Link | Flaw:
        row = self.parameters.get(step.taken)
        if row is None:
            return _lack(step, say('"{key}" is not in parameters.csv', key=step.taken))
        return Link(step, f"parameter {step.taken}", find_spread(row, row.central), ((row.unit, 1),), row)

    def _find_cost(self, step: ChainStep) -> Link | Flaw:
        cost = self.costs.get(step.action_id)
        if cost is None:
            finding = say("the cost of {action_id} is unknown", action_id=step.action_id)
            return Flaw("takes", finding, say("write it in projects.csv, or take another figure"))
        return Link(step, f"cost {step.action_id}", Spread(cost, cost, cost), ((COST_UNIT, 1),))

    def _find_unit_cost(self, step: ChainStep) -> Link | Flaw:
        if step.taken not in self.evidence.class_by_id:
            return _lack(step, say('"{key}" is no class of the evidence', key=step.taken))
        try:
            found = self.evidence.find_unit_cost(step.taken, self.price_year, (self.region_id, step.action_id))
        except MissingData as error:
            return _lack(step, error.said)
        unit = self.evidence.class_by_id[step.taken].quantity_unit
        spread = Spread(found.low, found.central, found.high)
        return Link(step, f"unit_cost {step.taken}", spread, ((COST_UNIT, 1), (unit, -1)), found)

    def _find_unit_effect(self, step: ChainStep) -> Link | Flaw:
        row = self.evidence.unit_effect_by_id.get(step.taken)
        if row is None or row.central is None:
            return _lack(step, say('"{key}" is no step of the evidence with a figure', key=step.taken))
        return Link(step, f"unit_effect {step.taken}", find_spread(row, row.central), ((row.unit, 1),), row)


def gather_figures(
    settings: Settings, parameters: Iterable[Parameter], projects: Iterable[Project], evidence: EvidenceBook
) -> ChainFigures:
    """Where the chains of a plan, or of a draft of one, take their figures; its prices are those of one year."""
    return ChainFigures(
        {row.parameter_id: row for row in parameters},
        {row.project_id: row.whole_cost for row in projects},
        evidence,
        settings.region.evidence_id,
        settings.years.prices_of,
    )


def _lack(step: ChainStep, finding: Any) -> Flaw:
    files = {
        "parameter": "parameters.csv",
        "unit_cost": "evidence/unit_costs.csv",
        "unit_effect": "evidence/unit_effects.csv",
    }
    return Flaw("of", finding, say("add it to {file}, or correct it here", file=files[step.takes]))


def build_chain(steps: Sequence[ChainStep], figures: ChainFigures, unit: str | None) -> Chain | tuple[ChainStep, Flaw]:
    """The chain of an effect from its steps in order, or the first step with what is wrong with it."""
    terms: list[Term] = []
    for sign, group in _split_terms(steps):
        if sign is None:
            mend = say("begin the chain with plus or minus")
            return group[0], Flaw("operation", say("stands before any term"), mend)
        built = _build_term(sign, group, figures, unit)
        if not isinstance(built, Term):
            return built
        terms.append(built)
    return Chain(tuple(terms))


def _split_terms(steps: Sequence[ChainStep]) -> Iterator[tuple[int | None, list[ChainStep]]]:
    groups: list[list[ChainStep]] = []
    for step in steps:
        if step.operation in BEGINNINGS or not groups:
            groups.append([])
        groups[-1].append(step)
    for group in groups:
        yield {"plus": 1, "minus": -1}.get(group[0].operation), group


def _build_term(
    sign: int, steps: Sequence[ChainStep], figures: ChainFigures, unit: str | None
) -> Term | tuple[ChainStep, Flaw]:
    links: list[Link] = []
    units: Units = ()
    for step in steps:
        link = figures.find_link(step)
        if isinstance(link, Flaw):
            return step, link
        if _divides_by_nought(link):
            return step, Flaw("of", say("can be nought, and nothing is divided by nought"), say("narrow its range"))
        try:
            links.append(_fit_cap(link, units) if step.operation == "at_most" else link)
        except PeakfolioError:
            return step, Flaw(
                "of",
                say("this cap is not in the unit of the term up to it"),
                say("correct its unit, or put it elsewhere"),
            )
        units += _find_powers(link)
    try:
        return Term(sign, tuple(links), find_scale(units, unit or "-"))
    except PeakfolioError as error:
        return steps[-1], _say_unit(error)


def _divides_by_nought(link: Link) -> bool:
    return link.step.operation == "divided_by" and link.spread.low <= 0 <= link.spread.high


def _fit_cap(link: Link, units: Units) -> Link:
    """A cap with what turns it into the units of the term so far."""
    return replace(link, scale=find_scale((*link.units, *((name, -power) for name, power in units)), "-"))


def _find_powers(link: Link) -> Units:
    """The units a step brings to its term; a cap brings none."""
    turn = {"divided_by": -1, "at_most": 0}.get(link.step.operation, 1)
    return tuple((unit, turn * power) for unit, power in link.units if turn)


def _say_unit(error: PeakfolioError) -> Flaw:
    return Flaw("of", error.said, say("correct a unit or a step: together they must give the unit of the indicator"))


def group_steps(steps: Iterable[ChainStep]) -> Mapping[Pair, list[ChainStep]]:
    """The steps of each effect, in their order."""
    groups: dict[Pair, list[ChainStep]] = {}
    for step in sorted(steps, key=lambda each: each.step):
        groups.setdefault((step.action_id, step.indicator_id), []).append(step)
    return groups


def size_effect(effect: Effect, chain: Chain, direction: str) -> Effect:
    """An effect with the figures of its chain, from cautious to hopeful: of what is to fall the larger value is the cautious one."""
    spread = chain.spread
    low, high = (spread.high, spread.low) if direction == "less" else (spread.low, spread.high)
    return effect.model_copy(update={"low": low, "central": spread.central, "high": high})
