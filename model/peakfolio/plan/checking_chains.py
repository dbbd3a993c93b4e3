"""Checks of chains: every step has its figure, the units give the indicator, and the basis of an effect says what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from peakfolio.errors import Fault, Flaw
from peakfolio.plan.chain_tables import ChainStep
from peakfolio.plan.chains import Chain, Pair, build_chain, gather_figures, group_steps, size_effect
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.package import Draft, NumberedRows
from peakfolio.plan.ranges import ENDS
from peakfolio.plan.settings import Settings
from peakfolio.plan.tables import Effect
from peakfolio.units import is_known_unit
from peakfolio.words import say

CHAINLESS = ("shared", "order")  # bases of effects without a figure
CHAINED = (
    "chains",
    "effects",
    "indicators",
    "parameters",
    "projects",
)  # what must be read whole before chains are judged


@dataclass(frozen=True)
class SizedDraft:
    """A draft whose effects carry the figures of their chains, and what is wrong with the chains."""

    draft: Draft
    faults: tuple[Fault, ...] = ()


def size_draft(settings: Settings, draft: Draft, evidence: EvidenceBook) -> SizedDraft:
    """The draft with every chain worked out; untouched where a table of the chains could not be read."""
    if not draft["chains"] or not draft.is_whole(*CHAINED):
        return SizedDraft(draft, tuple(_check_bases(draft)) if draft.is_whole(*CHAINED) else ())
    built = _build_chains(settings, draft, evidence)
    numbers = {row: number for number, row in draft["chains"]}
    broken = [flaw.at("chains.csv", numbers[step]) for step, flaw in _list_broken(built)]
    sized = {pair: each for pair, each in built.items() if isinstance(each, Chain)}
    directions = {row.indicator_id: row.direction for row in draft.list_rows("indicators")}
    rows: NumberedRows = tuple(
        (number, _size(row, sized, directions.get(row.indicator_id, "none"))) for number, row in draft["effects"]
    )
    return SizedDraft(replace(draft, tables={**draft.tables, "effects": rows}), (*_check_bases(draft), *broken))


def _build_chains(
    settings: Settings, draft: Draft, evidence: EvidenceBook
) -> dict[Pair, Chain | tuple[ChainStep, Flaw]]:
    """Every chain, or its first step that is wrong with what is wrong with it; none of what was refused before."""
    figures = gather_figures(settings, draft.list_rows("parameters"), draft.list_rows("projects"), evidence)
    units = {row.indicator_id: row.unit for row in draft.list_rows("indicators")}
    return {
        pair: build_chain(steps, figures, units[pair[1]])
        for pair, steps in group_steps(draft.list_rows("chains")).items()
        if pair[1] in units and not _is_told_already(pair, steps, draft)
    }


def _list_broken(built: dict[Pair, Chain | tuple[ChainStep, Flaw]]) -> Iterator[tuple[ChainStep, Flaw]]:
    yield from (each for each in built.values() if not isinstance(each, Chain))


def _is_told_already(pair: Pair, steps: list[ChainStep], draft: Draft) -> bool:
    """Whether a chain is refused for its rows, or a unit for its parameter, so that nothing is to be said of how they fit together.

    Such rows are names that lead nowhere, steps that stand twice, and steps that do not fit what they take.
    """
    strange = {row.parameter_id for row in draft.list_rows("parameters") if not is_known_unit(row.unit)}
    if any(row.takes == "parameter" and row.of in strange for row in steps):
        return True
    is_lost = draft.lacks("actions", pair[0]) or draft.lacks("indicators", pair[1])
    return is_lost or len({row.step for row in steps}) < len(steps) or any(any(row.find_flaws()) for row in steps)


def _size(effect: Effect, chains: dict[Pair, Chain], direction: str) -> Effect:
    chain = chains.get((effect.action_id, effect.indicator_id))
    is_given = any(getattr(effect, name) is not None for name in ENDS)
    if chain is None or is_given or effect.mode == "enables" or effect.basis in CHAINLESS:
        return effect
    return size_effect(effect, chain, direction)


def _check_bases(draft: Draft) -> Iterator[Fault]:
    """Every chain has its effect, and every effect the basis its chain gives it."""
    steps = group_steps(draft.list_rows("chains"))
    measures = {row.measure_id for row in draft.list_rows("measures")}
    laws = {row.source_id for row in draft.list_rows("sources") if row.kind == "publication"}
    has_effect: set[Pair] = set()
    for number, effect in draft["effects"]:
        pair = (effect.action_id, effect.indicator_id)
        chain = steps.get(pair, [])
        if effect.mode != "enables":
            has_effect.add(pair)
        for flaw in (*_find_bad_chain(effect, chain), *_find_bad_basis(effect, measures, laws)):
            yield flaw.at("effects.csv", number)
    numbers = {row: number for number, row in draft["chains"]}
    for pair, chain in steps.items():
        if pair not in has_effect and not _is_told_already(pair, chain, draft):
            finding = say(
                "no effect of {action_id} on {indicator_id} takes this chain", action_id=pair[0], indicator_id=pair[1]
            )
            yield Fault("chains.csv", numbers[chain[0]], "action_id", finding, say("add its row to effects.csv"))


def _find_bad_chain(effect: Effect, chain: list[ChainStep]) -> Iterator[Flaw]:
    """Figures beside a chain, a chain where there is no figure, and an estimate that does not come from money."""
    takes = {step.takes for step in chain}
    if chain and any(getattr(effect, name) is not None for name in ENDS):
        finding = say("the effect has a chain in chains.csv, and figures of its own")
        yield Flaw("central", finding, say("clear low, central and high, or remove the chain"))
    elif chain and (effect.basis in CHAINLESS or effect.mode == "enables"):
        finding = say("an effect that is {basis} and {mode} has no chain", basis=effect.basis, mode=effect.mode)
        yield Flaw("basis", finding, say("write quantified or estimated, or remove the chain"))
    elif effect.basis != "proposed" and (effect.basis == "estimated") != ("unit_cost" in takes):
        finding = say("estimated is what comes from money through the unit cost of a class")
        yield Flaw("basis", finding, say("write estimated where the chain takes a unit_cost, and nowhere else"))


def _find_bad_basis(effect: Effect, measures: set[str], laws: set[str]) -> Iterator[Flaw]:
    """An order that no administration gives, and a law that nobody can look up."""
    if effect.basis == "order" and (effect.action_id not in measures or effect.mode == "adds"):
        finding = say("an order is a measure that enables or reaches; this is none")
        yield Flaw("basis", finding, say("write shared where nothing says how much"))
    if effect.basis == "law" and effect.source_id not in laws:
        finding = say("a law names the publication it stands in")
        yield Flaw("source_id", finding, say("write a source of the kind publication"))
