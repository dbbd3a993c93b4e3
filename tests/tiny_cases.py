"""Tiny packages on which one rule each decides the answer, for the tests of the second voice; each is worked out in its comment."""

from dataclasses import replace
from typing import Any

from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.claims import PrintedAssessment
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Balance, Ceiling, EmissionCut, Group, Scenario
from peakfolio.plan.tables import Budget, Funding, Relation, ScoreTier
from tiny import (
    CITE,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)

Case = tuple[Plan, Scenario]


def make_plan(**tables: Any) -> Plan:
    return replace(make_tiny_plan(), **{"effects": (), "projects": (), **tables})


def harm() -> Case:
    """P1 (100) closes a but takes b, met today at 12, to 7, below its target of 10. P3 (120) closes a without harm."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 40.0), make_observation("b", 12.0)),
        targets=(make_target("a", 60.0), make_target("b", 10.0)),
        projects=(make_project("P1", 100.0, 2023, 2024), make_project("P3", 120.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 20.0), make_effect("P1", "b", -5.0), make_effect("P3", "a", 20.0)),
    )
    return plan, Scenario()


def band() -> Case:
    """From 40 into 50 to 55: P1 (100) overshoots to 60, P2 (150) ends at 50."""
    plan = make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", 50.0, relation="between", upper_value=55.0),),
        projects=(make_project("P1", 100.0, 2023, 2024), make_project("P2", 150.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 20.0), make_effect("P2", "a", 10.0)),
    )
    return plan, Scenario()


def strict() -> Case:
    """Above 50 from 40: P1 (50) ends exactly at 50, which misses; P2 (100) ends at 51."""
    plan = make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", 50.0, relation="above"),),
        projects=(make_project("P1", 50.0, 2023, 2024), make_project("P2", 100.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 10.0), make_effect("P2", "a", 11.0)),
    )
    return plan, Scenario()


def alternatives() -> Case:
    """Below 72 or below 84 at 60, so P1 (50), which closes b and brings a to 80, breaks nothing."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 60.0), make_observation("b", 10.0)),
        targets=(
            make_target("a", 72.0, relation="below", any_of="x"),
            make_target("a", 84.0, relation="below", any_of="x"),
            make_target("b", 20.0),
        ),
        projects=(make_project("P1", 50.0, 2023, 2024), make_project("P2", 90.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 20.0), make_effect("P1", "b", 10.0), make_effect("P2", "b", 10.0)),
    )
    return plan, Scenario()


def conditions() -> Case:
    """P1 (100) takes a to the 60 of a task and a number; P4 (80) closes c, and P3 (50) too, but takes b from 72 to 65.

    At least 55 is kept there, no worse than today is not. What the task asks for nobody knows: a is reached and undecided.
    """
    plan = make_plan(
        indicators=tuple(make_indicator(key) for key in "abc"),
        observations=(make_observation("a", 40.0), make_observation("b", 72.0), make_observation("c", 10.0)),
        targets=(
            make_target("a", None, relation="assigned", any_of="way", all_of="first", as_written="完成考核任务且≥60"),
            make_target("a", 60.0, any_of="way", all_of="first", as_written="完成考核任务且≥60"),
            make_target("a", 90.0, any_of="way", as_written="≥90"),
            make_target("b", 55.0, as_written="≥55且不降低"),
            make_target("b", None, relation="hold", as_written="≥55且不降低"),
            make_target("c", 20.0),
        ),
        projects=tuple(
            make_project(key, cost, 2023, 2024) for key, cost in (("P1", 100.0), ("P3", 50.0), ("P4", 80.0))
        ),
        effects=(
            make_effect("P1", "a", 20.0),
            make_effect("P3", "c", 10.0),
            make_effect("P3", "b", -7.0),
            make_effect("P4", "c", 10.0),
        ),
    )
    return plan, Scenario()


