"""Ways out of a conflict: each is a scenario in which the demand has given way, and asking it again shows that it has."""

import dataclasses
from typing import Any

import pytest

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Balance, Ceiling, EmissionCut, Group, Scenario
from peakfolio.plan.tables import Budget
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.conceding import Concession
from peakfolio.portfolio.conflicts import Conflict
from test_questions import with_abatement
from tiny import CITE, make_project, make_tiny_plan


def refuse(plan: Plan, **said: Any) -> tuple[Concession, ...]:
    """The ways out of the conflict that a scenario is in."""
    with pytest.raises(Conflict) as caught:
        answer_question(plan, "base", Scenario(**said))
    return caught.value.concessions


def take(plan: Plan, concession: Concession) -> Answer:
    assert concession.scenario is not None
    return answer_question(plan, "base", concession.scenario)


def offer(concessions: tuple[Concession, ...]) -> list[str]:
    return [each.offer.read("en") for each in concessions]


@pytest.mark.parametrize(
    ("said", "offers"),
    [
        (
            {"locked_in": ("P1", "P3"), "budget_wan_yuan": 150.0},
            ["Lift the lock on P1", "Lift the lock on P3", "Raise the budget to 180 x 10,000 yuan"],
        ),
        (
            {"locked_in": ("P1",), "budgets": (Ceiling(ceiling_wan_yuan=70.5, year=2024), Ceiling(ceiling_wan_yuan=9))},
            ["Lift the lock on P1", "Raise the ceiling on all money to 100 x 10,000 yuan"],
        ),
        (
            {"groups": (Group(name="roads", members=("P1", "P3"), at_least=2),), "locked_out": ("P1",)},
            ["Allow P1 to be built", "Ask nothing of group 'roads'"],
        ),
        (
            {"lock_committed": True, "locked_in": ("P3",), "balances": (Balance(category_zh="x", min_share=0.5),)},
            ["Lift the lock on P3", "Ask no share of the money for 'x'"],
        ),
    ],
    ids=["budget", "ceiling", "group", "balance"],
)
def test_every_way_out_resolves_the_conflict(said: dict[str, Any], offers: list[str]) -> None:
    plan = make_tiny_plan()
    concessions = refuse(plan, **said)
    assert offer(concessions) == offers
    for each in concessions:
        assert take(plan, each).choice.portfolio is not None


def test_no_amount_less_than_the_one_offered_resolves_the_conflict() -> None:
    plan = make_tiny_plan()
    *_, money = refuse(plan, locked_in=("P1", "P3"), budget_wan_yuan=150.0)
    assert money.scenario is not None
    assert money.scenario.budget_wan_yuan == 180.0
    refuse(plan, locked_in=("P1", "P3"), budget_wan_yuan=179.99)


def test_what_the_plan_itself_demands_is_said_and_not_offered() -> None:
    own = Budget(ceiling_wan_yuan=50.0, **CITE)
    plan = dataclasses.replace(make_tiny_plan(), budgets=(own,))
    lock, ceiling = refuse(plan, locked_in=("P1",))
    assert offer((lock,)) == ["Lift the lock on P1"]
    assert ceiling.scenario is None
    assert "50" in ceiling.demand.read("en")
    assert take(plan, lock).verification.cost_wan_yuan <= 50.0


def test_of_the_ceilings_the_one_in_conflict_is_raised_and_no_other() -> None:
    """The plan's own stands first among all; a year's and a total follow."""
    own = Budget(ceiling_wan_yuan=5000.0, **CITE)
    plan = dataclasses.replace(make_tiny_plan(), budgets=(own,))
    year = Ceiling(ceiling_wan_yuan=4000.0, year=2024)
    _, ceiling = refuse(plan, locked_in=("P1",), budgets=(year, Ceiling(ceiling_wan_yuan=60.0)), budget_wan_yuan=900.0)
    assert ceiling.scenario is not None
    assert [each.ceiling_wan_yuan for each in ceiling.scenario.budgets] == [4000.0, 100.0]
    assert ceiling.scenario.budget_wan_yuan == 900.0


def test_projects_under_way_that_are_held_as_such_are_let_go_together() -> None:
    tiny = make_tiny_plan()
    early = dataclasses.replace(tiny, projects=(make_project("P1", 100.0, 2021, 2024), *tiny.projects[1:]))
    concessions = refuse(early, lock_committed=True, budget_wan_yuan=1.0)
    assert offer(concessions)[0] == "Let projects under way be left out"
    for each in concessions:
        assert take(early, each).choice.portfolio is not None


def test_an_abatement_that_the_pool_cannot_bring_is_lowered_to_what_it_can() -> None:
    plan = with_abatement(make_tiny_plan())  # 13 in all
    cut = EmissionCut(wan_tco2=50.0, year=2025)
    (lower,) = refuse(plan, emission_cuts=(cut,))
    assert lower.scenario is not None
    assert 0.0 < lower.scenario.emission_cuts[0].wan_tco2 < 50.0
    assert take(plan, lower).choice.portfolio.starts
