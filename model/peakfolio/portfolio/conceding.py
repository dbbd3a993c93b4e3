"""What gives way where demands conflict: each demand with the scenario in which it has given, where it is the scenario's to give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.formulation import SideConstraint
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.words import NOTHING, Words, format_number, round_on, say


@dataclass(frozen=True)
class Concession:
    """One way out of a conflict: the ``demand``, what it is ``about`` (projects, or a source, group ...), and what of it would have to give.

    ``offer`` says in few words what is done, and ``scenario`` is the question in which it is done; None where the plan itself demands
    it, so that only a change of its tables helps.
    """

    demand: Words
    about: tuple[str, ...]
    said: Words
    offer: Words = NOTHING
    scenario: Scenario | None = field(default=None, compare=False)


Given = tuple[Words, Scenario] | None


def concede(problem: PortfolioProblem, demand: SideConstraint, amount: float | None) -> Given:
    """The offer and the scenario in which a demand gives an amount, or is dropped without one; None where the plan demands it."""
    give = GIVING.get(demand.imposes.family)
    return None if give is None else give(problem, demand, amount)


def _unlock(problem: PortfolioProblem, demand: SideConstraint, _amount: float | None) -> Given:
    """The lock of a project lifted; one under way that is held as such is no longer, and with it no other."""
    scenario, (key,) = problem.scenario, demand.imposes.subjects
    inside, outside = (
        tuple(each for each in keys if each != key) for keys in (scenario.locked_in, scenario.locked_out)
    )
    changed = scenario.model_copy(update={"locked_in": inside, "locked_out": outside})
    if demand.right <= 0:
        return say("Allow {name} to be built", name=key), changed
    if scenario.lock_committed and problem.action_by_id[key].is_committed:
        changed = changed.model_copy(update={"lock_committed": False})
        return say("Let projects under way be left out"), changed
    return say("Lift the lock on {name}", name=key), changed


def _raise_ceiling(problem: PortfolioProblem, demand: SideConstraint, amount: float | None) -> Given:
    """A ceiling of the scenario raised, or lifted where the amount is not known. Those of the plan stand first among all."""
    scenario, number = problem.scenario, demand.imposes.number or 0
    is_total = scenario.budget_wan_yuan is not None
    place = number - (len(problem.ceilings) - len(scenario.budgets) - is_total)
    if place < 0:
        return None
    ceiling = problem.ceilings[number]
    raised = None if amount is None else round_on(ceiling.ceiling_wan_yuan + amount, is_least=True)
    if place == len(scenario.budgets):
        changed = scenario.model_copy(update={"budget_wan_yuan": raised})
        return _offer_money(say("the budget"), raised), changed
    more = () if raised is None else (ceiling.model_copy(update={"ceiling_wan_yuan": raised}),)
    budgets = (*scenario.budgets[:place], *more, *scenario.budgets[place + 1 :])
    return _offer_money(_name_ceiling(ceiling), raised), scenario.model_copy(update={"budgets": budgets})


def _name_ceiling(ceiling: Ceiling) -> Words:
    source = FUNDING[ceiling.funding_source] if ceiling.funding_source else say("all money")
    if ceiling.year is None:
        return say("the ceiling on {source}", source=source)
    return say("the ceiling on {source} in {year}", source=source, year=str(ceiling.year))


def _offer_money(name: Words, raised: float | None) -> Words:
    if raised is None:
        return say("Lift {name}", name=name)
    return say("Raise {name} to {amount} x 10,000 yuan", name=name, amount=format_number(raised, 2))


def _lower_cut(problem: PortfolioProblem, demand: SideConstraint, amount: float | None) -> Given:
    """The abatement asked of a ledger lowered, or asked no more."""
    scenario, (ledger,) = problem.scenario, demand.imposes.subjects
    year = demand.imposes.years[0] if demand.imposes.years else None
    same = [each for each in scenario.emission_cuts if (each.ledger, each.year) == (ledger, year)]
    found = next((each for each in same if each.wan_tco2 == demand.right), None)
    if found is None:
        return None
    lowered = None if amount is None else round_on(found.wan_tco2 - amount, is_least=False)
    more = () if lowered is None else (found.model_copy(update={"wan_tco2": lowered}),)
    place = scenario.emission_cuts.index(found)
    cuts = (*scenario.emission_cuts[:place], *more, *scenario.emission_cuts[place + 1 :])
    changed = scenario.model_copy(update={"emission_cuts": cuts})
    if lowered is None:
        return say("Ask for no abatement"), changed
    return say("Lower the abatement asked to {amount} x 10,000 t", amount=format_number(lowered, 2)), changed


def _free_group(problem: PortfolioProblem, demand: SideConstraint, _amount: float | None) -> Given:
    """A group without its least or greatest number."""
    scenario, (name,), family = problem.scenario, demand.imposes.subjects, demand.imposes.family
    freed = {"at_least": 0} if family == "at_least" else {"at_most": None}
    groups = tuple(each.model_copy(update=freed) if each.name == name else each for each in scenario.groups)
    return say("Ask nothing of group '{name}'", name=name), scenario.model_copy(update={"groups": groups})


def _free_balance(problem: PortfolioProblem, demand: SideConstraint, _amount: float | None) -> Given:
    """A category or township without its least or greatest share of the money."""
    scenario, number = problem.scenario, demand.imposes.number or 0
    freed = {"min_share": 0.0} if demand.imposes.family == "balance_min" else {"max_share": 1.0}
    balances = tuple(
        each.model_copy(update=freed) if place == number else each for place, each in enumerate(scenario.balances)
    )
    name = demand.imposes.subjects[0]
    return say("Ask no share of the money for '{name}'", name=name), scenario.model_copy(update={"balances": balances})


GIVING: Mapping[str, Callable[[PortfolioProblem, SideConstraint, float | None], Given]] = {
    "lock": _unlock,
    "ceiling": _raise_ceiling,
    "emission_cut": _lower_cut,
    "at_least": _free_group,
    "at_most": _free_group,
    "balance_min": _free_balance,
    "balance_max": _free_balance,
}