def bound() -> Case:
    """A share asked to reach 120 cannot pass 100: P1 (50) brings it there and it is missed all the same; P2 meets b for 60."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 80.0), make_observation("b", 10.0)),
        targets=(make_target("a", 90.0), make_target("b", 20.0)),
        projects=(make_project("P1", 50.0, 2023, 2024), make_project("P2", 60.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 50.0), make_effect("P2", "b", 10.0)),
    )
    return plan, Scenario(target_values={"a": 120.0})


def trend() -> Case:
    """Any improvement meets it, so the least part of P1 does (a tenth of 100), and half of P2 closes b (30 of 60)."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 40.0), make_observation("b", 10.0)),
        targets=(make_target("a", None, relation="improve"), make_target("b", 20.0)),
        projects=(
            make_project("P1", 100.0, 2023, 2024, divisible="continuous"),
            make_project("P2", 60.0, 2023, 2024, divisible="continuous"),
        ),
        effects=(make_effect("P1", "a", 10.0), make_effect("P2", "b", 20.0)),
    )
    return plan, Scenario()


def slow_trend() -> Case:
    """P1 (10) brings 1 of its 10 by 2025 and P2, which b needs, takes 3: only P3 (50, +5) still lets a improve."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 40.0), make_observation("b", 10.0)),
        targets=(make_target("a", None, relation="improve"), make_target("b", 20.0)),
        projects=(
            make_project("P1", 10.0, 2024, 2025),
            make_project("P2", 60.0, 2023, 2024),
            make_project("P3", 50.0, 2023, 2024),
        ),
        effects=(
            make_effect("P1", "a", 10.0, ramp_years=10),
            make_effect("P2", "a", -3.0),
            make_effect("P2", "b", 10.0),
            make_effect("P3", "a", 5.0),
        ),
    )
    return plan, Scenario()


def units() -> Case:
    """49 units that reach a level only together (98); three of seven villages for b (30 of 70); M1 establishes c."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b"), make_indicator("c", kind="binary", unit=None)),
        observations=(
            make_observation("a", 40.0),
            make_observation("b", 10.0),
            make_observation("c", None, state="not_done"),
        ),
        targets=(make_target("a", 60.0), make_target("b", 16.0), make_target("c", None, relation="done")),
        projects=(
            make_project("P1", 98.0, 2023, 2024, divisible="integer", unit_count=49),
            make_project("P2", 70.0, 2023, 2024, divisible="integer", unit_count=7),
        ),
        measures=(make_measure("M1", start_year=2024),),
        effects=(
            make_effect("P1", "a", 60.0, mode="reaches"),
            make_effect("P2", "b", 14.0),
            make_effect("M1", "c", None, mode="enables"),
        ),
    )
    return plan, Scenario()


def levels() -> Case:
    """P1 (50) reaches 55, which is too low; P2 (98) reaches the 60 that is asked."""
    plan = make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", 60.0),),
        projects=(make_project("P1", 50.0, 2023, 2024), make_project("P2", 98.0, 2023, 2024)),
        effects=(make_effect("P1", "a", 55.0, mode="reaches"), make_effect("P2", "a", 60.0, mode="reaches")),
    )
    return plan, Scenario()


def level_too_far() -> Case:
    """P1 closes b only whole, and whole it reaches 60 of a, beyond the band of 50 to 55 that P2 ends in: one of the two is missed."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b")),
        observations=(make_observation("a", 40.0), make_observation("b", 10.0)),
        targets=(make_target("a", 50.0, relation="between", upper_value=55.0), make_target("b", 30.0)),
        projects=(
            make_project("P1", 100.0, 2023, 2024, divisible="integer", unit_count=2),
            make_project("P2", 50.0, 2023, 2024),
        ),
        effects=(
            make_effect("P1", "a", 60.0, mode="reaches"),
            make_effect("P1", "b", 20.0),
            make_effect("P2", "a", 10.0),
        ),
    )
    return plan, Scenario()


def half_a_level() -> Case:
    """50 buys 25 of the 49 units that together reach 60: no part of a level counts, so nothing is built."""
    plan, _ = units()
    return replace(plan, targets=plan.targets[:1]), Scenario(question="smallest_shortfall", budget_wan_yuan=50.0)


def late() -> Case:
    """P1 (50) works a year after it ends, in 2026; P2 (80) in time. P3 runs three years and has brought two thirds by 2025."""
    plan = make_plan(
        indicators=(make_indicator("a"), make_indicator("b", direction="less")),
        observations=(make_observation("a", 40.0), make_observation("b", 30.0)),
        targets=(make_target("a", 50.0), make_target("b", 20.0)),
        projects=(
            make_project("P1", 50.0, 2024, 2025),
            make_project("P2", 80.0, 2024, 2025),
            make_project("P3", 40.0, 2024, 2026),
        ),
        effects=(
            make_effect("P1", "a", 10.0, lag_years=1),
            make_effect("P2", "a", 10.0),
            make_effect("P3", "b", -15.0, arrives="pro_rata"),
        ),
    )
    return plan, Scenario()


def shared() -> Case:
    """P1 and P2 share what the figured P3 leaves open; all three are needed (170 + 80)."""
    plan = replace(
        make_tiny_plan(),
        effects=(
            make_effect("P1", "sewage", None, basis="shared"),
            make_effect("P2", "sewage", None, basis="shared"),
            make_effect("P3", "sewage", 15.0),
            make_effect("P2", "forest", 10.0),
        ),
    )
    return plan, Scenario(use_shared_effects=True)


def relations(kind: str) -> Case:
    """P3 of the tiny plan's answer (P2 + P3, 170) needs P4, excludes P2, or goes with P4."""
    other = "P2" if kind == "excludes" else "P4"
    relation = Relation(kind=kind, action_id="P3", other_id=other, reasoning="by hand", **CITE)
    return replace(make_tiny_plan(), relations=(relation,)), Scenario()


def served_after() -> Case:
    """P1 requires P2, which ends in 2026, so that P1 cannot serve 2025: P3 (120) does."""
    plan = make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", 50.0),),
        projects=(
            make_project("P1", 20.0, 2023, 2024),
            make_project("P2", 10.0, 2025, 2026),
            make_project("P3", 120.0, 2023, 2024),
        ),
        effects=(make_effect("P1", "a", 10.0), make_effect("P3", "a", 10.0)),
        relations=(Relation(kind="requires", action_id="P1", other_id="P2", reasoning="by hand", **CITE),),
    )
    return plan, Scenario()


def ceilings() -> Case:
    """All of the tiny plan's money would be 170; 60 a year from the government and 150 in all leave one target."""
    plan = replace(
        make_tiny_plan(),
        budgets=(Budget(funding_source="government", year=2024, ceiling_wan_yuan=60.0, **CITE),),
        funding=tuple(
            Funding(project_id=f"P{number}", funding_source="government", as_written="政府", **CITE)
            for number in range(1, 5)
        ),
    )
    return plan, Scenario(budget_wan_yuan=150.0, latest_delay_years=0)


def carried() -> Case:
    """A ceiling for 2023 and one for 2024, carried over: P1, half in each year, fits although 2024 alone is too small."""
    plan = make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", 50.0),),
        projects=(make_project("P1", 100.0, 2023, 2024, spending_profile="0.3;0.7"),),
        effects=(make_effect("P1", "a", 10.0),),
    )
    budgets = (Ceiling(ceiling_wan_yuan=60.0, year=2023), Ceiling(ceiling_wan_yuan=45.0, year=2024))
    return plan, Scenario(budgets=budgets, carry_over=True, latest_delay_years=0)


def locks() -> Case:
    """P4 must be built and P3 must not: P1 + P2 + P4 (200)."""
    return make_tiny_plan(), Scenario(locked_in=("P4",), locked_out=("P3",))


def under_way() -> Case:
    """P1 began before the base year and is carried on, whatever it is good for."""
    rows = make_tiny_plan().projects
    plan = replace(make_tiny_plan(), projects=(make_project("P1", 100.0, 2021, 2024), *rows[1:3]))
    return plan, Scenario(lock_committed=True)


def groups() -> Case:
    """At most one of P2 and P3, at least one of P1 and P4: P1 + P2 (190)."""
    return make_tiny_plan(), Scenario(
        groups=(
            Group(name="rivals", members=("P2", "P3"), at_most=1),
            Group(name="wanted", members=("P4",), at_least=1),
        )
    )


def balances() -> Case:
    """Two fifths of the money go to forests, of which only P4 is one: P2 and P3 alone (170) do not give it."""
    rows = make_tiny_plan().projects
    plan = replace(make_tiny_plan(), projects=(*rows[:3], make_project("P4", 115.0, 2024, 2026, category_zh="森林")))
    return plan, Scenario(
        balances=(Balance(category_zh="森林", min_share=0.4), Balance(category_zh="工程", max_share=0.6))
    )


def emissions() -> Case:
    """1 万t a year must come off from 2026 on: only P1 does that, beside P2 + P3 for the targets."""
    row = Abatement(
        action_id="P1",
        ledger="energy_co2",
        component="power",
        form="co2",
        low=8000.0,
        central=1e4,
        high=2e4,
        reasoning="by hand",
        **CITE,
    )
    return replace(make_tiny_plan(), abatements=(row,)), Scenario(emission_cuts=(EmissionCut(wan_tco2=1.0, year=2026),))


def most_abatement() -> Case:
    plan, _ = emissions()
    return plan, Scenario(question="most_abatement", budget_wan_yuan=150.0)


def cheapest_abatement() -> Case:
    plan, _ = emissions()
    return plan, Scenario(question="cheapest_abatement", abatement_wan_tco2=0.5)


def _score(plan: Plan) -> Plan:
    tiers = (
        ("sewage", 1, 3.0, {"at_least": 60.0}),
        ("sewage", 2, 1.0, {"at_least": 40.0, "below": 60.0}),
        ("forest", 1, 2.0, {"at_least": 60.0}),
        ("forest", 2, 1.0, {"at_least": 55.0, "below": 60.0}),
        ("forest", 3, 0.0, {"below": 55.0}),
    )
    rows = tuple(
        ScoreTier(indicator_id=key, tier=tier, points=points, as_written="x", **ends, **CITE)
        for key, tier, points, ends in tiers
    )
    return replace(plan, score_tiers=rows)


def most_points() -> Case:
    """100 buys 20 points of sewage (P1: 3 points) or forest (P2: 2 points) beside what is there: 3."""
    return _score(make_tiny_plan()), Scenario(question="most_points", budget_wan_yuan=100.0)


def cheapest_points() -> Case:
    """5 points need both: P2 for forest and P1 for sewage (190), or P2 + P3 (170)."""
    return _score(make_tiny_plan()), Scenario(question="cheapest_points", points=5.0)


def rule() -> Case:
    """Sewage is binding, forest one of two reference indicators; the other is only printed, as not met."""
    plan = replace(
        make_tiny_plan(),
        indicators=(*make_tiny_plan().indicators, make_indicator("heat", nature="reference")),
        printed_assessments=(PrintedAssessment(indicator_id="heat", status="not_met", as_written="未达标", **CITE),),
    )
    return plan, Scenario(question="cheapest_rule")


def worst_case() -> Case:
    """P1 and P3 may bring half of their figure; against one such loss all three are needed."""
    plan = replace(
        make_tiny_plan(),
        effects=(
            make_effect("P1", "sewage", 20.0, low=10.0),
            make_effect("P2", "sewage", 15.0, low=12.0),
            make_effect("P3", "sewage", 15.0, low=5.0),
            make_effect("P2", "forest", 10.0),
        ),
    )
    return plan, Scenario(robust_budget=1.0)


def shortfall() -> Case:
    """With 100 the smallest weighted shortfall is P2: half of sewage and all of forest."""
    return make_tiny_plan(), Scenario(question="smallest_shortfall", budget_wan_yuan=100.0)


def binding_first() -> Case:
    return make_tiny_plan(), Scenario(question="binding_first", budget_wan_yuan=185.0)


def two_years() -> Case:
    """Targets for 2025 and 2030 together, discounted, with operation to the horizon."""
    projects = tuple(row.model_copy(update={"operation_wan_yuan_per_year": 2.0}) for row in make_tiny_plan().projects)
    targets = (*make_tiny_plan().targets, make_target("forest", 65.0, year=2030))
    return replace(make_tiny_plan(), targets=targets, projects=projects), Scenario(
        milestones=(2025, 2030), discount_rate=0.05
    )


def left_out() -> Case:
    return make_tiny_plan(), Scenario(dropped_targets=("sewage",), target_values={"forest": 55.0})


CASES = {
    "tiny": lambda: (make_tiny_plan(), Scenario()),
    **{
        each.__name__: each
        for each in (
            harm,
            band,
            strict,
            alternatives,
            conditions,
            bound,
            trend,
            slow_trend,
            units,
            levels,
            half_a_level,
            level_too_far,
            late,
            shared,
            served_after,
            ceilings,
            carried,
            locks,
            under_way,
            groups,
            balances,
            emissions,
            most_abatement,
            cheapest_abatement,
            most_points,
            cheapest_points,
            rule,
            worst_case,
            shortfall,
            binding_first,
            two_years,
            left_out,
        )
    },
    **{kind: lambda kind=kind: relations(kind) for kind in ("requires", "excludes", "together")},
}
